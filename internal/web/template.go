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

// pageTemplates are the parsed templates and the finished style sheet. The style
// is a file of its own, so that the content policy can forbid every inline one.
type pageTemplates struct {
	home, login, duty, rejections *template.Template
	style                         []byte
}

func parsePages() (pageTemplates, error) {
	var p pageTemplates
	var err error
	if p.home, err = template.ParseFS(assets, "assets/home.html"); err != nil {
		return p, fmt.Errorf("parse page: %w", err)
	}
	if p.login, err = template.ParseFS(assets, "assets/login.html"); err != nil {
		return p, fmt.Errorf("parse sign-in form: %w", err)
	}
	if p.duty, err = template.ParseFS(assets, "assets/duty.html"); err != nil {
		return p, fmt.Errorf("parse alerts form: %w", err)
	}
	if p.rejections, err = template.ParseFS(assets, "assets/rejections.html"); err != nil {
		return p, fmt.Errorf("parse rejections: %w", err)
	}
	style, err := texttemplate.ParseFS(assets, "assets/lanbi.css")
	if err != nil {
		return p, fmt.Errorf("parse style: %w", err)
	}
	var sheet bytes.Buffer
	if err := style.Execute(&sheet, levelColours()); err != nil {
		return p, fmt.Errorf("fill style: %w", err)
	}
	p.style = sheet.Bytes()
	return p, nil
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

func (p pageTemplates) serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	w.Write(p.style)
}

type loginView struct {
	Simulated     bool
	Notice, Fault string
}

func (s *Server) renderLogin(w http.ResponseWriter, status int, fault string) {
	var page bytes.Buffer
	if err := s.page.login.Execute(&page, loginView{s.o.Simulated, simulatedNotice, fault}); err != nil {
		s.o.Log.Error("render sign-in form", "error", err)
		http.Error(w, "页面生成失败，原因见服务日志", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(page.Bytes())
}
