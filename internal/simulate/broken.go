package simulate

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// Broken is a message that must be set aside, once in about eight hours: cut
// off, of an unknown station, of a station that is not the topic's, or from the
// future. ok is false in the other hours. Nothing of it is a reading.
func (c *Counties) Broken(h measure.Hour) (topic string, payload []byte, ok bool) {
	if len(c.known) == 0 || c.broken.uniform(2*int64(h)) >= 0.125 {
		return "", nil, false
	}
	draw := c.broken.bits(2*int64(h) + 1)
	s := c.known[draw>>8%uint64(len(c.known))]
	station, at, rest := s.Code, h.Start().Add(time.Hour), `"values":{"pm2_5":21,"pm10":35}}`
	switch draw % 4 {
	case 0:
		rest = `"values":{"pm2_5":21,"pm1`
	case 1:
		station = "XX999"
	case 2:
		return "env/air/" + s.Area + "/" + s.Code, message("XX998", at.In(c.zone), rest), true
	case 3:
		at = at.AddDate(1, 0, 0)
	}
	return "env/air/" + s.Area + "/" + station, message(station, at.In(c.zone), rest), true
}

func message(station string, at time.Time, rest string) []byte {
	return fmt.Appendf(nil, `{"station":%q,"time":%q,%s`, station, at.Format(time.RFC3339), rest)
}
