package hj212

import (
	"bytes"
	"fmt"
	"strconv"

	"lanbi/internal/feed"
)

// Frame is one packet taken apart. Its slices belong to the packet, or to the
// decoder where the content was encrypted. Absent fields are nil; numbers that
// are absent or unreadable are -1.
type Frame struct {
	QN, ST, CN, PW, MN []byte
	Flag               int
	PNUM, PNO          int
	// CP is what stands between CP=&& and &&, in plain text.
	CP []byte
	// Modbus tells that the checksum is the one of Modbus and was accepted.
	Modbus bool
	// WrongLength tells that the declared length counts more than the data segment,
	// whose checksum is right.
	WrongLength bool
	// Encrypted tells that CP came encrypted.
	Encrypted bool
}

// Version is the edition's number in the upper six bits of Flag: 0 for 2005, 1
// for 2017, 2 for 2025; a frame without Flag is of 2005.
func (f *Frame) Version() int { return max(f.Flag, 0) >> 2 }

// WantsAnswer tells whether the sender asks for an answer (lowest bit of Flag).
func (f *Frame) WantsAnswer() bool { return f.Flag >= 0 && f.Flag&1 == 1 }

// fault says why a frame is refused; the zero value says that it is not.
type fault struct {
	reason feed.Reason
	text   string
}

func malformed(format string, args ...any) fault {
	return fault{feed.Malformed, fmt.Sprintf(format, args...)}
}

// parse takes a packet apart whose end was found by cut, and checks its length
// and checksum. After a fault of those the fields of the head are there, for the
// answer.
func (d *Decoder) parse(f *Frame, raw []byte) fault {
	*f = Frame{Flag: -1, PNUM: -1, PNO: -1}
	segment := raw[headLength : len(raw)-crcLength]
	at := bytes.Index(segment, contentStart)
	if at < 0 || len(segment) < at+len(contentStart)+len(contentEnd) {
		f.head(segment)
		return malformed("the data segment has no CP=&&…&&")
	}
	f.head(segment[:at])
	f.CP = segment[at+len(contentStart) : len(segment)-len(contentEnd)]
	return d.verify(f, raw, segment)
}

// miscounted tells whether a declared length is too large by what stations count
// by mistake: CR LF, the checksum, both, or the whole packet without or with CR LF.
func miscounted(by int) bool { return by == 2 || by == 4 || by == 6 || by == 10 || by == 12 }

// verify checks length and checksum. Encrypted content shows itself by a
// checksum that is right only after decryption.
func (d *Decoder) verify(f *Frame, raw, segment []byte) fault {
	declared, _ := number(raw[2:headLength])
	stated, _ := parseCRC(raw[len(raw)-crcLength:])
	calculated := CRC(segment)
	f.WrongLength = miscounted(declared - len(segment))
	if stated == calculated && (f.WrongLength || declared == len(segment)) {
		return fault{}
	}
	key := d.format.keys[string(f.MN)]
	if key != nil && d.decrypt(f, key, segment, declared, stated) {
		f.WrongLength = false
		return fault{}
	}
	switch {
	case written(f.CP) && key == nil:
		return fault{feed.CRC, fmt.Sprintf("CP is encrypted and no key is configured for MN %q", brief(f.MN))}
	case written(f.CP):
		return fault{feed.CRC, fmt.Sprintf("CP cannot be decrypted with the key of MN %q", brief(f.MN))}
	case declared != len(segment):
		return malformed("the frame declares a data segment of %d bytes and has %d; CRC is %04X, want %04X", declared, len(segment), stated, calculated)
	case stated == ModbusCRC(segment):
		if d.format.settings.AcceptModbusCRC {
			f.Modbus = true
			return fault{}
		}
		return fault{feed.CRC, fmt.Sprintf("CRC is %04X as Modbus has it, want %04X", stated, calculated)}
	}
	return fault{feed.CRC, fmt.Sprintf("CRC is %04X, want %04X", stated, calculated)}
}

// decrypt replaces f.CP by its plain text when the checksum of the plain segment
// is the one stated. The standard's own samples declare the length of the plain
// segment.
func (d *Decoder) decrypt(f *Frame, key *sm4, segment []byte, declared int, stated uint16) bool {
	head := len(segment) - len(contentEnd) - len(f.CP)
	from := len(d.plain)
	plain, ok := key.appendPlain(append(d.plain, segment[:head]...), f.CP)
	if !ok {
		return false
	}
	plain = append(plain, contentEnd...)
	whole := plain[from:]
	if declared != len(whole) && declared != len(segment) || CRC(whole) != stated {
		return false
	}
	d.plain = plain // kept until the message is done: samples may refer to it
	f.CP = whole[head : len(whole)-len(contentEnd)]
	f.Encrypted = true
	return true
}

// head reads the fields before CP. A repeated field counts once, the first time.
func (f *Frame) head(segment []byte) {
	for item := range bytes.SplitSeq(segment, []byte(";")) {
		name, value, _ := bytes.Cut(item, []byte("="))
		switch string(name) {
		case "QN":
			first(&f.QN, value)
		case "ST":
			first(&f.ST, value)
		case "CN":
			first(&f.CN, value)
		case "PW":
			first(&f.PW, value)
		case "MN":
			first(&f.MN, value)
		case "Flag":
			if n, ok := number(value); ok && f.Flag < 0 && n < 256 {
				f.Flag = n
			}
		case "PNUM":
			if n, ok := number(value); ok && f.PNUM < 0 {
				f.PNUM = n
			}
		case "PNO":
			if n, ok := number(value); ok && f.PNO < 0 {
				f.PNO = n
			}
		}
	}
}

func first(field *[]byte, value []byte) {
	if *field == nil {
		*field = value
	}
}

// number reads one to four digits.
func number(text []byte) (n int, ok bool) {
	if len(text) == 0 || len(text) > 4 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// AppendFrame appends the packet of a data segment to dst, CR LF included. A
// segment is at most 9,999 bytes long.
func AppendFrame(dst, segment []byte) []byte {
	dst = append(dst, '#', '#')
	length := strconv.Itoa(len(segment))
	dst = append(append(dst, "0000"[min(len(length), 4):]...), length...)
	dst = append(dst, segment...)
	return fmt.Appendf(dst, "%04X\r\n", CRC(segment))
}

// brief bounds what of a frame an error repeats.
func brief(b []byte) []byte { return b[:min(len(b), 64)] }
