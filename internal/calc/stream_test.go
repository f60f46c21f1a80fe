package calc

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// Every CSV that the standard library writes is split as the standard library
// splits it, also when it arrives byte by byte.
func TestReader_AgreesWithEncodingCSV(t *testing.T) {
	cells := rapid.SliceOfN(rapid.StringOf(rapid.SampledFrom([]rune("a1,\"\n 站é"))), 2, 4)
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfN(cells, 1, 6).Draw(t, "records")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		for i := range records {
			records[i] = append(records[i], "end") // no record is a blank line
			w.Write(records[i])
		}
		w.Flush()
		var src io.Reader = bytes.NewReader(b.Bytes())
		if rapid.Bool().Draw(t, "slow") {
			src = iotest.OneByteReader(src)
		}
		in, _ := newTestReader(src)
		in.fill()
		standard := csv.NewReader(bytes.NewReader(b.Bytes()))
		standard.FieldsPerRecord = -1
		for {
			want, wantErr := standard.Read()
			got, err := in.next()
			if wantErr == io.EOF && err == io.EOF {
				return
			}
			if wantErr != nil || err != nil || got.fault != "" {
				t.Fatalf("error %v, want %v, fault %q", err, wantErr, got.fault)
			}
			if len(got.cells) != len(want) {
				t.Fatalf("%d cells, want %q", len(got.cells), want)
			}
			for i := range want {
				// encoding/csv turns a CRLF within quotes into LF.
				if text := strings.ReplaceAll(string(got.text(i)), "\r\n", "\n"); text != want[i] {
					t.Fatalf("cell %d is %q, want %q", i, text, want[i])
				}
			}
		}
	})
}

func TestStream_TooLongARow(t *testing.T) {
	in := "pm2_5,note\n33,ok\n33," + strings.Repeat("x", 2<<20)
	out, _, done, err := runAir(t, AirOptions{Period: AirHour, Edition: hj633.E2026}, in)
	if err == nil || !strings.Contains(err.Error(), "line 3: longer than") || done.Rows != 1 || strings.Count(out, "\n") != 2 {
		t.Errorf("%+v, %v, out %q", done, err, out)
	}
}

func TestStream_ReadAndWriteErrors(t *testing.T) {
	broken := errors.New("broken pipe")
	o := AirOptions{Period: AirHour, Edition: hj633.E2026}
	var out, errs bytes.Buffer
	in := io.MultiReader(strings.NewReader("pm2_5\n33\n3"), iotest.ErrReader(broken))
	done, err := Air(in, &out, &errs, o)
	if !errors.Is(err, broken) || done.Rows != 1 || out.String() != "pm2_5,aqi,level,category,primary\n33,48,1,优,\n" {
		t.Errorf("read: %+v, %v, out %q", done, err, out.String())
	}
	endless := &counter{row: []byte("33\n"), first: []byte("pm2_5\n")}
	if _, err := Air(endless, failing{broken}, &errs, o); !errors.Is(err, broken) {
		t.Errorf("write: %v", err)
	}
}

// A feeder that waits sees the results of what it has sent.
func TestStream_FlushesBeforeWaiting(t *testing.T) {
	in, feed := io.Pipe()
	results, w := io.Pipe()
	go func() {
		_, err := Air(in, w, io.Discard, AirOptions{Period: AirHour, Edition: hj633.E2026})
		w.CloseWithError(err)
	}()
	go io.WriteString(feed, "pm2_5\n33\n")
	want := "pm2_5,aqi,level,category,primary\n33,48,1,优,\n"
	got := make([]byte, len(want))
	if _, err := io.ReadFull(results, got); err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
	feed.Close()
	if rest, err := io.ReadAll(results); len(rest) > 0 || err != nil {
		t.Errorf("rest %q, %v", rest, err)
	}
}

type counter struct{ first, row []byte }

