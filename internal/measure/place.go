package measure

import "fmt"

// Network is the level of a station's network.
type Network string

const (
	National   Network = "国控"
	Provincial Network = "省控"
	Municipal  Network = "市控"
	County     Network = "县控"
	Township   Network = "乡镇"
	Micro      Network = "微站"
)

// Networks lists the networks in order of rank.
var Networks = []Network{National, Provincial, Municipal, County, Township, Micro}

// AssessedByDefault tells whether stations of the network enter area values
// unless the configuration says otherwise.
func (n Network) AssessedByDefault() bool {
	return n == National || n == Provincial || n == Municipal || n == County
}

// Span is a time of validity in whole days, both ends included; a zero Day
// leaves that end open.
type Span struct{ From, Until Day }

// Covers tells whether d lies in the span.
func (s Span) Covers(d Day) bool {
	return (s.From == 0 || d >= s.From) && (s.Until == 0 || d <= s.Until)
}

// Touches tells whether any day from first to last lies in the span.
func (s Span) Touches(first, last Day) bool {
	return (s.From == 0 || last >= s.From) && (s.Until == 0 || first <= s.Until)
}

// Station (站点) measures air.
type Station struct {
	Code, Name string
	Area       string // code of its area
	Lat, Lon   float64
	Network    Network
	Assess     bool // enters area values
	Span       Span
	Replaces   string // code of the one whose Span ends the day before this one's begins
	Plan       Set    // pollutants it is planned to monitor
}

// Body is the kind of water body, which chooses the column of total phosphorus
// in GB 3838 table 1. It is never read off a name.
type Body uint8

const (
	River Body = iota
	Lake       // lake or reservoir 湖、库
)

func (b Body) String() string {
	if b == Lake {
		return "lake"
	}
	return "river"
}

// ParseBody reads "river" or "lake".
func ParseBody(text string) (Body, error) {
	switch text {
	case "river":
		return River, nil
	case "lake":
		return Lake, nil
	}
	return 0, fmt.Errorf("unknown water body %q (have river, lake)", text)
}

// Section (断面) is where surface water is sampled.
type Section struct {
	Code, Name string
	Area       string
	River      string
	Body       Body
	Class      int // target class, 1 to 5
	Span       Span
	// Months are those in which it is sampled: not under ice, or every second one.
	Months   Months
	Replaces string // as of a Station
}

// DrinkingSource (饮用水水源地) supplies drinking water.
type DrinkingSource struct {
	Code, Name  string
	Area        string
	Groundwater bool
	Body        Body   // of surface water: chooses the limit of total phosphorus
	Frequency   string // month, quarter, half-year, year
	InUse       bool
	Intake      map[string]int64 // m³ by month "2026-01", from reports
	Class       int
}

// Area (区县) is what a bureau answers for.
type Area struct {
	Code, Name string
	Parent     string // code of the prefecture (地级市) that the area is part of; empty for none
	// StationShare is the smallest share of its assessed stations, 0 to 1, that
	// must be valid for a value of the area.
	StationShare float64
	Stations     []Station
	Sections     []Section
	Sources      []DrinkingSource
}

// EnoughStations tells whether valid of planned stations make a value of an area whose
// StationShare is share. The share HJ 663 asks for was not found; 0, the default, asks for
// one station. A quotient and a share that are the same decimal are the same float64, which
// a product is not: 0.28 × 25 is above 7.
func EnoughStations(valid, planned int, share float64) bool {
	return valid > 0 && float64(valid)/float64(planned) >= share
}

// AreaOf is the area of that code among areas, nil where there is none.
func AreaOf(areas []Area, code string) *Area {
	for i := range areas {
		if areas[i].Code == code {
			return &areas[i]
		}
	}
	return nil
}

// StationName is the name of the area's station of that code, or the code where it
// has none.
func (a *Area) StationName(code string) string {
	for i := range a.Stations {
		if a.Stations[i].Code == code && a.Stations[i].Name != "" {
			return a.Stations[i].Name
		}
	}
	return code
}
