package hj212

import (
	"bytes"
	"testing"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

func seeds() [][]byte {
	key := encryptedFrame(headAir, at8+"a34004-Avg=35.0,a34004-Flag=N", 110, true)
	return [][]byte{
		[]byte(frame(headAir, at8+"a34004-Avg=35.0,a34004-Flag=N;a21005-Avg=0.6")),
		[]byte(frame(headWater, at8+"w01001-Avg=7.1,w01001-Flag=D;w21003-Avg=<0.02")),
		[]byte(part("1", 2, 2, "w21003-Avg=1") + part("2", 2, 1, at8+"w01001-Avg=7")),
		[]byte("###0012##0101QN=1;CP=&&&&0000\r\n\r\n#"),
		key,
		encryptedFrame(headAir, at8+"a34004-Avg=35.0,a34004-Flag=N", -1, false),
	}
}

// Fuzzed decoders get what random bytes would hardly reach: checksum and length
// are made right before the second try.
func FuzzDecode(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	keyed := air
	keyed.Stations = map[string]Station{"A1": {Key: []byte("0000000000000000")}}
	formats := []*Format{mustFormat(f, air), mustFormat(f, minutes), mustFormat(f, water), mustFormat(f, keyed)}
	f.Fuzz(func(t *testing.T, payload []byte) {
		segment := payload[:min(len(payload), 9999)]
		for _, p := range [][]byte{payload, AppendFrame(nil, segment)} {
			for _, format := range formats {
				var out feed.Decoded
				format.Decoder().Decode(&out, feed.Message{Payload: p, Now: now})
				check(t, format, p, &out)
			}
		}
	})
}

func mustFormat(f *testing.F, s Settings) *Format {
	f.Helper()
	format, err := New(s)
	if err != nil {
		f.Fatal(err)
	}
	return format
}

func check(t *testing.T, format *Format, payload []byte, out *feed.Decoded) {
	t.Helper()
	if len(out.Rejections) > maxRefused+maxParts+3 || len(out.Samples) > len(payload) || len(out.Samples) != len(out.Stated) {
		t.Fatalf("%d bytes gave %d samples and %d rejections", len(payload), len(out.Samples), len(out.Rejections))
	}
	if format.parts.bytes > maxWait || len(format.parts.groups) > maxGroups {
		t.Fatalf("%d bytes of %d reports wait", format.parts.bytes, len(format.parts.groups))
	}
	for _, s := range out.Samples {
		if s.Station == "" || s.Start.IsZero() || s.Medium != format.settings.Medium || s.Interval == 0 || len(s.Readings) == 0 {
			t.Fatalf("incomplete sample %+v", s)
		}
		var seen measure.Set
		for _, r := range s.Readings {
			if r.Parameter.Medium() != s.Medium || r.Flag.Valid() && !feed.Possible(r.Parameter, r.Value) || seen.Has(r.Parameter) {
				t.Fatalf("impossible reading %+v in %+v", r, s)
			}
			seen = seen.With(r.Parameter)
		}
	}
}

// However a stream is split into reads, the same frames are found; Cut always
// goes on, and asks for no more than a frame can be long.
func FuzzCut(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s, uint8(7))
	}
	f.Fuzz(func(t *testing.T, stream []byte, step uint8) {
		var buf []byte
		var whole [][]byte
		for at := 0; at < len(stream); {
			n := min(int(step%64)+1, len(stream)-at)
			buf = append(buf, stream[at:at+n]...)
			at += n
			for {
				piece, n := Cut(buf, false)
				if piece == More {
					if len(buf) > MaxFrame+64 {
						t.Fatalf("more is wanted after %d bytes", len(buf))
					}
					break
				}
				if n < 1 || n > len(buf) {
					t.Fatalf("piece %d of %d bytes out of %d", piece, n, len(buf))
				}
				if piece == Whole {
					whole = append(whole, bytes.Clone(buf[:n]))
				}
				buf = buf[n:]
			}
		}
		for rest := buf; len(rest) > 0; {
			piece, n := Cut(rest, true)
			if piece == More || n < 1 || n > len(rest) {
				t.Fatalf("at the end piece %d of %d bytes out of %d", piece, n, len(rest))
			}
			rest = rest[n:]
		}
		for _, w := range whole {
			if !bytes.HasPrefix(w, frameStart) || !endsFrame(w) {
				t.Fatalf("%q is no frame", w)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	d := decoder(b, air)
	var out feed.Decoded
	m := feed.Message{Station: "JY001", Now: now, Payload: []byte(frame("QN=20261121090000000;ST=22;CN=2061;PW=123456;MN=JY001;Flag=5",
		at8+"a34004-Avg=35.0,a34004-Flag=N;a34002-Avg=52.1,a34002-Flag=N;a21026-Avg=8.2,a21026-Flag=N;a21004-Avg=21.0,a21004-Flag=N;a21005-Avg=0.6,a21005-Flag=N;a05024-Avg=88.0,a05024-Flag=N"))}
	b.SetBytes(int64(len(m.Payload)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(&out, m)
	}
	if len(out.Samples) != 1 {
		b.Fatal(show(&out))
	}
}

func BenchmarkDecode_Encrypted(b *testing.B) {
	s := air
	s.Stations = map[string]Station{"A1": {Key: []byte("0000000000000000")}}
	d := decoder(b, s)
	var out feed.Decoded
	m := feed.Message{Station: "A1", Now: now, Payload: encryptedFrame(headAir,
		at8+"a34004-Avg=35.0,a34004-Flag=N;a34002-Avg=52.1,a34002-Flag=N;a21026-Avg=8.2,a21026-Flag=N;a21004-Avg=21.0,a21004-Flag=N", -1, true)}
	b.SetBytes(int64(len(m.Payload)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(&out, m)
	}
	if len(out.Samples) != 1 {
		b.Fatal(show(&out))
	}
}
