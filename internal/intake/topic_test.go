package intake

import (
	"testing"
)

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		filter, topic string
		want          bool
	}{
		{"env/air/+/+", "env/air/r/s", true}, {"env/air/+/+", "env/air/r", false}, {"env/air/+/+", "env/air/r/s/t", false},
		{"env/air/+/+", "env/air//", true}, {"env/#", "env", true}, {"env/#", "env/a/b", true}, {"env/#", "envy", false},
		{"#", "a/b", true}, {"#", "$SYS/x", false}, {"+/x", "$SYS/x", false}, {"$SYS/#", "$SYS/x", true},
		{"a/b", "a/b", true}, {"a/b", "a/b/", false}, {"+", "a", true}, {"+", "/a", false}, {"/+", "/a", true},
	} {
		levels, err := parseFilter(c.filter)
		if err != nil {
			t.Fatal(err)
		}
		if got := matches(levels, c.topic); got != c.want {
			t.Errorf("%s %s: %v", c.filter, c.topic, got)
		}
	}
	for _, bad := range []string{"", "a/#/b", "a+/b", "a/b#", "a\x00"} {
		if _, err := parseFilter(bad); err == nil {
			t.Errorf("%q was taken for a filter", bad)
		}
	}
}
