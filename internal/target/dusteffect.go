package target

// DustPolicies are the readings of dust that a basis may have: dust days count as
// they are, their particles are deducted, or they count as good.
var DustPolicies = [...]string{"keep", "exclude", "count-as-good"}

// DustEffect is one target under every reading of dust.
type DustEffect struct {
	Target *Target
	Under  [len(DustPolicies)]Progress // in the order of DustPolicies
}

// UnderDust evaluates the target under every reading of dust, its basis being
// otherwise as it is. No forecast is made: it rests on years whose dust may not have
// been decided.
func UnderDust(t *Target, f *Facts) DustEffect {
	effect := DustEffect{Target: t}
	facts := *f
	facts.Forecast = nil
	for i, policy := range DustPolicies {
		other := *t
		other.Basis.Dust = policy
		effect.Under[i] = Evaluate(&other, &facts)
	}
	return effect
}
