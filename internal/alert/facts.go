package alert

import (
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Facts are what one evaluation knows. A list that is nil is not known: what it
// would speak of stays as it is. A subject that a list does not name stays as it
// is too, so lists name healthy subjects as well.
type Facts struct {
	// Progress with a forecast gets its probability into the text.
	Progress []target.Progress
	every    []target.Progress // Progress, also of targets that other rules judge
	// Earlier is the progress some days before, by target id, for the burn rate.
	Earlier map[string]target.Progress
	// AreaNames gives the name of an area by its code.
	AreaNames map[string]string
	Sections  []Section
	Stations  []Station
	// Outages are those reported for stations and sections of any area, withdrawn ones
	// left out; Today is the local day of the evaluation, 0 where no outage can cover it.
	Outages  []assess.Outage
	Today    measure.Day
	Hours    []Hours
	Validity []Validity
	// Control are the control values of the day that runs, place by place, and Clock is
	// the time of day at which they were computed.
	Control []forecast.PlaceControl
	Clock   time.Duration
	Dust    []Dust
	Spool   *Spool
	Jobs    []Job
	Parts   []Part

	// Simulated tells that the readings behind the facts are not measured.
	Simulated bool
	// Page is the address of the page, such as "http://127.0.0.1:8080/"; empty
	// leaves messages without a link.
	Page string
	// Wording words the messages; nil is Chinese with the default templates.
	Wording *Wording
}

// Section is a water section with its newest month and its year to date; nil
// where there is none.
type Section struct {
	measure.Section
	AsOf        measure.Day
	Month, Year *assess.WaterPeriod
}

// Station is when a station was last heard of: the end of its newest interval,
// zero for never.
type Station struct {
	Code, Name, Area string
	Medium           measure.Medium
	Last             time.Time
}

// Hours is the day that runs, of one pollutant at one station: valid hours so far,
// hours that are over and have no valid value, and hours to come. They add up
// to 24.
type Hours struct {
	Code, Name, Area     string
	Day                  measure.Day
	Parameter            measure.Parameter
	Valid, Missing, Left int
	// Ozone is there for O38h, where it matters which hours are missing; nil else.
	Ozone *OzoneDay
}

// OzoneDay is what the daily maximum 8-hour mean of ozone needs to be valid: 14 of
// its 17 windows (HJ 663 §6.1.2), each with 6 of its 8 hours.
type OzoneDay struct {
	Need forecast.Need
	// Gap tells that the newest hour that should be there is missing: one that is
	// followed by valid ones endangers nothing yet.
	Gap bool
	// Decided tells that the windows so far are enough, or already exceed the daily
	// limit: the day is valid whatever comes.
	Decided bool
}

// Validity is how many valid daily means a pollutant has in a place this month and
// this year, and how many assessed days have none.
type Validity struct {
	Code, Name, Area          string
	AsOf                      measure.Day
	Parameter                 measure.Parameter
	MonthMissing, YearMissing int  // assessed days without a valid mean
	MonthDays, YearDays       int  // length of month and year
	MonthNeeded, YearNeeded   int  // valid days they need
	Audited                   bool // every day of the year so far is audited
	// MonthOutages and YearOutages are the reported ones that touch a missing day.
	MonthOutages, YearOutages []assess.Outage
}

// Spool is the queue between intake and InfluxDB.
type Spool struct {
	Records, Bytes, Max int64         // Max is the size at which no more is taken
	MaxAge              time.Duration // of Oldest, at which no more is taken; 0 for never
	Oldest              time.Time     // zero when empty
}

// Job is a scheduled job and how often it failed since it last succeeded.
type Job struct {
	Name     string
	Failures int
}

// Part is a server this program depends on.
type Part struct {
	Name string // "InfluxDB", "MQTT"
	Down bool
}
