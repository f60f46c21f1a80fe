package report

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"lanbi/internal/standard/hj633"
)

// Looks of what is not data.
const (
	headLook look = iota + 100
	titleLook
)

// styleKey is all that tells one style from another.
type styleKey struct {
	kind   cellKind
	look   look
	places int
	wide   bool // across all columns
	short  bool // in the middle, as the words of a narrow column
}

// styles makes each style of a workbook once.
type styles struct {
	book *excelize.File
	ids  map[styleKey]int
}

func (s *styles) of(k styleKey) (int, error) {
	if id, made := s.ids[k]; made {
		return id, nil
	}
	id, err := s.book.NewStyle(k.style())
	if err == nil {
		s.ids[k] = id
	}
	return id, err
}

// font is there on every Windows and in WPS, and programs without it take another
// Chinese one.
const font = "宋体"

func (k styleKey) style() *excelize.Style {
	st := &excelize.Style{
		Font:      &excelize.Font{Family: font, Size: 10},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	}
	if !k.wide {
		for _, side := range [...]string{"left", "right", "top", "bottom"} {
			st.Border = append(st.Border, excelize.Border{Type: side, Color: "BFC9D1", Style: 1})
		}
	}
	if k.short {
		st.Alignment.Horizontal = "center"
	}
	switch k.kind {
	case numberCell:
		st.Alignment.Horizontal = "right"
		format := "0"
		if k.places > 0 {
			format = "0." + strings.Repeat("0", k.places)
		}
		st.CustomNumFmt = &format
	case dayCell, momentCell:
		st.Alignment.Horizontal = "center"
		format := "yyyy-mm-dd"
		if k.kind == momentCell {
			format = "yyyy-mm-dd hh:mm"
		}
		st.CustomNumFmt = &format
	}
	k.decorate(st)
	return st
}

// decorate gives a style the colours of its look.
func (k styleKey) decorate(st *excelize.Style) {
	fill := func(colour string) {
		st.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{strings.TrimPrefix(colour, "#")}}
	}
	switch k.look {
	case plainLook:
	case strongLook:
		st.Font.Bold = true
	case faultLook:
		st.Font.Bold, st.Font.Color = true, "C00000"
	case goodLook:
		st.Font.Bold, st.Font.Color = true, "1E6B43"
	case quietLook:
		st.Font.Color = "566573"
	case headLook:
		st.Font.Bold, st.Font.Color = true, "FFFFFF"
		st.Alignment.Horizontal = "center"
		fill("0B4F7D")
	case titleLook:
		st.Font.Bold, st.Font.Size = true, 16
		st.Alignment.Horizontal = "center"
	default:
		level := hj633.Level(k.look - levelLook)
		st.Alignment.Horizontal = "center"
		fill(level.Colour())
		if level >= 4 { // dark ground
			st.Font.Color = "FFFFFF"
		}
	}
}

// levelCell is a cell in the official colour of a level; plain where none is known.
func levelCell(c Cell, level hj633.Level) Cell {
	if level == 0 {
		return c
	}
	return c.as(levelLook + look(level))
}
