// Package surface assesses surface water by 《地表水环境质量评价办法（试行）》 (环办〔2011〕
// 22 号) and the statistics rules of 环办监测函〔2020〕82 号: the class and condition of
// a section, of a river or basin, changes between periods, period means, main
// pollution indicators, compliance of drinking-water sources and the room left
// below a target class.
//
// The full text of 22 号 was not at hand; what is recalled or chosen here and not
// confirmed is marked so where it stands. Values are never rounded before a class
// is taken, unless Rounding asks for it.
package surface

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// Item is the value of one item at one section. An item that the section does
// not have (未安装, shown as *) is not listed at all.
type Item struct {
	Parameter measure.Parameter
	// Value is in ng/L, or in millionths of the unit; half of the detection limit
	// is already applied (see Counted).
	Value measure.Concentration
	// Missing marks an item that the section has and that gave no valid value
	// (shown as --); Value then means nothing.
	Missing bool
}

// Result is the class of a section by the worst item.
type Result struct {
	// Class is 0 when an evaluated item is missing or none was measured.
	Class gb3838.Class
	// Deciding are the items at Class (定类指标); empty for Ⅰ and when not known.
	Deciding measure.Set
	// Items counts the evaluated items that have a value.
	Items int
}

// SingleFactor is the class of a section by single-factor assessment (单因子评价法):
// the class of its worst item (GB 3838 §5.1, 22 号).
//
// Water temperature, total nitrogen and faecal coliform never enter. A missing
// item blanks the class, since it could be the worst; an item that is not listed
// is skipped. The order of items makes no difference.
func SingleFactor(body measure.Body, items []Item) Result {
	var r Result
	missing := false
	var judged measure.Set
	for _, item := range items {
		if !gb3838.Evaluated.Has(item.Parameter) {
			continue
		}
		if item.Missing {
			missing = true
			continue
		}
		judged = judged.With(item.Parameter)
		class := gb3838.ClassOf(item.Parameter, body, item.Value)
		switch {
		case class > r.Class:
			r.Class = class
			r.Deciding = measure.SetOf(item.Parameter)
		case class == r.Class:
			r.Deciding = r.Deciding.With(item.Parameter)
		}
	}
	r.Items = judged.Len()
	if missing {
		r.Class = 0
	}
	if r.Class <= gb3838.ClassI {
		r.Deciding = measure.Set{}
	}
	return r
}

// Counted is the value with which a reading enters calculation and statistics:
// a result below the detection limit counts as half the limit (82 号, item 7).
func Counted(r measure.Reading) measure.Concentration {
	if r.Below {
		return measure.Quotient(int64(r.Value), 2)
	}
	return r.Value
}

// ItemOf is a reading as an item: its counted value, or missing when its flag is
// not valid.
func ItemOf(r measure.Reading) Item {
	if !r.Flag.Valid() {
		return Item{Parameter: r.Parameter, Missing: true}
	}
	return Item{Parameter: r.Parameter, Value: Counted(r)}
}
