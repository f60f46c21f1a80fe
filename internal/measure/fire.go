package measure

import (
	"math"
	"time"
)

// FirePoint (火点) is a fire that a satellite or a patrol reports. It is not verified.
type FirePoint struct {
	Time     time.Time
	Area     string
	Kind     string // of the events it belongs to, such as straw-burning
	ID       string
	Lat, Lon float64 // degrees north and east
	Source   string  // satellite or office, such as "NPP"
	Text     string
}

// Burn is a burn that was approved for a place and some days, both included.
type Burn struct {
	Area        string
	From, Until Day
	Lat, Lon    float64 // degrees north and east
	Radius      float64 // km
	Document    string  // 文号 of the permit
}

// WidestBurn is the largest radius that is approved for a burn, in km.
const WidestBurn = 100

// OnMap tells whether degrees north and east are a place.
func OnMap(lat, lon float64) bool {
	// Written so that NaN is none.
	return lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180
}

// Covers tells whether the fire lies within the place and the days approved.
func (b *Burn) Covers(f *FirePoint, zone *time.Location) bool {
	day := DayOf(f.Time, zone)
	return b.Area == f.Area && b.From <= day && day <= b.Until && Distance(b.Lat, b.Lon, f.Lat, f.Lon) <= b.Radius
}

// Distance is the way between two places along the surface, in km, to 0.5 %.
func Distance(lat1, lon1, lat2, lon2 float64) float64 {
	const radius, degree = 6371.0, math.Pi / 180
	a := math.Sin((lat2 - lat1) * degree / 2)
	b := math.Sin((lon2 - lon1) * degree / 2)
	h := a*a + math.Cos(lat1*degree)*math.Cos(lat2*degree)*b*b
	return 2 * radius * math.Asin(math.Sqrt(min(1, h)))
}
