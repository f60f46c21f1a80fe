package hj633

// table2026 is Table 3 of HJ 633-2026, rows as in table2012. Against 2012 only the points at IAQI 100
// of both PM moved, and its notes give SO₂ 1 h and O₃ 8 h above 800 the index of
// 800. The range of §4.1.1, 1 to 500, caps the rest.
var table2026 = [columnEnd]breakpoints{
	SO2Day:  {limits: [8]int32{0, 50, 150, 475, 800, 1600, 2100, 2620}, n: 8, past: 500},
	SO2Hour: {limits: [8]int32{0, 150, 500, 650, 800}, n: 5, past: 200},
	NO2Day:  {limits: [8]int32{0, 40, 80, 180, 280, 565, 750, 940}, n: 8, past: 500},
	NO2Hour: {limits: [8]int32{0, 100, 200, 700, 1200, 2340, 3090, 3840}, n: 8, past: 500},
	CODay:   {limits: [8]int32{0, 2, 4, 14, 24, 36, 48, 60}, n: 8, past: 500},
	COHour:  {limits: [8]int32{0, 5, 10, 35, 60, 90, 120, 150}, n: 8, past: 500},
	O3Hour:  {limits: [8]int32{0, 160, 200, 300, 400, 800, 1000, 1200}, n: 8, past: 500},
	O3Max8h: {limits: [8]int32{0, 100, 160, 215, 265, 800}, n: 6, past: 300},
	PM10Day: {limits: [8]int32{0, 50, 120, 250, 350, 420, 500, 600}, n: 8, past: 500},
	PM25Day: {limits: [8]int32{0, 35, 60, 115, 150, 250, 350, 500}, n: 8, past: 500},
}