func (c *counter) Read(p []byte) (int, error) {
	if c.first != nil {
		n := copy(p, c.first)
		c.first = nil
		return n, nil
	}
	return copy(p, c.row), nil
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// Memory does not grow with the number of rows.
func TestStream_DoesNotAllocatePerRow(t *testing.T) {
	allocations := func(rows int) float64 {
		in := "time,pm2_5,pm10,so2,no2,co,o3\n" + strings.Repeat("2026-03-01T08:00,35.5,52.1,8.2,21.0,0.6,188\n", rows)
		return testing.AllocsPerRun(3, func() {
			if _, err := Air(strings.NewReader(in), io.Discard, io.Discard, AirOptions{Period: AirHour}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := allocations(10), allocations(100_000); many > few+5 {
		t.Errorf("%v allocations for 10 rows, %v for 100,000", few, many)
	}
}

func FuzzAir(f *testing.F) {
	f.Add("time,pm2_5,co\n2026-03-01T00,61,0.4\n,,\n", true, false)
	f.Add("pm2_5\n\"never closed\r", false, false) // once kept a CR behind the results
	f.Add("pm2_5\r\n\"3\n3\"\r\n\"\n", false, true)
	f.Add("pm2_5,o3_8h,o3\n1,900,\n/,NA,-;\n", true, true)
	f.Fuzz(func(t *testing.T, in string, day, auto bool) {
		o := AirOptions{Period: AirHour, Edition: hj633.E2026}
		if day {
			o.Period = AirDay
		}
		if auto {
			o.Edition = 0
		}
		checkStream(t, in, 4, func(r io.Reader, w, errs io.Writer) (Result, error) { return Air(r, w, errs, o) })
	})
}

func FuzzWater(f *testing.F) {
	f.Add("body,ph,tp\nlake,7,0.01L\nriver,*,<1\n")
	f.Add("ph,\"d\"\"o\"\n--,\n7,\"\"\"\"\n")
	f.Fuzz(func(t *testing.T, in string) {
		checkStream(t, in, 2, func(r io.Reader, w, errs io.Writer) (Result, error) { return Water(r, w, errs, measure.River) })
	})
}

// checkStream holds a run against what must be true of any input: every row is
// written once, in order and unchanged, with the results behind it, and rows
// without results are those named as bad.
func checkStream(t *testing.T, in string, added int, run func(io.Reader, io.Writer, io.Writer) (Result, error)) {
	var out, errs bytes.Buffer
	done, err := run(strings.NewReader(in), &out, &errs)
	if err != nil && !errors.Is(err, ErrBadRows) {
		return
	}
	if (done.Bad > 0) != (err != nil) || strings.Count(errs.String(), "line ") < done.Bad {
		t.Fatalf("%+v with error %v and lines %q", done, err, errs.String())
	}
	before, _ := newTestReader(strings.NewReader(in))
	header, err := readHeader(before)
	if err != nil {
		t.Fatal(err)
	}
	rest := out.Bytes()
	next := func(raw []byte, cells int) {
		if !bytes.HasPrefix(rest, raw) {
			t.Fatalf("output goes on with %q, want %q", rest[:min(len(rest), 60)], raw)
		}
		rest = rest[len(raw):]
		line, after, ok := bytes.Cut(rest, newline)
		if !ok || bytes.Count(line, []byte(",")) != added+max(0, len(header.names)-cells) {
			t.Fatalf("row %q is followed by %q", raw, line)
		}
		rest = after
	}
	next(header.raw, len(header.names))
	for range done.Rows {
		rec, err := before.next()
		if err != nil {
			t.Fatal(err)
		}
		raw := rec.raw
		if len(rec.cells) > len(header.names) {
			raw = raw[:rec.cells[len(header.names)-1].to]
		}
		next(raw, len(rec.cells))
	}
	if _, err := before.next(); err != io.EOF || len(rest) > 0 {
		t.Fatalf("after %d rows: input %v, output %q", done.Rows, err, rest)
	}
	if utf8.ValidString(in) && !utf8.Valid(out.Bytes()) {
		t.Fatal("output is not UTF-8")
	}
}

func newTestReader(src io.Reader) (*reader, *bufio.Writer) {
	out := bufio.NewWriter(io.Discard)
	return newReader(src, out), out
}
