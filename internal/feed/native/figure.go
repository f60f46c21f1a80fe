package native

import (
	"bytes"
	"fmt"
	"math"
	"strconv"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// figure judges an item of a feed of indicators.
func (d *Decoder) figure(out *feed.Decoded, m feed.Message) {
	it := &d.item
	id := string(it.indicator.bytes())
	if it.indicator.kind != text || id == "" {
		out.Reject(feed.Malformed, `"indicator" is missing or not a text`, m.Payload)
		return
	}
	if m.Station != "" && id != m.Station {
		out.Reject(feed.Impostor, fmt.Sprintf("indicator %q came on the topic of %q", cut([]byte(id)), m.Station), m.Payload)
		return
	}
	period := string(it.period.bytes())
	if it.period.kind != text || !validPeriod(period) {
		out.Reject(feed.Malformed, fmt.Sprintf(`"period" is %q, want "2026", "2026-10" or "2026-10-05"`, cut([]byte(period))), m.Payload)
		return
	}
	value, err := strconv.ParseFloat(string(bytes.TrimSpace(it.value.bytes())), 64)
	if it.value.kind != number && it.value.kind != text || err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		out.Reject(feed.NotANumber, fmt.Sprintf(`"value" is %q, want a number`, cut(it.value.raw)), m.Payload)
		return
	}
	out.Indicators = append(out.Indicators, measure.Indicator{
		Area: m.Area, ID: id, Period: period, Value: value,
		Source: string(it.source.bytes()), By: string(it.by.bytes()),
	})
}

func validPeriod(p string) bool {
	_, _, err := measure.ParsePeriod(p)
	return err == nil
}
