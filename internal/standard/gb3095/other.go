package gb3095

// OtherItem is an item of Table 2 (环境空气污染物其他项目), which applies where the
// ministry or a province says so.
type OtherItem uint8

const (
	TSP          OtherItem = iota + 1 // 总悬浮颗粒物
	NOx                               // 氮氧化物, as NO₂
	Lead                              // 铅
	BenzoAPyrene                      // 苯并[a]芘
	otherItemEnd
)

// Picograms is a concentration in pg/m³. The daily limit of benzo[a]pyrene,
// 0.0025 µg/m³, is no whole number of nanograms.
type Picograms int64

const microgram Picograms = 1_000_000

// The limits of Table 2 in ten-thousandths of 1 µg/m³.
var (
	table2of2012 = [otherItemEnd]limits{
		TSP:          {Year: {80_0000, 200_0000}, Day: {120_0000, 300_0000}},
		NOx:          {Year: {50_0000, 50_0000}, Day: {100_0000, 100_0000}, Hour: {250_0000, 250_0000}},
		Lead:         {Year: {5000, 5000}, Quarter: {1_0000, 1_0000}},
		BenzoAPyrene: {Year: {10, 10}, Day: {25, 25}},
	}
	// Of GB 3095-2026 only NOx has a transitional limit, that of 2012.
	table2of2026Final = [otherItemEnd]limits{
		TSP:          {Year: {80_0000, 200_0000}, Day: {120_0000, 300_0000}},
		NOx:          {Year: {40_0000, 40_0000}, Day: {70_0000, 70_0000}, Hour: {250_0000, 250_0000}},
		Lead:         {Year: {5000, 5000}, Quarter: {1_0000, 1_0000}},
		BenzoAPyrene: {Year: {10, 10}, Day: {25, 25}},
	}
)

// OtherLimit is the limit of Table 2 for an item; ok is false where there is none.
func OtherLimit(e Edition, class Class, item OtherItem, over Average) (limit Picograms, ok bool) {
	if item >= otherItemEnd || over >= averageEnd || class != ClassI && class != ClassII {
		return 0, false
	}
	table := &table2of2012
	switch e {
	case E2012, Transitional2026:
	case Final2026:
		table = &table2of2026Final
	default:
		return 0, false
	}
	limit = Picograms(table[item][over][class-ClassI]) * (microgram / 10_000)
	return limit, limit != 0
}
