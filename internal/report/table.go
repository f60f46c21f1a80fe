package report

import (
	"math"
	"strconv"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// Table is one sheet of the workbook, and one file of the CSV: a plain value that both
// are written from.
type Table struct {
	Name    string // of the sheet
	Notes   []string
	Columns []Column
	Rows    [][]Cell // a row may be shorter than Columns
	Empty   string   // said where there are no rows
	Filter  bool     // people look for rows in it
	Charts  []Chart
}

// Column is the heading of a column, and its width in Latin characters.
type Column struct {
	Heading string
	Width   float64
}

// Chart is a native chart of columns of its own table. Columns are counted from 0.
type Chart struct {
	Title      string
	Unit       string // of the vertical axis
	Categories int
	Series     []int
	Row, Rows  int // rows of the table that it shows: Rows of them from Row on
}

// Cell is one value of a table. The zero value is an empty cell: what is not known is
// never a zero.
type Cell struct {
	kind   cellKind
	text   string
	number float64
	look   look
	places int // decimals of a number
}

type cellKind uint8

const (
	emptyCell cellKind = iota
	textCell
	numberCell
	dayCell    // number counts days since 1899-12-30, as spreadsheets do
	momentCell // the same with its part of a day
)

// look is how a cell stands out. Values from levelLook on are those of the level 1 to
// 6 of HJ 633, in the official colours.
type look uint8

const (
	plainLook look = iota
	strongLook
	faultLook
	goodLook
	quietLook
	levelLook
)

// epoch is 1970-01-01 as spreadsheets count days.
const epoch = 25569

func text(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{kind: textCell, text: s}
}

func whole(n int) Cell { return Cell{kind: numberCell, number: float64(n)} }

// number is v, shown with so many decimals; what shows as zero is zero, never -0.0.
func number(v float64, places int) Cell {
	if math.Abs(v) < 0.5*math.Pow10(-places) {
		v = 0
	}
	return Cell{kind: numberCell, number: v, places: places}
}

func day(d measure.Day) Cell {
	if d == 0 {
		return Cell{}
	}
	return Cell{kind: dayCell, number: float64(d) + epoch}
}

// moment is t by the clock of its own zone, to the second.
func moment(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	d := measure.Date(t.Year(), t.Month(), t.Day())
	seconds := t.Hour()*3600 + t.Minute()*60 + t.Second()
	return Cell{kind: momentCell, number: float64(d) + epoch + float64(seconds)/86400}
}

// concentration is c in unit u, rounded by GB/T 8170 to step.
func concentration(c, step measure.Concentration, u measure.Unit) Cell {
	places := 0
	for s := u.Scale(); s > int64(step) && places < 8; s /= 10 {
		places++
	}
	return number(gbt8170.Round(c, step).Float(u), places)
}

// tenths is a number of tenths, such as a share in tenths of a percent.
func tenths(n int) Cell { return number(float64(n)/10, 1) }

func (c Cell) as(l look) Cell {
	c.look = l
	return c
}

// String is the cell as the CSV has it, and as people read it: dates as 2026-10-05.
func (c Cell) String() string {
	switch c.kind {
	case textCell:
		return c.text
	case numberCell:
		return strconv.FormatFloat(c.number, 'f', c.places, 64)
	case dayCell:
		return measure.Day(c.number - epoch).String()
	case momentCell:
		d := measure.Day(c.number) - epoch
		seconds := int64((c.number-float64(int64(c.number)))*86400 + 0.5)
		return time.Unix(int64(d)*86400+seconds, 0).UTC().Format("2006-01-02 15:04")
	}
	return ""
}
