package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	texttemplate "text/template"

	"lanbi/internal/standard/hj633"
)

//go:embed assets
var assets embed.FS

const stylePath = "/static/lanbi.css"

// templates are the parsed pages by asset and the finished style sheet. The style is
// a file of its own, so that the content policy can forbid every inline one.
type templates struct {
	pages map[string]*template.Template
	style []byte
}

func parseTemplates() (templates, error) {
	var t templates
	var err error
	if t.pages, err = parsePages(); err != nil {
		return t, fmt.Errorf("parse pages: %w", err)
	}
	style, err := texttemplate.ParseFS(assets, "assets/lanbi.css")
	if err != nil {
		return t, fmt.Errorf("parse style: %w", err)
	}
	var sheet bytes.Buffer
	if err := style.Execute(&sheet, levelColours()); err != nil {
		return t, fmt.Errorf("fill style: %w", err)
	}
	t.style = sheet.Bytes()
	return t, nil
}

type levelColour struct {
	Level        int
	Colour, Text string
}

// levelColours are the official colours with the colour of text that can be read
// on them: black up to red, white on purple and maroon.
func levelColours() []levelColour {
	var colours []levelColour
	for level := hj633.Level(1); level <= 6; level++ {
		text := "#000"
		if level >= 5 {
			text = "#fff"
		}
		colours = append(colours, levelColour{int(level), level.Colour(), text})
	}
	return colours
}

func (t templates) serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	w.Write(t.style)
}
