package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lanbi/internal/measure"
)

// nativeLine is the longest line of a native file; a longer one is rejected.
const nativeLine = 64 << 10

// nativeMessage is one message of the native payload. Values stay raw because a
// number must not pass through float64 and a laboratory result is a text.
type nativeMessage struct {
	Station string                     `json:"station"`
	Time    string                     `json:"time"`
	Method  string                     `json:"method"`
	Values  map[string]json.RawMessage `json:"values"`
	Flags   map[string]string          `json:"flags"`
}

// native reads JSON lines, each one message of the native payload: air is an
// hour named by its end, water a four-hour sample named by its start, and water
// with method manual a laboratory result at a moment. These are the defaults of
// the feeds; a feed that differs should be replayed, not imported.
func (r *reading) native(src *source) error {
	for line := 1; ; line++ {
		text, err := readLine(src)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s at line %d: %w", src.name, line, err)
		}
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		r.counts.Rows++
		if len(text) > nativeLine {
			r.reject(src, line, ReasonMalformed, "line of more than %d bytes", nativeLine)
			continue
		}
		if err := r.nativeRow(src, line, text); err != nil {
			return err
		}
	}
}

// readLine is the next line. Of a line that is too long it keeps one byte more
// than allowed.
func readLine(src *source) ([]byte, error) {
	var text []byte
	for {
		part, err := src.text.ReadSlice('\n')
		if room := nativeLine + 1 - len(text); room > 0 {
			text = append(text, part[:min(room, len(part))]...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(text) > 0, err == nil:
			return text, nil
		default:
			return nil, err
		}
	}
}

func (r *reading) nativeRow(src *source, line int, text []byte) error {
	var m nativeMessage
	if err := json.Unmarshal(text, &m); err != nil {
		r.reject(src, line, ReasonMalformed, "%v", err)
		return nil
	}
	if m.Station == "" {
		r.reject(src, line, ReasonStation, "no station")
		return nil
	}
	at, err := parseTime(m.Time, r.o.Zone)
	if err != nil {
		r.reject(src, line, ReasonTime, "%v", err)
		return nil
	}
	readings := r.nativeReadings(src, line, m)
	if len(readings) == 0 {
		return nil
	}
	medium := readings[0].Parameter.Medium()
	interval, origin := measure.OneHour, measure.Sent
	if medium == measure.Water {
		interval = measure.FourHours
	}
	if m.Method == "manual" {
		interval, origin = measure.Single, measure.Lab
	}
	code, ok := r.station(medium, m.Station)
	if !ok {
		r.counts.Skipped++
		return nil
	}
	start, ok := r.begins(src, line, medium, at, interval)
	if !ok {
		return nil
	}
	r.begin(medium, code, start, interval, origin)
	r.sample.Readings = append(r.sample.Readings, readings...)
	return r.send()
}

// nativeReadings are the message's good values in the order of Parameter. All
// are of the medium of the first; one of the other medium is rejected.
func (r *reading) nativeReadings(src *source, line int, m nativeMessage) []measure.Reading {
	var out []measure.Reading
	for key, raw := range m.Values {
		p, ok := measure.ParameterByKey(key)
		if !ok {
			r.reject(src, line, ReasonParameter, "%q", key)
			continue
		}
		text := string(raw)
		if text == "null" {
			continue
		}
		if quoted, err := unquote(raw); err == nil {
			text = quoted
		}
		v, below, ok, err := parseLaboratory(p, text)
		if err != nil {
			r.reject(src, line, ReasonValue, "%s is %s", key, raw)
			continue
		}
		if !ok {
			continue
		}
		flag := strings.TrimSpace(m.Flags[key])
		if len(flag) > 1 || !strings.Contains("NFMSDCTBRX", flag) {
			r.reject(src, line, ReasonFlag, "%s has mark %q (have N F M S D C T B)", key, flag)
			continue
		}
		reading := measure.Reading{Parameter: p, Value: v, Below: below}
		if flag != "" && flag != "N" {
			reading.Flag = measure.Flag(flag[0])
		}
		out = append(out, reading)
	}
	slices.SortFunc(out, func(a, b measure.Reading) int { return int(a.Parameter) - int(b.Parameter) })
	return slices.DeleteFunc(out, func(x measure.Reading) bool {
		mixed := x.Parameter.Medium() != out[0].Parameter.Medium()
		if mixed {
			r.reject(src, line, ReasonParameter, "%s in a message of the other medium", x.Parameter.Key())
		}
		return mixed
	})
}

func unquote(raw json.RawMessage) (string, error) {
	var text string
	err := json.Unmarshal(raw, &text)
	return text, err
}
