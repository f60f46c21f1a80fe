// Package history decodes files of past measurements into samples, one row
// after the other, so that a file of any size needs little memory.
//
// It translates each file's own convention into the program's: an hour label
// that ends its hour becomes the hour's start, ozone columns that a publisher
// swapped come back in order, text that means "missing" becomes no reading. It
// opens no file and knows no configuration; the caller hands in readers and a
// function that says which stations are wanted.
//
// A row that cannot be understood is counted with its reason and reported with
// file and line; the rows after it go on.
package history

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// Format names a layout of history files.
type Format string

const (
	// Native is JSON lines: one message of the native payload a line.
	Native Format = "native"
	// CNEMC is a snapshot of the national publication: one row a station and hour.
	CNEMC Format = "cnemc"
	// Quotsoft is the archive of hourly values with a column a station and a row a
	// pollutant.
	Quotsoft Format = "quotsoft"
	// Water4h is the archive of the national automatic water stations.
	Water4h Format = "water4h"
	// Manual is a plain table: station, time, then a column a parameter.
	Manual Format = "manual"
)

// Formats lists the formats of samples, which Read reads.
var Formats = []Format{Native, CNEMC, Quotsoft, Water4h, Manual}

// ParseFormat reads the name of a format; the empty text is the empty Format,
// which Read takes as "find out".
func ParseFormat(text string) (Format, error) {
	if text == "" || Format(text) == Reported || Format(text) == Published || slices.Contains(Formats, Format(text)) {
		return Format(text), nil
	}
	return "", fmt.Errorf("unknown format %q (have native, cnemc, quotsoft, water4h, manual, reported, published)", text)
}

// File is one input. The content may be compressed by gzip and may begin with a
// byte order mark.
type File struct {
	Name   string // for reports
	Reader io.Reader
}

// Options says how files are read.
type Options struct {
	// Zone is the zone of times without an offset; needed.
	Zone *time.Location
	// Now refuses what lies ahead of it by more than feed.Ahead; zero refuses nothing.
	Now time.Time
	// Station maps what a file calls a station to its code. It is given the
	// station's names, the most telling one first; ok false leaves the station's
	// values out (counted as Skipped). Nil takes the first name as the code.
	Station func(medium measure.Medium, names ...string) (code string, ok bool)
	// Problem is told of every rejected row or value; nil only counts.
	Problem func(Problem)
}

// Reasons of Problem, as keys for counting.
const (
	ReasonColumns    = "columns"    // too few or too many columns, or a broken row
	ReasonTime       = "time"       // no time, or not one, or one ahead of the clock, or of no hour
	ReasonValue      = "value"      // a cell that is neither a number nor a mark for missing
	ReasonStation    = "station"    // no station's name
	ReasonParameter  = "parameter"  // a parameter that does not exist
	ReasonMalformed  = "malformed"  // not JSON, or JSON of another shape
	ReasonFlag       = "flag"       // an unknown data mark
	ReasonSource     = "source"     // an unknown source or interval
	ReasonRepetition = "repetition" // the same row a second time within one hour
)

// Problem is one thing that was not understood.
type Problem struct {
	File   string
	Line   int    // from 1, the header included
	Reason string // one of the Reason constants
	Detail string // what was found and what was expected
}

// Error is "file:line: reason: detail".
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Reason, p.Detail)
}

// Counts says what became of the rows.
type Counts struct {
	Rows     int            // rows after the header, the rejected ones included
	Samples  int            // samples handed on
	Readings int            // values in them
	Skipped  int            // rows or columns' values of stations that are not wanted
	Rejected int            // rows, or single values, not understood
	Reasons  map[string]int // Rejected by reason
}

// ErrFormat reports a file whose layout is not known.
var ErrFormat = errors.New("layout of history file not recognised")

