package measure

// Parameter names what is measured (监测项目): a pollutant in air, an indicator
// in water. The zero value names nothing.
//
// The order is the order of output: the six air pollutants as HJ 633 results
// list them here, then the items of GB 3838-2002 Table 1 in the order of print.
type Parameter uint8

const (
	PM25 Parameter = iota + 1
	PM10
	SO2
	NO2
	CO
	O3
	// O38h is the daily maximum 8-hour mean of ozone (臭氧日最大8小时平均). It is a
	// statistic, and a parameter of its own because the standards list it so.
	O38h

	// GB 3838-2002 Table 1, items 1 to 24.
	WaterTemperature
	PH
	DO
	CODMn
	COD
	BOD5
	NH3N
	TP
	TN
	Copper
	Zinc
	Fluoride
	Selenium
	Arsenic
	Mercury
	Cadmium
	ChromiumVI
	Lead
	Cyanide
	VolatilePhenol
	Petroleum
	AnionicSurfactant
	Sulfide
	FaecalColiform

	// GB 3838-2002 Table 2, supplementary items of drinking-water sources.
	Sulfate
	Chloride
	Nitrate
	Iron
	Manganese

	// Measured by automatic stations, without a class.
	Conductivity
	Turbidity
	ChlorophyllA
	AlgaeDensity
	Transparency

	// GB/T 14848-2017, routine items not named above.
	Colour
	Odour
	VisibleMatter
	TotalHardness
	DissolvedSolids
	Aluminium
	Sodium
	TotalColiform
	ColonyCount
	Nitrite
	Iodide
	Chloroform
	CarbonTetrachloride
	Benzene
	Toluene
	TotalAlpha
	TotalBeta

	parameterEnd
)

// AirCount is one more than the largest air parameter: arrays indexed by an
// air Parameter have this length, index 0 unused.
const AirCount = int(O38h) + 1

// AirPollutants are the six pollutants a station measures (基本项目).
var AirPollutants = Set{}.With(PM25).With(PM10).With(SO2).With(NO2).With(CO).With(O3)

// Medium tells air from water.
type Medium uint8

const (
	Air Medium = iota + 1
	Water
)

// String is the name of the medium's measurement in InfluxDB: "air", "water".
func (m Medium) String() string {
	switch m {
	case Air:
		return "air"
	case Water:
		return "water"
	}
	return ""
}

// Unit is the unit in which a parameter is reported and shown. A Concentration
// is a whole number of Unit.Scale()-ths of it.
type Unit string

const (
	MicrogramPerCubicMetre Unit = "µg/m³"
	MilligramPerCubicMetre Unit = "mg/m³"
	MilligramPerLitre      Unit = "mg/L"
	Celsius                Unit = "°C"
	MicrosiemensPerCm      Unit = "µS/cm"
	NTU                    Unit = "NTU"
	One                    Unit = ""
	CountPerLitre          Unit = "个/L"
	CellsPerLitre          Unit = "cells/L"
	MilligramPerCubicM     Unit = "mg/m³ (Chl-a)"
	Centimetre             Unit = "cm"
	Becquerel              Unit = "Bq/L"
	PlatinumCobalt         Unit = "度"
	MPNPer100mL            Unit = "MPN/100mL"
	CFUPerMillilitre       Unit = "CFU/mL"
)

// Scale is how many steps of a Concentration make one of the unit: 1,000 for
// µg/m³ (a step is 1 ng/m³), 1,000,000 for every other unit (1 ng/m³, 1 ng/L,
// or a millionth of the unit).
func (u Unit) Scale() int64 {
	if u == MicrogramPerCubicMetre {
		return 1_000
	}
	return 1_000_000
}

type parameterFacts struct {
	key    string
	name   string
	medium Medium
	unit   Unit
}

