package gb3838

import "lanbi/internal/measure"

const (
	mg = measure.Milligram
	// micro is a millionth of a milligram per litre, for limits below 0.001 mg/L
	// written as whole numbers.
	micro = measure.Nanogram
)

// Limits are the limits of one item for classes Ⅰ to Ⅴ.
type Limits [5]measure.Concentration

// Direction tells on which side of its limit an item is good.
type Direction uint8

const (
	AtMost  Direction = iota + 1 // the value must not be above the limit
	AtLeast                      // the value must not be below the limit: dissolved oxygen
	Within                       // the value must lie in PHLow to PHHigh: pH
	NoLimit                      // no limit of a single value: water temperature
)

// Item is one row of Table 1.
type Item struct {
	Number    int // as printed
	Parameter measure.Parameter
	Direction Direction
	// Limits are for rivers, and for lakes unless Lake is set; unused with Within
	// and NoLimit. In ng/L, for faecal coliform in millionths of 个/L.
	Limits Limits
	// Lake are the limits for lakes and reservoirs where print has a second row.
	Lake *Limits
	// Evaluated tells whether the item enters the class of a section: 21 of the 24
	// do, by 环办〔2011〕22 号. Water temperature, total nitrogen and faecal coliform
	// are reported apart.
	Evaluated bool
}

// PHLow and PHHigh bound pH for every class, both ends included (Table 1, item
// 2), in millionths. Outside is 劣Ⅴ; there is no class between.
const (
	PHLow  measure.Concentration = 6_000_000
	PHHigh measure.Concentration = 9_000_000
)

var lakePhosphorus = Limits{mg / 100, 25 * mg / 1000, 5 * mg / 100, mg / 10, 2 * mg / 10}

// table1 is Table 1 (地表水环境质量标准基本项目标准限值) in the order of print.
//
// Class Ⅰ of dissolved oxygen is the 7.5 mg/L of print; its alternative, 90 % of
// saturation, is not applied, as the national platform does not apply it either.
var table1 = [...]Item{
	{1, measure.WaterTemperature, NoLimit, Limits{}, nil, false},
	{2, measure.PH, Within, Limits{}, nil, true},
	{3, measure.DO, AtLeast, Limits{75 * mg / 10, 6 * mg, 5 * mg, 3 * mg, 2 * mg}, nil, true},
	{4, measure.CODMn, AtMost, Limits{2 * mg, 4 * mg, 6 * mg, 10 * mg, 15 * mg}, nil, true},
	{5, measure.COD, AtMost, Limits{15 * mg, 15 * mg, 20 * mg, 30 * mg, 40 * mg}, nil, true},
	{6, measure.BOD5, AtMost, Limits{3 * mg, 3 * mg, 4 * mg, 6 * mg, 10 * mg}, nil, true},
	{7, measure.NH3N, AtMost, Limits{15 * mg / 100, 5 * mg / 10, mg, 15 * mg / 10, 2 * mg}, nil, true},
	{8, measure.TP, AtMost, Limits{2 * mg / 100, mg / 10, 2 * mg / 10, 3 * mg / 10, 4 * mg / 10}, &lakePhosphorus, true},
	{9, measure.TN, AtMost, Limits{2 * mg / 10, 5 * mg / 10, mg, 15 * mg / 10, 2 * mg}, nil, false},
	{10, measure.Copper, AtMost, Limits{mg / 100, mg, mg, mg, mg}, nil, true},
	{11, measure.Zinc, AtMost, Limits{5 * mg / 100, mg, mg, 2 * mg, 2 * mg}, nil, true},
	{12, measure.Fluoride, AtMost, Limits{mg, mg, mg, 15 * mg / 10, 15 * mg / 10}, nil, true},
	{13, measure.Selenium, AtMost, Limits{mg / 100, mg / 100, mg / 100, 2 * mg / 100, 2 * mg / 100}, nil, true},
	{14, measure.Arsenic, AtMost, Limits{5 * mg / 100, 5 * mg / 100, 5 * mg / 100, mg / 10, mg / 10}, nil, true},
	{15, measure.Mercury, AtMost, Limits{50 * micro, 50 * micro, 100 * micro, mg / 1000, mg / 1000}, nil, true},
	{16, measure.Cadmium, AtMost, Limits{mg / 1000, 5 * mg / 1000, 5 * mg / 1000, 5 * mg / 1000, mg / 100}, nil, true},
	{17, measure.ChromiumVI, AtMost, Limits{mg / 100, 5 * mg / 100, 5 * mg / 100, 5 * mg / 100, mg / 10}, nil, true},
	{18, measure.Lead, AtMost, Limits{mg / 100, mg / 100, 5 * mg / 100, 5 * mg / 100, mg / 10}, nil, true},
	{19, measure.Cyanide, AtMost, Limits{5 * mg / 1000, 5 * mg / 100, 2 * mg / 10, 2 * mg / 10, 2 * mg / 10}, nil, true},
	{20, measure.VolatilePhenol, AtMost, Limits{2 * mg / 1000, 2 * mg / 1000, 5 * mg / 1000, mg / 100, mg / 10}, nil, true},
	{21, measure.Petroleum, AtMost, Limits{5 * mg / 100, 5 * mg / 100, 5 * mg / 100, 5 * mg / 10, mg}, nil, true},
	{22, measure.AnionicSurfactant, AtMost, Limits{2 * mg / 10, 2 * mg / 10, 2 * mg / 10, 3 * mg / 10, 3 * mg / 10}, nil, true},
	{23, measure.Sulfide, AtMost, Limits{5 * mg / 100, mg / 10, 2 * mg / 10, 5 * mg / 10, mg}, nil, true},
	{24, measure.FaecalColiform, AtMost, Limits{200 * mg, 2_000 * mg, 10_000 * mg, 20_000 * mg, 40_000 * mg}, nil, false},
}

// Table1 is a copy of Table 1 in the order of print.
func Table1() []Item { return append([]Item(nil), table1[:]...) }

// Evaluated are the 21 items that enter the class of a section (环办〔2011〕22 号):
// Table 1 without water temperature, total nitrogen and faecal coliform.
var Evaluated = func() (s measure.Set) {
	for _, item := range table1 {
		if item.Evaluated {
			s = s.With(item.Parameter)
		}
	}
	return s
}()

// Automatic are the five evaluated items that automatic stations measure; the
// real-time class uses no others.
var Automatic = measure.SetOf(measure.PH, measure.DO, measure.CODMn, measure.NH3N, measure.TP)

func itemOf(p measure.Parameter) *Item {
	// The constants of package measure are in the order of print.
	i := int(p) - int(measure.WaterTemperature)
	if i < 0 || i >= len(table1) {
		return nil
	}
	return &table1[i]
}
