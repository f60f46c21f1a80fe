package influx

import (
	"testing"
	"time"

	"github.com/influxdata/influxql"
)

// TestQuote lets InfluxDB's own parser read what we quote.
func TestQuote(t *testing.T) {
	for _, text := range []string{"JY001", "江源区", "a b", `'`, `"`, `\`, `\'`, "a\nb", `x' OR 'a'='a`, `"; DROP DATABASE lanbi; --`, ""} {
		statement := `SELECT v FROM ` + quoteIdentifier("m"+text) + ` WHERE ` + quoteIdentifier("t"+text) + `=` + quoteString(text)
		parsed, err := influxql.ParseStatement(statement)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		s, ok := parsed.(*influxql.SelectStatement)
		if !ok {
			t.Fatalf("%q: became %T", text, parsed)
		}
		condition := s.Condition.(*influxql.BinaryExpr)
		source := s.Sources[0].(*influxql.Measurement).Name
		tag, value := condition.LHS.(*influxql.VarRef).Val, condition.RHS.(*influxql.StringLiteral).Val
		if source != "m"+text || tag != "t"+text || value != text {
			t.Errorf("%q: read back as %q, %q, %q", text, source, tag, value)
		}
	}
}

func TestNanoseconds_Bounds(t *testing.T) {
	if a, b := nanoseconds(time.Time{}), nanoseconds(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); a > -8e18 || b < 8e18 {
		t.Errorf("got %d and %d, want the ends of time", a, b)
	}
	if got := nanoseconds(time.Unix(1767225600, 7)); got != 1767225600_000000007 {
		t.Errorf("got %d", got)
	}
}
