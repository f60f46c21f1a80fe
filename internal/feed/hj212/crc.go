package hj212

// crcTable holds, for every byte, what eight shifts of the polynomial A001 make
// of it. Both checksums below use it.
var crcTable = func() (t [256]uint16) {
	for i := range t {
		v := uint16(i)
		for range 8 {
			carry := v & 1
			v >>= 1
			if carry == 1 {
				v ^= 0xA001
			}
		}
		t[i] = v
	}
	return t
}()

// CRC is the checksum of a data segment (HJ 212-2017 Annex A, the same in 2005
// and 2025). It differs from Modbus: the byte is joined to the register after
// that was shifted down. So only eight bits go from byte to byte, and of damaged
// segments one in 256 has the right checksum; the length has to be looked at too.
func CRC(segment []byte) uint16 {
	reg := uint16(0xFFFF)
	for _, c := range segment {
		reg = crcTable[byte(reg>>8)^c]
	}
	return reg
}

// ModbusCRC is CRC-16/MODBUS, which many stations send by mistake.
func ModbusCRC(segment []byte) uint16 {
	reg := uint16(0xFFFF)
	for _, c := range segment {
		reg = reg>>8 ^ crcTable[byte(reg)^c]
	}
	return reg
}

// parseCRC reads four hexadecimal digits of either case.
func parseCRC(text []byte) (crc uint16, ok bool) {
	if len(text) != crcLength {
		return 0, false
	}
	for _, c := range text {
		d, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		crc = crc<<4 | uint16(d)
	}
	return crc, true
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
