package report

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// chartRows is how many rows of a sheet a chart covers.
const chartRows = 20

// anyRotation is no angle, and so leaves the angle of labels to the program that shows
// them: where it is said to be 0, LibreOffice prints all 366 dates one over the other.
const anyRotation = 360

// addCharts puts the charts of a table to the right of its data, one below the other: what
// touches the rows that are printed on every page is printed there again. The second
// series and those after it are lines to compare with, and drawn thin.
func addCharts(book *excelize.File, t *Table) error {
	for i := range t.Charts {
		c := &t.Charts[i]
		at, err := excelize.CoordinatesToCellName(len(t.Columns)+2, dataRow+i*(chartRows+1))
		if err != nil {
			return err
		}
		var series []excelize.ChartSeries
		for _, column := range c.Series {
			one := excelize.ChartSeries{
				Name:       t.cells(column, headRow, headRow),
				Categories: t.cells(c.Categories, dataRow+c.Row, dataRow+c.Row+c.Rows-1),
				Values:     t.cells(column, dataRow+c.Row, dataRow+c.Row+c.Rows-1),
				Line:       excelize.LineOptions{Width: 1.5}, Marker: excelize.ChartMarker{Symbol: "none"},
			}
			if len(series) > 0 {
				one.Line.Dash = excelize.LineDashDash
			}
			series = append(series, one)
		}
		if err := book.AddChart(t.Name, at, &excelize.Chart{
			Type: excelize.Line, Series: series,
			Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title}}},
			Legend:    excelize.ChartLegend{Position: "bottom"},
			Dimension: excelize.ChartDimension{Width: 760, Height: 360},
			XAxis:     excelize.ChartAxis{TickLabelSkip: max(1, c.Rows/12), TickLabelPosition: excelize.ChartTickLabelLow, Alignment: excelize.Alignment{TextRotation: anyRotation}, Font: excelize.Font{Color: "1B2733", Size: 9}, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "m-d"}},
			YAxis:     excelize.ChartAxis{MajorGridLines: true, Font: excelize.Font{Color: "1B2733", Size: 9}, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Unit}}}},
			// A day without a value is a gap, never a zero.
			ShowBlanksAs: "gap",
		}); err != nil {
			return err
		}
	}
	return nil
}

// cells are those of a column from one row of the sheet to another, as a reference.
func (t *Table) cells(column, from, to int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil { // a table has a few dozen columns
		return ""
	}
	if from == to {
		return fmt.Sprintf("'%s'!$%s$%d", t.Name, name, from)
	}
	return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", t.Name, name, from, name, to)
}
