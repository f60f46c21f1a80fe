package surface

import "math"

// Trophic are the five values of the lake trophic index (总站生字〔2001〕090 号, used by
// 22 号). They are float64, like everything that needs a logarithm.
type Trophic struct {
	ChlorophyllA float64 // mg/m³
	TP           float64 // mg/L
	TN           float64 // mg/L
	Transparency float64 // m
	CODMn        float64 // mg/L
}

// trophicTerm is one row of the document's table: TLI(j) = 10(a + b ln x), and the
// correlation r of j with chlorophyll a, whose squares give the weights.
type trophicTerm struct{ a, b, r float64 }

var trophicTerms = [5]trophicTerm{
	{2.5, 1.086, 1},
	{9.436, 1.624, 0.84},
	{5.453, 1.694, 0.82},
	{5.118, -1.94, -0.83},
	{0.109, 2.661, 0.83},
}

// Indices are TLI(j) of chlorophyll a, TP, TN, transparency and CODMn. ok is false
// unless all five values are positive.
func (t Trophic) Indices() (tli [5]float64, ok bool) {
	values := [5]float64{t.ChlorophyllA, t.TP, t.TN, t.Transparency, t.CODMn}
	for j, x := range values {
		if !(x > 0) || math.IsInf(x, 1) {
			return [5]float64{}, false
		}
		tli[j] = 10 * (trophicTerms[j].a + trophicTerms[j].b*math.Log(x))
	}
	return tli, true
}

// TLI is the composite trophic index (综合营养状态指数, TLI(Σ)), the mean of the five
// indices weighted by r². ok is false unless all five values are positive.
func (t Trophic) TLI() (index float64, ok bool) {
	indices, ok := t.Indices()
	if !ok {
		return 0, false
	}
	var weights float64
	for j, term := range trophicTerms {
		square := term.r * term.r
		index += square * indices[j]
		weights += square
	}
	return index / weights, true
}

// TrophicState is the word for a TLI: below 30 贫营养, 30 to 50 中营养 (both included),
// to 60 轻度富营养, to 70 中度富营养, above 重度富营养.
func TrophicState(tli float64) string {
	switch {
	case tli < 30:
		return "贫营养"
	case tli <= 50:
		return "中营养"
	case tli <= 60:
		return "轻度富营养"
	case tli <= 70:
		return "中度富营养"
	case tli > 70:
		return "重度富营养"
	}
	return "" // not a number
}
