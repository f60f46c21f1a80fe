// Package hj212 reads the frames of HJ 212, 《污染物自动监控（监测）系统数据传输技术
// 要求》 (2025, in force since 2026-01-01; before it 《污染物在线监控（监测）系统数据传输
// 标准》, HJ 212-2017 and HJ/T 212-2005), from MQTT payloads or a TCP stream, and
// builds the answers that stations wait for.
//
//	##0101QN=20160801085857223;ST=32;CN=2011;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&…&&1C80
//
// A payload may hold several frames, each with or without its CR LF. Each is
// taken or refused on its own: checksum, password and station are checked before
// its content. A length that counts the checksum or the ends of the packet, as
// some stations send it, is taken with a right checksum and counted as tolerated.
// Commands without readings (device states, heartbeats, answers) are counted as
// ignored.
//
// Real-time values (2011) are of their moment. In a feed of 1 or 5 minutes they
// stand for the minutes in which they lie; in air feeds of longer intervals they
// are single samples, since a moment is no mean of an hour; in water feeds they
// keep their time and count within their four hours like any other value.
//
// Days (2031) are what the station itself made of its day. They are kept as the
// interval 1d, begin with the day whatever the interval of the feed, and take part
// in no assessment: days are computed from their hours.
//
// Left out: requests to stations, and the content of the other commands; with the
// requests the answer 9012 (执行结果), by which whoever carried a request out ends it.
// A station's own commands are uploads (9014) and notices (9013), and one that asks
// for anything else is refused (9011): nothing is carried out for a station.
package hj212

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// Settings is what the configuration says of a feed of HJ 212 frames. Interval
// is that of 2051 (5m, else 1m) and of 2011; 2061 is an hour, or four in a water
// feed of 4h. Units are those of the parameters, in air µg/m³ and for CO mg/m³,
// unless Scales says otherwise: the standard's defaults (Annex B) are not what
// stations send.
type Settings struct {
	feed.Settings
	// Stations holds what is known of stations, by MN. An MN that is not here is
	// itself the station's code.
	Stations map[string]Station
	// Password is the PW of stations that have none of their own; empty is not
	// checked.
	Password string
	// Codes names parameters of factor codes beside those of the standard, such
	// as a vendor's.
	Codes map[string]measure.Parameter
	// AcceptModbusCRC takes frames whose checksum is that of Modbus, a common
	// mistake, and counts them as tolerated.
	AcceptModbusCRC bool
}

// Station is what is known of one station.
type Station struct {
	Code     string // empty: the MN
	Password string // its PW; empty: that of the feed
	// Key is the SM4 key of its frames, 16 bytes; empty when they come in plain
	// text. Plain frames are taken in any case.
	Key []byte
	// Scales goes before that of the feed.
	Scales map[measure.Parameter]int64
}

// Format is one feed. It holds what the feed's decoders share, and may be used
// by several goroutines.
type Format struct {
	settings Settings
	keys     map[string]*sm4
	factors  map[string]factor
	parts    parts
}

// New prepares a feed. Settings.Zone must be set. The error names a key that is
// not 16 bytes long.
func New(s Settings) (*Format, error) {
	f := &Format{settings: s, keys: map[string]*sm4{}, factors: factors}
	for mn, station := range s.Stations {
		switch len(station.Key) {
		case 0:
		case block:
			f.keys[mn] = newSM4([block]byte(station.Key))
		default:
			return nil, fmt.Errorf("read SM4 key of MN %s: %d bytes (want %d)", mn, len(station.Key), block)
		}
	}
	if len(s.Codes) > 0 {
		f.factors = make(map[string]factor, len(factors)+len(s.Codes))
		for code, known := range factors {
			f.factors[code] = known
		}
		for code, p := range s.Codes {
			f.factors[code] = factor{parameter: p}
		}
	}
	return f, nil
}

// Decoder makes a decoder of the feed for one goroutine.
func (f *Format) Decoder() *Decoder { return &Decoder{format: f} }

// Decoder reads the messages of one feed. It keeps buffers between messages and
// serves one goroutine.
type Decoder struct {
	format   *Format
	frame    Frame
	plain    []byte // decrypted segments of the message
	entries  []entry
	readings []measure.Reading
	damaged  []string
}

// maxMN is the longest MN in bytes; the standard has 24.
const maxMN = 128

// maxRefused bounds the rejections of one payload; what follows them is refused
// as one.
const maxRefused = 32

