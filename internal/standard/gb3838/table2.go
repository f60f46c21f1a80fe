package gb3838

import "lanbi/internal/measure"

// SourceItem is one row of Table 2.
type SourceItem struct {
	Number    int // as printed
	Parameter measure.Parameter
	Limit     measure.Concentration // ng/L, inclusive
}

// table2 is Table 2 (集中式生活饮用水地表水源地补充项目标准限值) in the order of print.
var table2 = [...]SourceItem{
	{1, measure.Sulfate, 250 * mg},
	{2, measure.Chloride, 250 * mg},
	{3, measure.Nitrate, 10 * mg},
	{4, measure.Iron, 3 * mg / 10},
	{5, measure.Manganese, mg / 10},
}

// Table2 is a copy of Table 2 in the order of print.
func Table2() []SourceItem { return append([]SourceItem(nil), table2[:]...) }

// SourceLimit is the limit of a Table 2 item, which a drinking-water source must
// not be above (§5.3); ok is false for any other parameter.
func SourceLimit(p measure.Parameter) (limit measure.Concentration, ok bool) {
	for _, item := range table2 {
		if item.Parameter == p {
			return item.Limit, true
		}
	}
	return 0, false
}