// Read decodes files of one format, or of the format each one shows when format
// is empty, and hands every sample to emit. The sample and its readings belong
// to emit's caller again when emit returns.
//
// Quotsoft files are read side by side, ordered by hour, and what they say of
// the same station and hour becomes one sample; all other files follow each
// other. An error is a file that cannot be read on, or an error of emit; the
// counts are true up to there.
func Read(format Format, files []File, o Options, emit func(*measure.Sample) error) (Counts, error) {
	r := &reading{o: o, emit: emit, counts: Counts{Reasons: map[string]int{}}}
	var wide []*source
	for _, f := range files {
		src, err := open(f)
		if err != nil {
			return r.counts, err
		}
		kind := format
		if kind == "" {
			if kind = detect(src.peek); kind == "" {
				return r.counts, fmt.Errorf("%s: %w (have native, cnemc, quotsoft, water4h, manual)", f.Name, ErrFormat)
			}
		}
		switch kind {
		case Native:
			err = r.native(src)
		case CNEMC:
			err = r.cnemc(src)
		case Quotsoft:
			wide = append(wide, src)
		case Water4h:
			err = r.water4h(src)
		case Manual:
			err = r.manual(src)
		case Published:
			err = fmt.Errorf("%s: holds published days or counts, not samples; import it with --format published", f.Name)
		case Reported:
			err = fmt.Errorf("%s: holds reported figures or events, not samples; import it with --format reported", f.Name)
		default:
			_, err = ParseFormat(string(kind))
		}
		if err != nil {
			return r.counts, err
		}
	}
	return r.counts, r.quotsoft(wide)
}

// detect recognises the format by the beginning of a file; empty when it is
// none.
func detect(head string) Format {
	first, _, _ := strings.Cut(head, "\n")
	first = strings.TrimSpace(first)
	switch {
	case strings.HasPrefix(first, "{"):
		return Native
	case strings.HasPrefix(first, "date,hour,type,"):
		return Quotsoft
	case strings.Contains(first, "断面名称") && strings.Contains(first, "监测时间"):
		return Water4h
	case strings.HasPrefix(first, "timepoint,stationcode,"):
		return CNEMC
	case strings.HasPrefix(first, "station,time"):
		return Manual
	case strings.HasPrefix(first, "area,indicator,"), strings.HasPrefix(first, "ranking,period,"), strings.HasPrefix(first, "area,kind,"),
		strings.HasPrefix(first, "area,fire,"), strings.HasPrefix(first, "area,from,until,"):
		return Reported
	case strings.HasPrefix(first, "place,date,"), strings.HasPrefix(first, "place,month,"):
		return Published
	}
	return ""
}

// reading is the state of one call of Read.
type reading struct {
	o      Options
	emit   func(*measure.Sample) error
	counts Counts
	sample measure.Sample
}

func (r *reading) reject(src *source, line int, reason, format string, args ...any) {
	r.counts.Rejected++
	r.counts.Reasons[reason]++
	if r.o.Problem != nil {
		r.o.Problem(Problem{File: src.name, Line: line, Reason: reason, Detail: fmt.Sprintf(format, args...)})
	}
}

func (r *reading) station(m measure.Medium, names ...string) (string, bool) {
	if r.o.Station == nil {
		return names[0], true
	}
	return r.o.Station(m, names...)
}

// send hands the sample on; one without readings is not worth a message.
func (r *reading) send() error {
	if len(r.sample.Readings) == 0 {
		return nil
	}
	r.counts.Samples++
	r.counts.Readings += len(r.sample.Readings)
	return r.emit(&r.sample)
}

// begin empties the sample for its next use.
func (r *reading) begin(m measure.Medium, station string, start time.Time, i measure.Interval, s measure.Source) {
	r.sample = measure.Sample{Medium: m, Station: station, Start: start, Interval: i, Source: s,
		Readings: r.sample.Readings[:0]}
}

func (r *reading) add(p measure.Parameter, v measure.Concentration, f measure.Flag) {
	r.sample.Readings = append(r.sample.Readings, measure.Reading{Parameter: p, Value: v, Flag: f})
}
