package target

import "testing"

func TestDoubt(t *testing.T) {
	share := Asked{Unit: "%", Target: &Target{Kind: Indicator}}
	amount := Asked{Unit: "万公顷", Target: &Target{Kind: Indicator}}
	rank, fires := Asked{Target: &Target{Kind: RankAtMost}}, Asked{Target: &Target{Kind: Events}}
	for _, c := range []struct {
		asked Asked
		value float64
		good  bool
	}{
		{share, 73.4, true}, {share, 105, true}, {share, -3.2, true}, {share, 734, false}, {share, 1e20, false}, {share, -101, false},
		{amount, 5.8, true}, {amount, 1263, true}, {amount, 1e300, false}, {amount, -1e300, false},
		{rank, 1, true}, {rank, 44, true}, {rank, 0, false}, {rank, -4, false}, {rank, 3.5, false},
		{fires, 0, true}, {fires, 2, true}, {fires, -1, false}, {fires, 0.5, false},
	} {
		if said := c.asked.Doubt(c.value); (said == "") != c.good {
			t.Errorf("%v %s %v: %q, want it believed: %v", c.asked.Target.Kind, c.asked.Unit, c.value, said, c.good)
		}
	}
}
