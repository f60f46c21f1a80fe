package ledger

import (
	"path/filepath"
	"testing"

	"lanbi/internal/measure"
)

func BenchmarkMarkDirty(b *testing.B) {
	for _, c := range []struct {
		name string
		read bool
	}{{"unread", false}, {"read since", true}} {
		b.Run(c.name, func(b *testing.B) {
			l, err := Open(filepath.Join(b.TempDir(), "ledger.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer l.Close()
			days := make([]Dirty, 20)
			for i := range days {
				days[i] = Dirty{Medium: measure.Air, Station: "JY001", Day: measure.Day(20000 + i)}
			}
			for b.Loop() {
				if err := l.MarkDirty(days); err != nil {
					b.Fatal(err)
				}
				if c.read {
					if _, err := l.Dirty(); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