var parameters = [parameterEnd]parameterFacts{
	PM25: {"pm2_5", "PM2.5", Air, MicrogramPerCubicMetre},
	PM10: {"pm10", "PM10", Air, MicrogramPerCubicMetre},
	SO2:  {"so2", "SO₂", Air, MicrogramPerCubicMetre},
	NO2:  {"no2", "NO₂", Air, MicrogramPerCubicMetre},
	CO:   {"co", "CO", Air, MilligramPerCubicMetre},
	O3:   {"o3", "O₃", Air, MicrogramPerCubicMetre},
	O38h: {"o3_8h", "O₃-8h", Air, MicrogramPerCubicMetre},

	WaterTemperature:  {"temp", "水温", Water, Celsius},
	PH:                {"ph", "pH", Water, One},
	DO:                {"do", "溶解氧", Water, MilligramPerLitre},
	CODMn:             {"codmn", "高锰酸盐指数", Water, MilligramPerLitre},
	COD:               {"cod", "化学需氧量", Water, MilligramPerLitre},
	BOD5:              {"bod5", "五日生化需氧量", Water, MilligramPerLitre},
	NH3N:              {"nh3n", "氨氮", Water, MilligramPerLitre},
	TP:                {"tp", "总磷", Water, MilligramPerLitre},
	TN:                {"tn", "总氮", Water, MilligramPerLitre},
	Copper:            {"copper", "铜", Water, MilligramPerLitre},
	Zinc:              {"zinc", "锌", Water, MilligramPerLitre},
	Fluoride:          {"fluoride", "氟化物", Water, MilligramPerLitre},
	Selenium:          {"selenium", "硒", Water, MilligramPerLitre},
	Arsenic:           {"arsenic", "砷", Water, MilligramPerLitre},
	Mercury:           {"mercury", "汞", Water, MilligramPerLitre},
	Cadmium:           {"cadmium", "镉", Water, MilligramPerLitre},
	ChromiumVI:        {"chromium_vi", "铬(六价)", Water, MilligramPerLitre},
	Lead:              {"lead", "铅", Water, MilligramPerLitre},
	Cyanide:           {"cyanide", "氰化物", Water, MilligramPerLitre},
	VolatilePhenol:    {"volatile_phenol", "挥发酚", Water, MilligramPerLitre},
	Petroleum:         {"petroleum", "石油类", Water, MilligramPerLitre},
	AnionicSurfactant: {"anionic_surfactant", "阴离子表面活性剂", Water, MilligramPerLitre},
	Sulfide:           {"sulfide", "硫化物", Water, MilligramPerLitre},
	FaecalColiform:    {"faecal_coliform", "粪大肠菌群", Water, CountPerLitre},

	Sulfate:   {"sulfate", "硫酸盐", Water, MilligramPerLitre},
	Chloride:  {"chloride", "氯化物", Water, MilligramPerLitre},
	Nitrate:   {"nitrate_as_n", "硝酸盐(以N计)", Water, MilligramPerLitre},
	Iron:      {"iron", "铁", Water, MilligramPerLitre},
	Manganese: {"manganese", "锰", Water, MilligramPerLitre},

	Conductivity: {"ec", "电导率", Water, MicrosiemensPerCm},
	Turbidity:    {"turb", "浊度", Water, NTU},
	ChlorophyllA: {"chla", "叶绿素a", Water, MilligramPerCubicM},
	AlgaeDensity: {"algae", "藻密度", Water, CellsPerLitre},
	Transparency: {"transparency", "透明度", Water, Centimetre},

	Colour:              {"color", "色", Water, PlatinumCobalt},
	Odour:               {"odour", "嗅和味", Water, One},
	VisibleMatter:       {"visible_matter", "肉眼可见物", Water, One},
	TotalHardness:       {"total_hardness", "总硬度", Water, MilligramPerLitre},
	DissolvedSolids:     {"tds", "溶解性总固体", Water, MilligramPerLitre},
	Aluminium:           {"aluminium", "铝", Water, MilligramPerLitre},
	Sodium:              {"sodium", "钠", Water, MilligramPerLitre},
	TotalColiform:       {"total_coliform", "总大肠菌群", Water, MPNPer100mL},
	ColonyCount:         {"colony_count", "菌落总数", Water, CFUPerMillilitre},
	Nitrite:             {"nitrite_as_n", "亚硝酸盐(以N计)", Water, MilligramPerLitre},
	Iodide:              {"iodide", "碘化物", Water, MilligramPerLitre},
	Chloroform:          {"chloroform", "三氯甲烷", Water, MilligramPerLitre},
	CarbonTetrachloride: {"carbon_tetrachloride", "四氯化碳", Water, MilligramPerLitre},
	Benzene:             {"benzene", "苯", Water, MilligramPerLitre},
	Toluene:             {"toluene", "甲苯", Water, MilligramPerLitre},
	TotalAlpha:          {"total_alpha", "总α放射性", Water, Becquerel},
	TotalBeta:           {"total_beta", "总β放射性", Water, Becquerel},
}

var parameterByKey = func() map[string]Parameter {
	m := make(map[string]Parameter, parameterEnd)
	for p := PM25; p < parameterEnd; p++ {
		m[parameters[p].key] = p
	}
	return m
}()

// ParameterByKey finds the parameter of a key such as "pm2_5" or "nh3n"; ok is
// false when there is none. Keys name fields in payloads, files and InfluxDB.
func ParameterByKey(key string) (p Parameter, ok bool) {
	p, ok = parameterByKey[key]
	return p, ok
}

func (p Parameter) facts() parameterFacts {
	if p >= parameterEnd {
		return parameterFacts{}
	}
	return parameters[p]
}

// Key is the parameter's field name, such as "pm2_5"; empty for no parameter.
func (p Parameter) Key() string { return p.facts().key }

// Name is the name shown to people, such as "氨氮".
func (p Parameter) Name() string { return p.facts().name }

// Medium is where the parameter is measured.
func (p Parameter) Medium() Medium { return p.facts().medium }

// Unit is the unit of reported values.
func (p Parameter) Unit() Unit { return p.facts().unit }

// String is the key.
func (p Parameter) String() string { return p.Key() }
