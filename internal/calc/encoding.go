package calc

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

const byteOrderMark = "\uFEFF"

// takeMark takes a byte order mark off the input and returns it, and refuses
// input that begins in another encoding than UTF-8: a header in GBK would hide
// columns, and a hidden column counts as not monitored.
func (r *reader) takeMark() (mark []byte, err error) {
	r.fill()
	switch {
	case bytes.HasPrefix(r.buf, []byte(byteOrderMark)):
		r.at = len(byteOrderMark)
		mark = []byte(byteOrderMark)
	case bytes.HasPrefix(r.buf, []byte{0xFF, 0xFE}), bytes.HasPrefix(r.buf, []byte{0xFE, 0xFF}):
		return nil, errors.New("read header: the input is UTF-16, want UTF-8: save it as CSV UTF-8")
	}
	// Only whole lines are looked at, so that no character is cut in two.
	head := r.buf[r.at:]
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	line := 1
	for text := range bytes.SplitSeq(head, newline) {
		if isGBK(text) {
			return nil, fmt.Errorf("read line %d: the input is GBK, want UTF-8: convert it with iconv -f GBK -t UTF-8", line)
		}
		line++
	}
	return mark, nil
}

// isGBK tells whether text is no UTF-8 but good GBK (or its superset GB 18030).
func isGBK(text []byte) bool {
	if utf8.Valid(text) {
		return false
	}
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(text)
	return err == nil && !bytes.ContainsRune(decoded, utf8.RuneError)
}

// notUTF8 says what a row that is no UTF-8 seems to be.
func notUTF8(text []byte) string {
	if isGBK(text) {
		return "not UTF-8 but GBK: convert the input with iconv -f GBK -t UTF-8"
	}
	return "not UTF-8"
}
