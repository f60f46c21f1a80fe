package hj633

// table2012 is Table 1 of HJ 633-2012, rows IAQI 0 50 100 150 200 300 400 500.
//
// Its notes leave SO₂ 1 h above 800 (reported by the 24 h index) and O₃ 8 h above 800
// (reported by the 1 h index) without an index. Above the other columns the text says
// nothing; publication ended at 500.
var table2012 = [columnEnd]breakpoints{
	SO2Day:  {limits: [8]int32{0, 50, 150, 475, 800, 1600, 2100, 2620}, n: 8, past: 500},
	SO2Hour: {limits: [8]int32{0, 150, 500, 650, 800}, n: 5, past: NoIndex},
	NO2Day:  {limits: [8]int32{0, 40, 80, 180, 280, 565, 750, 940}, n: 8, past: 500},
	NO2Hour: {limits: [8]int32{0, 100, 200, 700, 1200, 2340, 3090, 3840}, n: 8, past: 500},
	CODay:   {limits: [8]int32{0, 2, 4, 14, 24, 36, 48, 60}, n: 8, past: 500},
	COHour:  {limits: [8]int32{0, 5, 10, 35, 60, 90, 120, 150}, n: 8, past: 500},
	O3Hour:  {limits: [8]int32{0, 160, 200, 300, 400, 800, 1000, 1200}, n: 8, past: 500},
	O3Max8h: {limits: [8]int32{0, 100, 160, 215, 265, 800}, n: 6, past: NoIndex},
	PM10Day: {limits: [8]int32{0, 50, 150, 250, 350, 420, 500, 600}, n: 8, past: 500},
	PM25Day: {limits: [8]int32{0, 35, 75, 115, 150, 250, 350, 500}, n: 8, past: 500},
}
