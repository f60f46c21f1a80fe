package hj663

// commonHours is the least number that every possible count of hours behind a
// station's daily value divides: 20 to 24 of a day, 6 to 8 of a window, and 1.
const commonHours = 8 * 3 * 5 * 7 * 11 * 23

// AreaMean is the mean of an area from its stations' values of the same hour or
// day, and the number of stations with one: every station has the same weight,
// however many hours it has. Of ozone the value of a day is the mean of the
// stations' own maxima, not the maximum of a mean curve. (Transcription of the
// edition of 2026; one source says the same of 2013.)
//
// The mean is exact for Means of this package; how many stations suffice is for the
// caller to say, the standard's share was not found. It holds 10,000 stations of
// 4 g/m³.
func AreaMean(stations []Mean) (mean Mean, count int) {
	for _, m := range stations {
		if m.N == 0 {
			continue
		}
		if commonHours%m.N == 0 {
			mean.Sum += m.Sum * (commonHours / m.N)
		} else {
			mean.Sum += int64(m.Value()) * commonHours
		}
		count++
	}
	mean.N = int64(count) * commonHours
	return mean, count
}
