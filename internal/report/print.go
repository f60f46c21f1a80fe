package report

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// setUp prepares a sheet for print, A4 landscape and as wide as the page, with title and
// headings on every page, and for people who look for rows.
func setUp(book *excelize.File, f *Facts, t *Table) error {
	const a4 = 9
	last, err := excelize.CoordinatesToCellName(len(t.Columns), headRow+max(1, len(t.Rows)))
	if err != nil {
		return err
	}
	if t.Filter && len(t.Rows) > 0 {
		if err := book.AutoFilter(t.Name, fmt.Sprintf("A%d:%s", headRow, last), nil); err != nil {
			return err
		}
	}
	if err := book.SetSheetProps(t.Name, &excelize.SheetPropsOptions{FitToPage: ptr(true)}); err != nil {
		return err
	}
	if err := book.SetPageLayout(t.Name, &excelize.PageLayoutOptions{
		Size: ptr(a4), Orientation: ptr("landscape"), FitToWidth: ptr(1), FitToHeight: ptr(0),
	}); err != nil {
		return err
	}
	if err := book.SetPageMargins(t.Name, &excelize.PageLayoutMarginsOptions{
		Left: ptr(0.4), Right: ptr(0.4), Top: ptr(0.7), Bottom: ptr(0.6), Header: ptr(0.3), Footer: ptr(0.3), Horizontally: ptr(true),
	}); err != nil {
		return err
	}
	mark := ""
	if f.Simulated {
		mark = "&B" + f.mark()
	}
	if err := book.SetHeaderFooter(t.Name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + literal(cut(f.title())) + "&C" + mark + "&R&A",
		OddFooter: "&L" + literal(cut("蓝碧 Lanbi "+f.Version)) + "&C" + mark + "&R第 &P 页 共 &N 页",
	}); err != nil {
		return err
	}
	return book.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: t.Name, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", t.Name, titleRow, headRow),
	})
}

// cut shortens a text for the margin, where the format allows 255 characters in all.
func cut(said string) string {
	const longest = 60
	if runes := []rune(said); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return said
}

// literal keeps a header from reading a text as one of its codes.
func literal(said string) string { return strings.ReplaceAll(said, "&", "&&") }

func ptr[T any](v T) *T { return &v }
