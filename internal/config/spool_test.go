package config

import (
	"testing"
	"time"
)

func TestParse_SpoolBroken(t *testing.T) {
	for _, c := range []brokenField{
		{"web:\n", "spool: {max_bytes: lots}\nweb:\n", `43:20: spool.max_bytes: "lots" is not a size (want such as 500MiB, 2GiB)`},
		{"web:\n", "spool: {max_bytes: 1.5GiB}\nweb:\n", `43:20: spool.max_bytes: "1.5GiB" is not a size (want such as 500MiB, 2GiB)`},
		{"web:\n", "spool: {max_bytes: 1000}\nweb:\n", "43:20: spool.max_bytes: 1000 is out of range (want 1048576 to 1099511627776 bytes)"},
		{"web:\n", "spool: {max_bytes: -1GiB}\nweb:\n", "43:20: spool.max_bytes: -1GiB is out of range (want 1048576 to 1099511627776 bytes)"},
		{"web:\n", "spool: {max_bytes: 9000000000TiB}\nweb:\n", "43:20: spool.max_bytes: 9000000000TiB is out of range (want 1048576 to 1099511627776 bytes)"},
		{"web:\n", "spool: {max_age: long}\nweb:\n", `43:18: spool.max_age: "long" is not a duration (want such as 10s, 36h)`},
		{"web:\n", "spool: {max_age: xd}\nweb:\n", `43:18: spool.max_age: "xd" is not a length of time (want such as 30d, 36h)`},
		{"web:\n", "spool: {max_age: 0d}\nweb:\n", "43:18: spool.max_age: 0d is out of range (want 1h0m0s to 3650d)"},
		{"web:\n", "spool: {max_age: 4000d}\nweb:\n", "43:18: spool.max_age: 4000d is out of range (want 1h0m0s to 3650d)"},
		{"web:\n", "spool: {max_size: 1}\nweb:\n", "43:9: spool.max_size: unknown key (have max_bytes, max_age)"},
	} {
		t.Run(c.broken, c.check)
	}
}

func TestParse_SpoolValues(t *testing.T) {
	for text, want := range map[string]Spool{
		"":                             {1 << 30, 720 * time.Hour},
		"spool: {max_bytes: 500MiB}\n": {500 << 20, 720 * time.Hour},
		"spool: {max_bytes: 2000000, max_age: 36h}\n": {2_000_000, 36 * time.Hour},
		"spool: {max_bytes: 1TiB, max_age: 7d}\n":     {1 << 40, 168 * time.Hour},
	} {
		if got := mustParse(t, base+text).Spool; got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
