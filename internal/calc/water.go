package calc

import (
	"fmt"
	"io"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// Water reads CSV with columns named by the items of GB 3838 Table 1 (mg/L, pH
// without unit, raw values) and appends class (Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ 劣Ⅴ) and deciding, the
// items at that class in the order of columns, empty for Ⅰ.
//
// Column body, river or lake, chooses the limits of total phosphorus row by row;
// without it, or where it is empty, body holds. A cell -- is missing and leaves
// the class empty; * or an absent column is not installed and skipped; an empty
// cell is -- for pH, DO, CODMn, NH₃-N and TP and * for all others. The marks of
// missing air data and 极值过滤 count as --, / as *. 0.01L and <0.01 count as half the
// limit. A row that cannot be read passes with empty results and a line on errs,
// and the error at the end is ErrBadRows.
func Water(r io.Reader, w, errs io.Writer, body measure.Body) (Result, error) {
	return stream(r, w, errs, []string{"class", "deciding"}, func(h *header) (judge, error) {
		rows := &waterRows{body: body}
		if err := rows.bind(h); err != nil {
			return nil, err
		}
		return rows.judge, nil
	})
}

// waterRows judges the rows of one file.
type waterRows struct {
	body    measure.Body // where a row does not say
	column  int          // index of column body, -1 when there is none
	columns []waterColumn
	items   []surface.Item
}

type waterColumn struct {
	index     int
	parameter measure.Parameter
}

func (w *waterRows) bind(h *header) error {
	known := map[string]measure.Parameter{}
	for _, item := range gb3838.Table1() {
		known[item.Parameter.Key()] = item.Parameter
	}
	for i, name := range h.names {
		p, ok := known[name]
		if !ok {
			continue
		}
		if _, err := h.find(name); err != nil {
			return err
		}
		w.columns = append(w.columns, waterColumn{i, p})
	}
	if len(w.columns) == 0 {
		h.note = "no item column in the header (have ph, do, codmn, nh3n, tp and others; cells separated by commas): every class is empty"
	}
	var err error
	w.column, err = h.find("body")
	return err
}

func (w *waterRows) judge(dst []byte, r *row) ([]byte, *fault) {
	body := w.body
	if w.column >= 0 {
		switch text := trim(r.text(w.column)); string(text) {
		case "":
		case "river":
			body = measure.River
		case "lake":
			body = measure.Lake
		default:
			return dst, &fault{w.column + 1, "body", fmt.Sprintf("%s is not river or lake", quote(text))}
		}
	}
	w.items = w.items[:0]
	for _, col := range w.columns {
		text := trim(r.text(col.index))
		switch presenceOf(col.parameter, text) {
		case absent:
			continue
		case missing:
			w.items = append(w.items, surface.Item{Parameter: col.parameter, Missing: true})
			continue
		}
		c, why := parseItem(col.parameter, text)
		if why != "" {
			return dst, &fault{col.index + 1, col.parameter.Key(), quote(text) + " " + why}
		}
		w.items = append(w.items, surface.Item{Parameter: col.parameter, Value: c})
	}
	result := surface.SingleFactor(body, w.items)
	dst = append(dst, ',')
	dst = append(dst, result.Class.String()...)
	dst = append(dst, ',')
	first := true
	for _, col := range w.columns {
		if !result.Deciding.Has(col.parameter) {
			continue
		}
		if !first {
			dst = append(dst, '+')
		}
		first = false
		dst = append(dst, col.parameter.Key()...)
	}
	return dst, nil
}

// presence tells whether a cell holds a value.
type presence uint8

const (
	measured presence = iota
	missing           // the section has the item and no valid value
	absent            // the section does not have the item
)

func presenceOf(p measure.Parameter, text []byte) presence {
	switch {
	case len(text) == 0 && !gb3838.Automatic.Has(p):
		return absent
	case string(text) == "*", string(text) == "/":
		return absent
	case isMissing(text), string(text) == "极值过滤":
		return missing
	}
	return measured
}
