package hj212

import "lanbi/internal/measure"

// factor is what a factor code names. Where a frame has several codes of one
// parameter, the one with the lowest rank counts: 总 (the total, which GB 3838
// limits) before the dissolved form.
type factor struct {
	parameter measure.Parameter
	rank      uint8
}

// factors holds the codes of HJ 212-2017 Annex B, HJ 524 and HJ 525 for the
// parameters known here, and those of HJ/T 212-2005: the numbers of its water
// table and the names its air stations use. Its air numbers (02, 04 …) are of
// flue gas and left out; so are counts of germs, whose unit differs.
var factors = map[string]factor{
	"a34004": {measure.PM25, 0},
	"a34002": {measure.PM10, 0},
	"a21026": {measure.SO2, 0},
	"a21004": {measure.NO2, 0},
	"a21005": {measure.CO, 0},
	"a05024": {measure.O3, 0},

	"PM25":  {measure.PM25, 1},
	"PM2.5": {measure.PM25, 1},
	"PM10":  {measure.PM10, 1},
	"SO2":   {measure.SO2, 1},
	"NO2":   {measure.NO2, 1},
	"CO":    {measure.CO, 1},
	"O3":    {measure.O3, 1},

	"001": {measure.PH, 1},
	"010": {measure.BOD5, 1},
	"011": {measure.COD, 1},
	"020": {measure.Mercury, 1},
	"022": {measure.Cadmium, 1},
	"024": {measure.ChromiumVI, 1},
	"026": {measure.Arsenic, 1},
	"027": {measure.Lead, 1},
	"029": {measure.Copper, 1},
	"030": {measure.Zinc, 1},
	"031": {measure.Manganese, 1},
	"032": {measure.Iron, 1},
	"035": {measure.Selenium, 1},
	"060": {measure.NH3N, 1},
	"065": {measure.TN, 1},
	"080": {measure.Petroleum, 1},
	"101": {measure.TP, 1},

	"w01001": {measure.PH, 0},
	"w01003": {measure.Turbidity, 0},
	"w01006": {measure.DissolvedSolids, 0},
	"w01009": {measure.DO, 0},
	"w01010": {measure.WaterTemperature, 0},
	"w01014": {measure.Conductivity, 0},
	"w01016": {measure.ChlorophyllA, 0},
	"w01017": {measure.BOD5, 0},
	"w01018": {measure.COD, 0},
	"w01019": {measure.CODMn, 0},
	"w02003": {measure.FaecalColiform, 0},
	"w19002": {measure.AnionicSurfactant, 0},
	"w19011": {measure.AlgaeDensity, 0},
	"w20111": {measure.Mercury, 0},
	"w20142": {measure.Mercury, 1},
	"w20115": {measure.Cadmium, 0},
	"w20143": {measure.Cadmium, 1},
	"w20117": {measure.ChromiumVI, 0},
	"w20119": {measure.Arsenic, 0},
	"w20141": {measure.Arsenic, 1},
	"w20120": {measure.Lead, 0},
	"w20144": {measure.Lead, 1},
	"w20122": {measure.Copper, 0},
	"w20138": {measure.Copper, 1},
	"w20123": {measure.Zinc, 0},
	"w20139": {measure.Zinc, 1},
	"w20124": {measure.Manganese, 0},
	"w20125": {measure.Iron, 0},
	"w20128": {measure.Selenium, 0},
	"w20140": {measure.Selenium, 1},
	"w21001": {measure.TN, 0},
	"w21003": {measure.NH3N, 0},
	"w21006": {measure.Nitrite, 0},
	"w21007": {measure.Nitrate, 0},
	"w21011": {measure.TP, 0},
	"w21016": {measure.Cyanide, 0},
	"w21017": {measure.Fluoride, 0},
	"w21019": {measure.Sulfide, 0},
	"w21022": {measure.Chloride, 0},
	"w21038": {measure.Sulfate, 0},
	"w22001": {measure.Petroleum, 0},
	"w23002": {measure.VolatilePhenol, 0},
}
