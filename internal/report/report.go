// Package report makes the workbook that a bureau hands in for a month or a year: every
// target with its budget and pace, the days behind it, statistics, what the superior
// authority published beside ours, water, sources, what people reported, what is missing
// and what was changed.
//
// It is given plain values (Facts) and reads nothing. Tables are built once, as plain
// values too; Write renders the same tables as an Excel workbook, with native charts and
// set up for print, or as CSV for any other program.
//
// Texts of a workbook come in part from outside. A cell is therefore always stored with
// its type, and a text never as a formula; see PlainCell for CSV.
package report

import (
	"fmt"
	"io"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Format is a file format of reports.
type Format string

// XLSX is the workbook; CSV is a zip archive with one file a table.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Suffix is the ending of a file of the format.
func (f Format) Suffix() string {
	if f == CSV {
		return ".zip"
	}
	return ".xlsx"
}

// MediaType is the format's type in HTTP.
func (f Format) MediaType() string {
	if f == CSV {
		return "application/zip"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// ParseFormat reads "xlsx" or "csv".
func ParseFormat(text string) (Format, error) {
	if f := Format(text); f == XLSX || f == CSV {
		return f, nil
	}
	return "", fmt.Errorf("format %q: want xlsx or csv", text)
}

// Fault is a report that cannot be made of what was asked for, in words for people.
// NoData tells that the question was right, and nothing is known.
type Fault struct {
	Parameter, Detail string
	NoData            bool
}

func (f Fault) Error() string { return f.Parameter + " " + f.Detail }

// Facts are what a report is made from.
type Facts struct {
	Name   string // who the report is about, such as 江源区
	Period Period
	// AsOf is the day at whose end everything stands: the last of the period, or the last
	// assessed day where the period still runs.
	AsOf      measure.Day
	Made      time.Time // in the zone of the areas
	Version   string    // of the program
	Simulated bool      // the data are a demo's
	Areas     []Area
	// Changes are the lines of the audit trail of the period, oldest first. Unread says,
	// for people, why they could not be read; empty where they were.
	Changes []Change
	Unread  string
}

// Area is what a report tells of one area.
type Area struct {
	*measure.Area
	// Targets are those of the year of the period, and plans that reach beyond it, as of
	// AsOf.
	Targets []target.Progress
	// Days are the computed days of the area and its stations in the period up to AsOf,
	// under both editions and with their plans, in any order.
	Days []assess.AirDay
	// Course are the computed days of the area itself from 1 January to AsOf.
	Course []assess.AirDay
	// Published are the area's days of the period as the superior authority published
	// them.
	Published []assess.AirDay
	// Spans are the statistics of months and of the year to date, of the area and its
	// stations, of the year and of the year before up to the same date.
	Spans          []Span
	Reconciliation target.Reconciliation
	Outages        []assess.Outage
	Sections       []Section
	Sources        []Source
	// Figures are what people reported of the year, Events those that concern it.
	Figures []Figure
	Events  []Event
}

// Section is the water of one section up to AsOf, and of the year before up to the same
// date.
type Section struct {
	*measure.Section
	Year, Before WaterYear
}

// WaterYear are the classes of a section's year: its months so far, and the year to
// date, which is the year itself once it is over.
type WaterYear struct {
	Months []assess.WaterPeriod
	ToDate assess.WaterPeriod
}

// Source is a drinking-water source with its sampling periods that began by AsOf.
type Source struct {
	*measure.DrinkingSource
	Periods []target.SourcePeriod
}

// Figure is a reported figure with its lines of the audit trail, oldest first: who
// reported it when, and what it was before.
type Figure struct {
	measure.Indicator
	Name, Unit string
	Lines      []Change
}

// Event is an event with all its steps, and the name of its kind. Proposal is what the
// approved burns propose of a fire point that waits, empty for none.
type Event struct {
	target.Story
	Name, Proposal string
}

// Change is a line of the audit trail, in words for people.
type Change struct {
	Number   uint64
	At       time.Time
	Who      string
	Subject  string // its code
	About    string // the same in words, empty where there are none
	Old, New string
	Source   string
	By       string
	Why      string
}

// Running tells that the period is not over by AsOf.
func (f *Facts) Running() bool { return f.AsOf < f.Period.Last }

// FileName is the name under which people keep the report, such as
// 江源区2026年10月环境质量目标报表.xlsx.
func (f *Facts) FileName(format Format) string {
	name := f.Name + f.Period.Chinese() + "环境质量目标报表"
	if f.Simulated {
		name += "（模拟数据）"
	}
	return name + format.Suffix()
}

// Write writes the report to w.
func Write(w io.Writer, f *Facts, format Format) error {
	if format == CSV {
		return writeCSV(w, f, tables(f))
	}
	return writeWorkbook(w, f, tables(f))
}

// tables are the sheets in their order.
func tables(f *Facts) []Table {
	all := []Table{
		notesTable(f), targetsTable(f), countsTable(f), monthsTable(f), courseTable(f), airDaysTable(f), airStatsTable(f), reconcileTable(f),
		sectionsTable(f), itemsTable(f), sourcesTable(f), figuresTable(f), eventsTable(f), missingTable(f), changesTable(f),
	}
	// The first column of most names the area.
	longest := 8.0
	for i := range f.Areas {
		longest = max(longest, widthOf(f.Areas[i].Name)+1)
	}
	for i := range all {
		if c := &all[i].Columns[0]; c.Heading == areaHeading {
			c.Width = min(longest, 20)
		}
	}
	return all
}

// areaHeading heads the column that names the area.
const areaHeading = "区县"

// HideTrail takes out what is from the audit trail, for whoever may not read it, and says
// why.
func (f *Facts) HideTrail(why string) {
	f.Changes, f.Unread = nil, why
	for i := range f.Areas {
		for k := range f.Areas[i].Figures {
			f.Areas[i].Figures[k].Lines = nil
		}
	}
}
