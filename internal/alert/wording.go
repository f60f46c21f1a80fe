package alert

import (
	"errors"
	"fmt"
	"strings"
	"text/template"

	"lanbi/internal/measure"
)

// Language of the messages.
type Language string

// Languages of the messages.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Words are the parts of a message that a template puts together. A part that a
// message does not have is empty; sentences end with their full stop.
type Words struct {
	Head     string // 有风险
	Name     string // 江源区城区空气质量达标天数
	What     string // what happened, with the numbers, and what it means for the year; no full stop
	Change   string // what it was before
	Basis    string // 口径: by which rule, and whether the data are audited; no full stop
	Todo     string // what can be done, and until when
	Closing  string // that it is no official forecast
	AsOf     string // last assessed day, in words
	Document string // that no superior authority has stated the basis
	Link     string
	Resolved bool // the alert has ended
}

// Wording turns the parts into title and text.
type Wording struct {
	Language  Language
	title     *template.Template
	text      *template.Template
	templates map[Kind]*template.Template
}

// The default templates. The first line is the sentence people forward; what
// belongs to the figures but not into that sentence stands below.
const (
	titleZh = `{{if .Resolved}}【解除】{{else}}【{{.Head}}】{{end}}{{.Name}}`
	titleEn = `{{if .Resolved}}[resolved] {{else}}[{{.Head}}] {{end}}{{.Name}}`
	textZh  = `{{if .Resolved}}【解除】{{else}}【{{.Head}}】{{end}}{{.Name}}：{{.What}}。{{.Change}}` +
		`{{with .Basis}}口径：{{.}}。{{end}}{{.Todo}}{{.Closing}}` +
		`{{if or .AsOf .Document .Link}}
{{end}}{{with .AsOf}}数据截至 {{.}}。{{end}}{{.Document}}{{with .Link}}详情：{{.}}{{end}}`
	textEn = `{{if .Resolved}}[resolved] {{else}}[{{.Head}}] {{end}}{{.Name}}: {{.What}}. {{.Change}}` +
		`{{with .Basis}}Basis: {{.}}. {{end}}{{.Todo}}{{.Closing}}` +
		`{{if or .AsOf .Document .Link}}
{{end}}{{with .AsOf}}Data until {{.}}. {{end}}{{.Document}}{{with .Link}}Details: {{.}}{{end}}`
)

// NewWording compiles the templates of the configuration over the defaults, by
// kind, and tries each with and without every part, so that a misspelt name is
// found before people have to be told.
func NewWording(language Language, templates map[Kind]string) (*Wording, error) {
	w := &Wording{Language: language, templates: map[Kind]*template.Template{}}
	title, text := titleZh, textZh
	if language == English {
		title, text = titleEn, textEn
	}
	var errs []error
	compile := func(name, text string) *template.Template {
		t, err := template.New(name).Parse(text)
		if err == nil {
			err = try(t)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("template of %s: %w", name, err))
		}
		return t
	}
	w.title, w.text = compile("title", title), compile("text", text)
	for kind, text := range templates {
		w.templates[kind] = compile(string(kind), text)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return w, nil
}

// CheckTemplate says what is wrong with a template of the configuration.
func CheckTemplate(text string) error {
	_, err := NewWording(Chinese, map[Kind]string{"text": text})
	return err
}

// try runs a template; a text of blanks alone is a fault too.
func try(t *template.Template) error {
	var b strings.Builder
	full := Words{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", true}
	if err := errors.Join(t.Execute(&b, Words{}), t.Execute(&b, full)); err != nil {
		return err
	}
	if strings.TrimSpace(b.String()) == "" {
		return errors.New("says nothing")
	}
	return nil
}

// defaultWording is Chinese with the default templates.
func defaultWording() *Wording {
	w, err := NewWording(Chinese, nil)
	if err != nil {
		panic("alert: default templates: " + err.Error()) // a test compiles them
	}
	return w
}

func (w *Wording) say(kind Kind, words Words) (title, text string) {
	t := w.templates[kind]
	if t == nil {
		t = w.text
	}
	var head, body strings.Builder
	if w.title.Execute(&head, words) != nil || t.Execute(&body, words) != nil {
		// Templates were tried when they were read; a message must go out all the same.
		return words.Name, words.Name + " " + words.What + " " + words.Basis
	}
	return head.String(), strings.TrimSpace(body.String())
}

func (f *Facts) wording() *Wording {
	if f.Wording != nil {
		return f.Wording
	}
	return defaultWording()
}

// link is the address of the page, at the target where there is one.
func (f *Facts) link(id string) string {
	switch {
	case f.Page == "":
		return ""
	case id == "":
		return f.Page
	}
	return strings.TrimSuffix(f.Page, "/") + "/#" + id
}

// data says whether the data a message rests on are audited (审核).
func (l Language) data(audited bool) string {
	switch {
	case l == English && audited:
		return "audited data"
	case l == English:
		return "provisional data"
	case audited:
		return "审核数据"
	}
	return "未审核数据"
}

func (l Language) day(d measure.Day) string {
	if l == English {
		return d.String()
	}
	return dayText(d)
}
