package hj212

import "bytes"

// appendPlain appends the plain text of an encrypted CP content to dst.
//
// HJ 212-2025 encrypts 16 characters at a time (SM4, ECB, no padding) and leaves
// a tail under 16 characters as it is. Its Annex A prints cipher text as
// {0xE4,0x3E,…}, so stations send it either that way or as bare bytes; both are
// read.
func (s *sm4) appendPlain(dst, content []byte) (plain []byte, ok bool) {
	from := len(dst)
	if !written(content) {
		dst = append(dst, content...)
		s.decryptBlocks(dst[from:])
		return dst, len(content) >= block
	}
	for written(content) {
		end := bytes.IndexByte(content, '}')
		if end < 0 {
			return dst, false
		}
		at := len(dst)
		if dst, ok = appendWritten(dst, content[1:end]); !ok || (len(dst)-at)%block != 0 {
			return dst, false
		}
		s.decryptBlocks(dst[at:])
		content = content[end+1:]
	}
	return append(dst, content...), true
}

func (s *sm4) decryptBlocks(b []byte) {
	for ; len(b) >= block; b = b[block:] {
		s.decrypt(b, b)
	}
}

// written tells whether cipher text begins here in the notation of Annex A.
func written(content []byte) bool {
	return len(content) > 3 && content[0] == '{' && content[1] == '0' && content[2]|0x20 == 'x'
}

// appendWritten reads 0xE4,0x3E,… into bytes.
func appendWritten(dst, text []byte) ([]byte, bool) {
	for one := range bytes.SplitSeq(text, []byte(",")) {
		one = bytes.TrimSpace(one)
		if len(one) != 4 || one[0] != '0' || one[1]|0x20 != 'x' {
			return dst, false
		}
		high, ok := hexDigit(one[2])
		low, ok2 := hexDigit(one[3])
		if !ok || !ok2 {
			return dst, false
		}
		dst = append(dst, high<<4|low)
	}
	return dst, true
}
