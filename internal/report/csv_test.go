package report

import "testing"

func TestPlainCell(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "=1+1": "'=1+1", "@SUM(1)": "'@SUM(1)", "-2": "-2", "+1e5": "+1e5", "-2+3": "'-2+3", "\n=1": "'\n=1",
		"＝1+1": "'＝1+1", "＠x": "'＠x", "林草局": "林草局", "73.4": "73.4",
	} {
		if got := PlainCell(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
