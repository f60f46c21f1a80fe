package report

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"lanbi/internal/alert"
)

// byteOrderMark tells spreadsheets that a CSV is UTF-8; without it they take it for GBK.
const byteOrderMark = "\ufeff"

// writeCSV writes a zip archive with one CSV a table, numbered in the order of the
// sheets.
func writeCSV(w io.Writer, f *Facts, all []Table) error {
	archive := zip.NewWriter(w)
	for i := range all {
		header := zip.FileHeader{Name: fmt.Sprintf("%02d-%s.csv", i+1, all[i].Name), Method: zip.Deflate, Modified: f.Made}
		file, err := archive.CreateHeader(&header)
		if err == nil {
			err = writeTable(file, f, &all[i])
		}
		if err != nil {
			return fmt.Errorf("write table %s: %w", all[i].Name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("write archive of tables: %w", err)
	}
	return nil
}

// writeTable writes headings and rows; above them, in a demo, that nothing is measured.
func writeTable(w io.Writer, f *Facts, t *Table) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	row := make([]string, len(t.Columns))
	if f.Simulated {
		if err := out.Write([]string{alert.SimulatedNotice}); err != nil {
			return err
		}
	}
	for i, c := range t.Columns {
		row[i] = c.Heading
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, cells := range t.Rows {
		clear(row)
		for i, c := range cells {
			row[i] = PlainCell(c.String())
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	if len(t.Rows) == 0 {
		if err := out.Write([]string{t.Empty}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// PlainCell keeps a spreadsheet that opens a CSV from reading a text as a formula; those
// of East Asia take the wide signs for the narrow ones.
func PlainCell(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if text == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}
