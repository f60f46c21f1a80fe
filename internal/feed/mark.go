package feed

import "lanbi/internal/measure"

// Mark reads a data mark (数据标记) as sent. Besides the letters of HJ 212-2017
// table 12 and the feed's own Flags, "3" is normal: air stations of HJ/T
// 212-2005 send it so. An empty mark is none. What is not known is Declared:
// a value that its sender marks in a way nobody explained is not counted.
func (s *Settings) Mark(text []byte) measure.Flag {
	if len(text) == 0 {
		return 0
	}
	if f, ok := s.Flags[string(text)]; ok {
		return f
	}
	if len(text) == 1 {
		switch c := text[0] &^ 0x20; measure.Flag(c) {
		case measure.Normal, measure.OutOfOperation, measure.Maintenance, measure.ManualSet,
			measure.Fault, measure.Calibration, measure.OverRange, measure.NoLink:
			return measure.Flag(c)
		}
		if text[0] == '3' {
			return measure.Normal
		}
	}
	return measure.Declared
}
