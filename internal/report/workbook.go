package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"lanbi/internal/alert"
)

// The rows of every sheet: its title, what is said of it, the headings, then the data.
const (
	titleRow = iota + 1
	noteRow
	headRow
	dataRow
)

const (
	lineHeight = 15.0 // points a line of text
	titleScale = 1.6  // of the title's letters beside the others
	mostHeight = 409  // of a row, by the format
	narrow     = 11   // width of the widest column whose texts stand in the middle
)

// writeWorkbook writes the tables as an Excel workbook.
func writeWorkbook(w io.Writer, f *Facts, all []Table) error {
	book := excelize.NewFile()
	defer book.Close()
	s := &styles{book: book, ids: map[styleKey]int{}}
	for i := range all {
		t := &all[i]
		var err error
		if i == 0 {
			err = book.SetSheetName("Sheet1", t.Name)
		} else {
			_, err = book.NewSheet(t.Name)
		}
		if err == nil {
			err = writeSheet(book, s, f, t)
		}
		if err != nil {
			return fmt.Errorf("write sheet %s: %w", t.Name, err)
		}
	}
	if err := book.SetDocProps(&excelize.DocProperties{
		Title: f.title(), Creator: "蓝碧 Lanbi " + f.Version, Description: f.mark(), Language: "zh-CN",
		Created: f.Made.UTC().Format("2006-01-02T15:04:05Z"), Modified: f.Made.UTC().Format("2006-01-02T15:04:05Z"),
	}); err != nil {
		return fmt.Errorf("describe workbook: %w", err)
	}
	if _, err := book.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// mark is what everything made of a demo's data carries, empty otherwise.
func (f *Facts) mark() string {
	if f.Simulated {
		return alert.SimulatedNotice
	}
	return ""
}

// writeSheet writes one table. What is said of the sheet as a whole goes first, because
// rows are streamed: a year of many stations must not stand in memory as XML too.
func writeSheet(book *excelize.File, s *styles, f *Facts, t *Table) error {
	if err := setUp(book, f, t); err != nil {
		return err
	}
	if err := addCharts(book, t); err != nil {
		return err
	}
	out, err := book.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	for i, c := range t.Columns {
		if err := out.SetColWidth(i+1, i+1, c.Width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: headRow, TopLeftCell: fmt.Sprintf("A%d", dataRow), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := writeHead(out, s, f, t); err != nil {
		return err
	}
	for i, cells := range t.Rows {
		if err := writeRow(out, s, t, dataRow+i, cells); err != nil {
			return err
		}
	}
	if len(t.Rows) == 0 {
		if err := writeWide(out, s, t, dataRow, t.Empty, quietLook); err != nil {
			return err
		}
	}
	return out.Flush()
}

// writeHead writes title, notes and headings.
func writeHead(out *excelize.StreamWriter, s *styles, f *Facts, t *Table) error {
	if err := writeWide(out, s, t, titleRow, f.title()+"　"+t.Name, titleLook); err != nil {
		return err
	}
	notes, l := t.Notes, quietLook
	if f.Simulated {
		notes, l = append([]string{alert.SimulatedNotice}, notes...), faultLook
	}
	if err := writeWide(out, s, t, noteRow, strings.Join(notes, "；"), l); err != nil {
		return err
	}
	row := make([]any, len(t.Columns))
	height := lineHeight
	for i, c := range t.Columns {
		id, err := s.of(styleKey{kind: textCell, look: headLook})
		if err != nil {
			return err
		}
		row[i] = excelize.Cell{StyleID: id, Value: c.Heading}
		height = max(height, heightOf(c.Heading, c.Width))
	}
	return out.SetRow(fmt.Sprintf("A%d", headRow), row, excelize.RowOpts{Height: height + 4})
}

// writeWide writes a text across all columns.
func writeWide(out *excelize.StreamWriter, s *styles, t *Table, row int, said string, l look) error {
	id, err := s.of(styleKey{kind: textCell, look: l, wide: true})
	if err != nil {
		return err
	}
	width := 0.0
	for _, c := range t.Columns {
		width += c.Width
	}
	height := heightOf(said, width)
	if l == titleLook { // its letters are larger
		height = heightOf(said, width/titleScale)*titleScale + lineHeight/2
	}
	from := fmt.Sprintf("A%d", row)
	if err := out.SetRow(from, []any{excelize.Cell{StyleID: id, Value: said}}, excelize.RowOpts{Height: min(height, mostHeight)}); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(t.Columns), row)
	if err != nil || len(t.Columns) < 2 {
		return err
	}
	return out.MergeCell(from, last)
}

// writeRow writes one row of data. Its height is stated, for not every program finds it
// from the text alone.
func writeRow(out *excelize.StreamWriter, s *styles, t *Table, n int, cells []Cell) error {
	row := make([]any, len(t.Columns))
	height := lineHeight
	for i := range row {
		var c Cell
		if i < len(cells) {
			c = cells[i]
		}
		id, err := s.of(styleKey{kind: c.kind, look: c.look, places: c.places, short: c.kind == textCell && t.Columns[i].Width <= narrow})
		if err != nil {
			return err
		}
		row[i] = excelize.Cell{StyleID: id, Value: c.value()}
		if c.kind == textCell {
			height = max(height, heightOf(c.text, t.Columns[i].Width))
		}
	}
	return out.SetRow(fmt.Sprintf("A%d", n), row, excelize.RowOpts{Height: min(height, mostHeight)})
}

// value is the cell as the library takes it. A text stays one, whatever it begins with.
func (c Cell) value() any {
	switch c.kind {
	case emptyCell:
		return nil
	case textCell:
		return c.text
	}
	return c.number
}

// heightOf is the height of a text in a column of that width, wrapped.
func heightOf(said string, width float64) float64 {
	lines := 0
	for line := range strings.SplitSeq(said, "\n") {
		n := widthOf(line)
		lines += max(1, int(math.Ceil(n/width)))
	}
	return float64(lines) * lineHeight
}

// widthOf is the width of a line of text in Latin characters, of which a Chinese one
// takes two.
func widthOf(line string) float64 {
	n := 0
	for _, r := range line {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return float64(n)
}
