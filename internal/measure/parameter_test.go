package measure

import (
	"testing"

	"pgregory.net/rapid"
)

func TestParameter_KeysAndFacts(t *testing.T) {
	seen := map[string]Parameter{}
	for p := PM25; p < parameterEnd; p++ {
		if p.Key() == "" || p.Name() == "" || p.Medium() == 0 {
			t.Errorf("parameter %d has no key, name or medium", p)
		}
		if other, twice := seen[p.Key()]; twice {
			t.Errorf("parameters %d and %d share key %q", other, p, p.Key())
		}
		seen[p.Key()] = p
		if got, ok := ParameterByKey(p.Key()); !ok || got != p {
			t.Errorf("key %q finds %v, %v", p.Key(), got, ok)
		}
	}
	for _, none := range []Parameter{0, parameterEnd, 255} {
		if none.Key() != "" || none.Medium() != 0 {
			t.Errorf("parameter %d is %q", none, none.Key())
		}
	}
	if _, ok := ParameterByKey(""); ok {
		t.Error("the empty key finds a parameter")
	}
	for key, p := range map[string]Parameter{"pm2_5": PM25, "co": CO, "o3_8h": O38h, "nh3n": NH3N, "temp": WaterTemperature, "ec": Conductivity} {
		if got, _ := ParameterByKey(key); got != p {
			t.Errorf("key %q finds %v", key, got)
		}
	}
}

func TestUnit_Scale(t *testing.T) {
	if MicrogramPerCubicMetre.Scale() != 1_000 || MilligramPerCubicMetre.Scale() != 1_000_000 || One.Scale() != 1_000_000 {
		t.Error("scale")
	}
}

func anySet(t *rapid.T) (Set, map[Parameter]bool) {
	members := map[Parameter]bool{}
	var s Set
	for _, n := range rapid.SliceOf(rapid.IntRange(1, int(parameterEnd)-1)).Draw(t, "members") {
		members[Parameter(n)] = true
		s = s.With(Parameter(n))
	}
	return s, members
}

func TestSet_IsASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, members := anySet(t)
		if s.Len() != len(members) || s.Empty() != (len(members) == 0) {
			t.Fatalf("%v has %d members, want %d", s, s.Len(), len(members))
		}
		last, n := Parameter(0), 0
		for p := range s.Each {
			if p <= last || !members[p] || !s.Has(p) {
				t.Fatalf("%v yields %v after %v", s, p, last)
			}
			last, n = p, n+1
		}
		if n != len(members) {
			t.Fatalf("%v yields %d of %d", s, n, len(members))
		}
		back, ok := ParseSet(s.String())
		if !ok || back != s {
			t.Fatalf("%q reads back as %v, %v", s.String(), back, ok)
		}
		p := Parameter(rapid.IntRange(1, int(parameterEnd)-1).Draw(t, "p"))
		if s.Without(p).Has(p) || s.Without(p).With(p) != s.With(p) {
			t.Fatalf("%v without and with %v", s, p)
		}
		if other := SetOf(p); s.Union(other) != s.With(p) || other.Union(s) != s.With(p) || s.Union(s) != s {
			t.Fatalf("union of %v and %v: %v", s, p, s.Union(other))
		}
	})
}

func TestSet_Text(t *testing.T) {
	s := SetOf(TP, PM25, O38h)
	if s.String() != "pm2_5+o3_8h+tp" || s.Names() != "PM2.5、O₃-8h、总磷" {
		t.Errorf("%q, %q", s.String(), s.Names())
	}
	for _, bad := range []string{"pm2_5+", "+", "pm25", "pm2_5 + co"} {
		if _, ok := ParseSet(bad); ok {
			t.Errorf("%q is a set", bad)
		}
	}
	for p := range s.Each {
		if p != PM25 {
			t.Errorf("went on to %v", p)
		}
		break
	}
}
