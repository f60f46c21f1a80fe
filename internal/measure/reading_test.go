package measure

import "testing"

func TestFlag_ValidIsAbsentOrN(t *testing.T) {
	for f := range 256 {
		if got, want := Flag(f).Valid(), f == 0 || f == 'N'; got != want {
			t.Errorf("flag %q valid is %v", rune(f), got)
		}
	}
	if Flag(0).String() != "N" || Fault.String() != "D" {
		t.Error("text of a flag")
	}
}

func TestSource_Order(t *testing.T) {
	if !(Audited > Lab && Lab > Sent && Sent > Computed && Computed > 0) {
		t.Error("an audited value goes before lab, sent and computed")
	}
	for s := Computed; s <= Audited; s++ {
		if back, err := ParseSource(s.String()); err != nil || back != s {
			t.Errorf("%q reads as %v, %v", s.String(), back, err)
		}
	}
	for _, bad := range []string{"", "manual"} {
		if _, err := ParseSource(bad); err == nil {
			t.Errorf("%q is a source", bad)
		}
	}
}

func TestSpan_Covers(t *testing.T) {
	d := Date(2026, 5, 1)
	for _, test := range []struct {
		span Span
		want bool
	}{{Span{}, true}, {Span{From: d}, true}, {Span{From: d + 1}, false}, {Span{Until: d}, true}, {Span{Until: d - 1}, false}, {Span{d, d}, true}} {
		if got := test.span.Covers(d); got != test.want {
			t.Errorf("%+v covers %v is %v", test.span, d, got)
		}
	}
}

func TestBody_Text(t *testing.T) {
	for _, b := range []Body{River, Lake} {
		if back, err := ParseBody(b.String()); err != nil || back != b {
			t.Errorf("%v reads as %v, %v", b, back, err)
		}
	}
	if _, err := ParseBody("pond"); err == nil {
		t.Error("a pond is a body")
	}
}
