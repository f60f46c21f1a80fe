package history

import (
	"strings"
	"testing"
	"time"
)

// A row ahead of the clock, or of no hour, is refused with its line in every layout; its
// neighbours are read. A stamp a tenth of the hour off is that of the hour.
func TestRead_TimesOfNoUse(t *testing.T) {
	o := Options{Now: time.Date(2026, 11, 22, 8, 0, 0, 0, beijing)}
	for _, c := range []struct {
		format Format
		text   string
		lines  []string
		wrong  []string // line and part of the reason
	}{
		{Manual, "station,time,pm2_5\nA,2026-11-22 08:00,1\nA,2026-11-22 09:00,2\nA,2026-11-22 05:30,3\nA,2026-11-22 05:05,4\n",
			[]string{"air A 2026-11-22T07:00 1h sent pm2_5=1", "air A 2026-11-22T04:00 1h sent pm2_5=4"},
			[]string{"f1:3: time: time 2026-11-22T09:00:00+08:00 is more than 10m0s ahead", "f1:4: time: time 2026-11-22T05:30:00+08:00 is more than a tenth of 1h off"}},
		{Manual, "station,time,do\nW,2026-11-22 05:30,9\nW,2027-11-22 05:30,9\n",
			[]string{"water W 2026-11-22T05:30 sample lab do=9"}, []string{"f1:3: time: time 2027-11-22"}},
		{Native, `{"station":"A","time":"2026-11-22T08:00:00+08:00","values":{"co":1}}` + "\n" + `{"station":"A","time":"2026-11-22T07:20:00+08:00","values":{"co":1}}` + "\n",
			[]string{"air A 2026-11-22T07:00 1h sent co=1"}, []string{"f1:2: time: "}},
		{Quotsoft, "date,hour,type,A\n20261122,8,SO2,5\n20261122,9,SO2,5\n",
			[]string{"air A 2026-11-22T07:00 1h sent so2=5"}, []string{"f1:3: time: "}},
	} {
		lines, problems, counts := decode(t, c.format, o, c.text)
		equal(t, string(c.format), lines, c.lines)
		if len(problems) != len(c.wrong) || counts.Rejected != len(c.wrong) {
			t.Errorf("%s: problems %q, counts %+v, want %q", c.format, problems, counts, c.wrong)
			continue
		}
		for i, want := range c.wrong {
			if !strings.HasPrefix(problems[i], want) {
				t.Errorf("%s: problem %q, want %q", c.format, problems[i], want)
			}
		}
	}
}
