package hj212

import (
	"bytes"
)

const (
	headLength = len("##0000")
	crcLength  = len("FFFF")
	// MaxFrame is the longest packet in bytes: 9,999 of data, each of which may
	// be written as "0xE4," when it is encrypted.
	MaxFrame = 64 << 10
)

var (
	frameStart   = []byte("##")
	contentStart = []byte("CP=&&")
	contentEnd   = []byte("&&")
)

// Piece is what stands at the front of a stream of bytes.
type Piece uint8

// More means that the bytes are the front of something and more are needed;
// Blank is space between packets, Garbage is no packet, Whole is a packet from
// ## to the checksum.
const (
	More Piece = iota
	Blank
	Garbage
	Whole
)

// Cut tells what stands at the front of b and how long it is. final says that
// nothing will follow b; More is then returned only for an empty b. Otherwise
// More is returned only while b is shorter than MaxFrame.
//
// The declared length decides where a packet ends, because encrypted content may
// hold any byte. Where no packet ends there, "&&", four hexadecimal digits and
// the end of the line show that the length was wrong, or is that of the plain
// text; and the next "##" begins anew in any case.
func Cut(b []byte, final bool) (Piece, int) {
	if len(b) == 0 {
		return More, 0
	}
	if n := blank(b); n > 0 {
		return Blank, n
	}
	if !bytes.HasPrefix(b, frameStart) {
		return garbage(b, final)
	}
	if len(b) < headLength {
		return undecided(b, final)
	}
	declared, ok := number(b[2:headLength])
	if !ok {
		return garbage(b, final)
	}
	end := headLength + declared + crcLength
	if len(b) >= end && endsFrame(b[:end]) {
		return Whole, end
	}
	next := bytes.Index(b[headLength:], frameStart)
	limit := len(b)
	if next >= 0 {
		limit = headLength + next
	}
	if n := textEnd(b[:min(limit, MaxFrame)], final || next >= 0); n > 0 {
		return Whole, n
	}
	if len(b) < end || next < 0 && len(b) < MaxFrame && encrypted(b) {
		return undecided(b, final)
	}
	return garbage(b, final)
}

// undecided is an unfinished packet: garbage when nothing follows.
func undecided(b []byte, final bool) (Piece, int) {
	if final {
		return garbage(b, true)
	}
	return More, 0
}

// garbage ends before the next packet, or before a last "#" that may begin one.
func garbage(b []byte, final bool) (Piece, int) {
	if n := bytes.Index(b[1:], frameStart); n >= 0 {
		n++
		for n+2 < len(b) && b[n+2] == '#' { // of ### the last two begin a packet
			n++
		}
		return Garbage, n
	}
	if n := len(b) - 1; !final && b[n] == '#' {
		if n == 0 {
			return More, 0
		}
		return Garbage, n
	}
	return Garbage, len(b)
}

// endsFrame tells whether a packet ends where b does.
func endsFrame(b []byte) bool {
	n := len(b) - crcLength
	_, ok := parseCRC(b[n:])
	return ok && bytes.HasSuffix(b[headLength:n], contentEnd)
}

// textEnd finds the first "&&" with a checksum at the end of its line, and
// returns the length up to there, or 0. closed says that the packet cannot go on
// behind b.
func textEnd(b []byte, closed bool) int {
	for at := headLength; ; {
		i := bytes.Index(b[at:], contentEnd)
		if i < 0 {
			return 0
		}
		at += i + 1 // "&&&" holds two
		end := at + 1 + crcLength
		if end > len(b) || end == len(b) && !closed {
			return 0
		}
		if end < len(b) && b[end] != '\r' && b[end] != '\n' {
			continue
		}
		if _, ok := parseCRC(b[at+1 : end]); ok {
			return end
		}
	}
}

// encrypted tells whether the content of a packet is cipher text written out,
// and the packet thus longer than it declares.
func encrypted(b []byte) bool {
	at := bytes.Index(b, contentStart)
	return at >= 0 && written(b[at+len(contentStart):])
}

// blank counts the white space at the front.
func blank(b []byte) int {
	for i, c := range b {
		if c != '\r' && c != '\n' && c != ' ' && c != '\t' && c != 0 {
			return i
		}
	}
	return len(b)
}
