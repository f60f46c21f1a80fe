package influx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
)

func scanAll(text string) ([]string, error) {
	var got []string
	err := scanAnswer(strings.NewReader(text), func(r *rows, row []cell) error {
		line := fmt.Sprintf("%s%v", r.name, r.tags)
		for i, c := range row {
			line += fmt.Sprintf(" %s=%c:%s", r.columns[i], c.kind, c.text)
		}
		got = append(got, line)
		return nil
	})
	return got, err
}

func TestScanAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing": {`{"results":[{"statement_id":0}]}`, nil},
		"all kinds": {
			`{"results":[{"statement_id":0,"series":[{"name":"m","tags":{"a":"x\"y","b":""},"columns":["time","v"],"values":[[1,1.5],[-2,null],[3,true],[4,false],[5,"\u4f18\n"],[6,1e-07]]}]}]}` + "\n",
			[]string{`mmap[a:x"y b:] time=0:1 v=0:1.5`, `mmap[a:x"y b:] time=0:-2 v=n:`, `mmap[a:x"y b:] time=0:3 v=t:`, `mmap[a:x"y b:] time=0:4 v=f:`, "mmap[a:x\"y b:] time=0:5 v=\":优\n", `mmap[a:x"y b:] time=0:6 v=0:1e-07`},
		},
		"chunks": {
			`{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1]],"partial":true}],"partial":true}]}
			 {"results":[{"series":[{"name":"m","columns":["time"],"values":[[2]]}]}]}`,
			[]string{"mmap[] time=0:1", "mmap[] time=0:2"},
		},
		"unknown members": {
			`{"new":{"a":[1,{"b":"c"}]},"results":[{"messages":[{"level":"warning","text":"t"}],"series":[{"name":"m","columns":["time"],"values":[[1]],"more":null}]}]}`,
			[]string{"mmap[] time=0:1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := scanAll(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestScanAnswer_Faults(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want any
	}{
		"error at the top":   {`{"error":"database not found: x"}`, new(queryError)},
		"error of statement": {`{"results":[{"statement_id":0,"error":"timeout"}]}`, new(queryError)},
		"error after rows":   {`{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1]],"partial":true}]}]}{"results":[{"error":"engine is closed"}]}`, new(queryError)},
		"cut off by limit":   {`{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1]],"partial":true}]}]}`, new(queryError)},
		"empty":              {``, nil},
		"broken off":         {`{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1`, nil},
		"broken after chunk": {`{"results":[]}{"resu`, nil},
		"not JSON":           {`<html>`, nil},
		"too many cells":     {`{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1,2]]}]}]}`, nil},
		"values first":       {`{"results":[{"series":[{"values":[[1]],"columns":["time"]}]}]}`, nil},
		"nested cell":        {`{"results":[{"series":[{"name":"m","columns":["time"],"values":[[{}]]}]}]}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scanAll(c.text)
			if err == nil || errors.Is(err, io.EOF) {
				t.Fatalf("got %v, want an error that is not the end", err)
			}
			if c.want != nil && !errors.As(err, c.want) {
				t.Errorf("got %v, want an error of the server", err)
			}
		})
	}
}

// FuzzScanAnswer wants no panic on any bytes, and every text and number back
// that encoding/json has written.
func FuzzScanAnswer(f *testing.F) {
	f.Add(`{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1]]}]}]}`, "优\n\"\\", 1e-7)
	f.Add(`{"error":"x"}`, "", -0.5)
	f.Fuzz(func(t *testing.T, raw, text string, number float64) {
		_, _ = scanAll(raw)
		text = strings.ToValidUTF8(text, "")
		if math.IsNaN(number) || math.IsInf(number, 0) {
			number = 0
		}
		document, err := json.MarshalIndent(map[string]any{"results": []any{map[string]any{"series": []any{
			map[string]any{"columns": []string{text, "n"}, "name": text, "tags": map[string]string{text: text}, "values": [][]any{{text, number}}},
		}}}}, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		rowCount := 0
		err = scanAnswer(bytes.NewReader(document), func(r *rows, row []cell) error {
			rowCount++
			if r.name != text || r.columns[0] != text || r.tags[text] != text || string(row[0].text) != text {
				t.Errorf("got %+v %q, want %q", r, row[0].text, text)
			}
			if v, ok := row[1].float(); !ok || v != number {
				t.Errorf("got %v, %v, want %v", v, ok, number)
			}
			return nil
		})
		if err != nil || rowCount != 1 {
			t.Errorf("got %d rows, %v", rowCount, err)
		}
	})
}
