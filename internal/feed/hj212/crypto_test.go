package hj212

import (
	"encoding/hex"
	"testing"
)

// The check values are those of the algorithm's description.
func TestCRC(t *testing.T) {
	for _, c := range []struct {
		segment  string
		want, mb uint16
	}{
		{"", 0xFFFF, 0xFFFF},
		{"\x00", 0x4040, 0x40BF},
		{"123456789", 0x2F80, 0x4B37},
		{"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&", 0x1C80, 0},
	} {
		if got := CRC([]byte(c.segment)); got != c.want {
			t.Errorf("CRC(%q) = %04X, want %04X", c.segment, got, c.want)
		}
		if got := ModbusCRC([]byte(c.segment)); c.mb != 0 && got != c.mb {
			t.Errorf("ModbusCRC(%q) = %04X, want %04X", c.segment, got, c.mb)
		}
	}
}

// GB/T 32907-2016, Annex A, first example: key and plain text are the same.
func TestSM4_AnnexA(t *testing.T) {
	key, _ := hex.DecodeString("0123456789abcdeffedcba9876543210")
	s := newSM4([block]byte(key))
	text := append([]byte(nil), key...)
	s.encrypt(text, text)
	if got, want := hex.EncodeToString(text), "681edf34d206965e86b3e94f536e4246"; got != want {
		t.Fatalf("encrypted: %s, want %s", got, want)
	}
	s.decrypt(text, text)
	if got, want := hex.EncodeToString(text), hex.EncodeToString(key); got != want {
		t.Fatalf("decrypted: %s, want %s", got, want)
	}
}

// Annex A, second example: a million times over, which uses all of the S-box.
func TestSM4_Million(t *testing.T) {
	if testing.Short() {
		t.Skip("takes ten seconds under the race detector")
	}
	key, _ := hex.DecodeString("0123456789abcdeffedcba9876543210")
	s := newSM4([block]byte(key))
	text := append([]byte(nil), key...)
	for range 1_000_000 {
		s.encrypt(text, text)
	}
	if got, want := hex.EncodeToString(text), "595298c7c6fd271f0402f804c33d3f66"; got != want {
		t.Fatalf("encrypted a million times: %s, want %s", got, want)
	}
}
