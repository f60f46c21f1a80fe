package replay

import (
	"encoding/json"
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// Encode appends s as one native JSON message whose time is at, written in zone
// with its offset.
//
// Values are exact decimals in the parameters' units. A laboratory result is
// marked method manual, a value below its detection limit is "<limit>L". The
// native payload has no word for audited data, and the flags R and X are made by
// the receiver: such a sample is an error, and belongs to an import.
func Encode(dst []byte, s *measure.Sample, at time.Time, zone *time.Location) ([]byte, error) {
	if s.Source != measure.Sent && s.Source != measure.Lab {
		return dst, fmt.Errorf("publish sample of station %q: source %s cannot be sent (have sent, lab), import the file instead",
			s.Station, s.Source)
	}
	station, err := json.Marshal(s.Station)
	if err != nil {
		return dst, fmt.Errorf("publish sample of station %q: %w", s.Station, err)
	}
	dst = append(dst, `{"station":`...)
	dst = append(dst, station...)
	dst = append(dst, `,"time":"`...)
	dst = at.In(zone).AppendFormat(dst, time.RFC3339)
	dst = append(dst, '"')
	if s.Source == measure.Lab {
		dst = append(dst, `,"method":"manual"`...)
	}
	dst = append(dst, `,"values":{`...)
	flags := false
	for i, r := range s.Readings {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendKey(dst, r.Parameter)
		if r.Below {
			dst = append(dst, '"')
		}
		dst = r.Value.Append(dst, r.Parameter.Unit().Scale())
		if r.Below {
			dst = append(dst, `L"`...)
		}
		if r.Flag == measure.OutOfReality || r.Flag == measure.Declared || r.Flag == measure.Scarce {
			return dst, fmt.Errorf("publish sample of station %q: flag %s of %s is not one a station sends", s.Station, r.Flag, r.Parameter)
		}
		flags = flags || !r.Flag.Valid()
	}
	dst = append(dst, '}')
	if flags {
		dst = appendFlags(dst, s.Readings)
	}
	return append(dst, '}'), nil
}

func appendFlags(dst []byte, readings []measure.Reading) []byte {
	dst = append(dst, `,"flags":{`...)
	first := true
	for _, r := range readings {
		if r.Flag.Valid() {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = appendKey(dst, r.Parameter)
		dst = append(dst, '"', byte(r.Flag), '"')
	}
	return append(dst, '}')
}

func appendKey(dst []byte, p measure.Parameter) []byte {
	dst = append(dst, '"')
	dst = append(dst, p.Key()...)
	return append(dst, '"', ':')
}