// Decode reads m into out, which it resets first.
func (d *Decoder) Decode(out *feed.Decoded, m feed.Message) {
	out.Reset()
	d.plain = d.plain[:0]
	rest := m.Payload
	frames := 0
	for len(rest) > 0 {
		if len(out.Rejections) >= maxRefused {
			out.Reject(feed.Malformed, fmt.Sprintf("%d parts of the payload were refused, the rest is not read", maxRefused), rest)
			return
		}
		piece, n := Cut(rest, true)
		part := rest[:n]
		rest = rest[n:]
		switch piece {
		case Garbage:
			frames++
			out.Reject(feed.Malformed, fmt.Sprintf("%d bytes are no HJ 212 frame", n), part)
		case Whole:
			frames++
			m.Payload = part
			d.packet(out, m)
		}
	}
	if frames == 0 {
		out.Reject(feed.Empty, "the payload is empty", m.Payload)
	}
}

// packet judges one frame.
func (d *Decoder) packet(out *feed.Decoded, m feed.Message) {
	f := &d.frame
	wrong := d.parse(f, m.Payload)
	station := ""
	if wrong.reason == "" {
		station, wrong = d.format.identify(f, m.Station)
	}
	if wrong.reason != "" {
		out.Reject(wrong.reason, wrong.text, m.Payload)
		return
	}
	if f.Modbus || f.WrongLength {
		out.Tolerated++
	}
	kind, interval := d.format.settings.intervalOf(f.CN)
	switch {
	case kind == unknown:
		out.Reject(feed.Malformed, fmt.Sprintf("CN is %q, want a command of HJ 212", brief(f.CN)), m.Payload)
	case kind == other:
		out.Ignored++
	case f.PNUM > 1:
		d.part(out, m, station, interval)
	default:
		d.content(out, m, f.CP, station, interval, time.Time{})
	}
}

// identify finds the station of a frame and checks its password. topic is the
// station that the way it came by names, empty for none.
func (f *Format) identify(fr *Frame, topic string) (code string, wrong fault) {
	if len(fr.MN) == 0 || len(fr.MN) > maxMN {
		return "", malformed("MN is %q, want 1 to %d characters", brief(fr.MN), maxMN)
	}
	station, known := f.settings.Stations[string(fr.MN)]
	if !f.admits(station.Password, fr.PW) {
		return "", fault{feed.Impostor, fmt.Sprintf("PW is not the one configured for MN %q", brief(fr.MN))}
	}
	switch {
	case known && station.Code != "":
		code = station.Code
	case string(fr.MN) == topic:
		code = topic
	default:
		code = string(fr.MN)
	}
	if topic != "" && code != topic {
		return "", fault{feed.Impostor, fmt.Sprintf("MN %q came on the topic of %q", brief(fr.MN), topic)}
	}
	return code, fault{}
}

// admits compares a password with the station's own, or the feed's.
func (f *Format) admits(own string, pw []byte) bool {
	want := own
	if want == "" {
		want = f.settings.Password
	}
	return want == "" || subtle.ConstantTimeCompare([]byte(want), pw) == 1
}

// command is what a CN means here.
type command uint8

const (
	unknown   command = iota
	other             // of the standard, without readings that are stored
	moment            // 2011
	statistic         // 2051, 2061
	daily             // 2031
)

// intervalOf is what values under a CN stand for.
func (s *Settings) intervalOf(cn []byte) (command, measure.Interval) {
	short := s.Interval == measure.OneMinute || s.Interval == measure.FiveMinutes
	switch string(cn) {
	case "2011":
		if short || s.Medium == measure.Water {
			return moment, s.Interval
		}
		return moment, measure.Single
	case "2051":
		if short {
			return statistic, s.Interval
		}
		return statistic, measure.OneMinute
	case "2061":
		if s.Interval == measure.FourHours && s.Medium == measure.Water {
			return statistic, measure.FourHours
		}
		return statistic, measure.OneHour
	case "2031":
		return daily, measure.OneDay
	}
	if _, ok := number(cn); ok && len(cn) == 4 && bytes.IndexByte([]byte("1239"), cn[0]) >= 0 {
		return other, 0
	}
	return unknown, 0
}

// start is the first instant of the interval that a frame's time means.
func (d *Decoder) start(stamp int64, interval measure.Interval, now time.Time) (int64, fault) {
	s := &d.format.settings.Settings
	read := s.Start
	switch string(d.frame.CN) {
	case "2011":
		read = s.Within
	case "2031":
		read = s.StartOfDay
	}
	unix, reason, text := read(stamp, interval, now)
	return unix, fault{reason, text}
}
