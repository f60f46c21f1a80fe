// Package gateway sends messages through an HTTP interface that the configuration
// describes: short messages, voice calls, a bureau's own office system.
//
// Address query, headers and body are text templates over Data. Functions beside
// the usual: json (a value as JSON), query (escaped, for a body that is a form), join (a list
// with a separator), cut (a text to so many characters).
package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"text/template"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// Data is what the templates see.
type Data struct {
	alert.Message
	To     []string // recipients, such as phone numbers
	Secret string   // key of the interface
	Unix   int64    // time of sending, seconds
}

// Options describe one interface.
type Options struct {
	Name    string // stands for the interface in errors
	Method  string // POST when empty
	URL     string
	Query   map[string]string // parameter → template, added to the address
	Header  map[string]string // name → template
	Body    string            // template
	To      []string
	Secret  string
	Timeout time.Duration
	Now     func() time.Time

	// SuccessPath is where the body's JSON holds a code, such as "result.code";
	// empty takes every answer of 200 to 299 for success. Success are the codes of
	// acceptance, Busy those for which sending again can help.
	SuccessPath   string
	Success, Busy []string
}

// Gateway sends through one interface. Its methods may be called from any
// goroutine.
type Gateway struct {
	client *notify.Client
	o      Options
	query  map[string]*template.Template
	header map[string]*template.Template
	body   *template.Template
}

// New checks the options and tries the templates. It connects to nothing.
func New(o Options) (*Gateway, error) {
	client, err := notify.NewClient(notify.Options{Kind: "gateway", Name: o.Name, URL: o.URL, Timeout: o.Timeout, Now: o.Now})
	if err != nil {
		return nil, err
	}
	g := &Gateway{client: client, o: o, query: map[string]*template.Template{}, header: map[string]*template.Template{}}
	for name, text := range o.Query {
		if g.query[name], err = parse(text); err != nil {
			return nil, fmt.Errorf("%s: query %s: %w", client, name, err)
		}
	}
	for name, text := range o.Header {
		if g.header[name], err = parse(text); err != nil {
			return nil, fmt.Errorf("%s: header %s: %w", client, name, err)
		}
	}
	if g.body, err = parse(o.Body); err != nil {
		return nil, fmt.Errorf("%s: body: %w", client, err)
	}
	return g, nil
}

// Check says what is wrong with a template, nil when New will take it.
func Check(text string) error {
	_, err := parse(text)
	return err
}

var functions = template.FuncMap{
	"json": func(v any) (string, error) {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(v)
		return strings.TrimSuffix(b.String(), "\n"), err
	},
	"query": url.QueryEscape,
	"join":  func(list []string, separator string) string { return strings.Join(list, separator) },
	"cut": func(n int, text string) string {
		if runes := []rune(text); len(runes) > n {
			return string(runes[:n])
		}
		return text
	},
}

// parse compiles a template and runs it once, so that a name it does not know is
// found when the program starts and not when people have to be told.
func parse(text string) (*template.Template, error) {
	t, err := template.New("template").Funcs(functions).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, err
	}
	return t, t.Execute(new(bytes.Buffer), Data{To: []string{"1"}})
}

// String names the interface without its address.
func (g *Gateway) String() string { return g.client.String() }

// Send makes the request once. err is nil once the interface has accepted it.
// Otherwise retry tells whether sending the same again can help; err is then a
// *notify.Error.
func (g *Gateway) Send(ctx context.Context, m alert.Message) (retry bool, err error) {
	data := Data{Message: m.Marked(), To: g.o.To, Secret: g.o.Secret, Unix: g.client.Now().Unix()}
	request, err := g.request(data)
	if err != nil {
		return false, g.client.Fault(m.ID, "a template failed")
	}
	answer, err := g.client.Do(ctx, request)
	if err != nil {
		return notify.Retry(err), err
	}
	return g.outcome(m.ID, answer)
}

func (g *Gateway) request(data Data) (notify.Request, error) {
	var errs []error
	fill := func(t *template.Template) string {
		var b strings.Builder
		errs = append(errs, t.Execute(&b, data))
		return b.String()
	}
	query, header := url.Values{}, http.Header{}
	for name, t := range g.query {
		query.Set(name, fill(t))
	}
	for name, t := range g.header {
		header.Set(name, fill(t))
	}
	body := fill(g.body)
	if header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json; charset=utf-8")
	}
	return notify.Request{Message: data.ID, Method: g.o.Method, Address: g.client.Address(query), Header: header, Body: []byte(body)}, errors.Join(errs...)
}

// outcome looks the code up in the body. Only codes of a short and plain form are
// named in the error: anything else might be the key come back.
func (g *Gateway) outcome(id string, answer []byte) (retry bool, err error) {
	if g.o.SuccessPath == "" {
		return false, nil
	}
	code, ok := lookUp(answer, g.o.SuccessPath)
	switch {
	case !ok:
		return false, g.client.Fault(id, "the answer has no "+g.o.SuccessPath)
	case slices.Contains(g.o.Success, code):
		return false, nil
	}
	retry = slices.Contains(g.o.Busy, code)
	if len(code) > 32 || strings.Contains(code, g.o.Secret) && g.o.Secret != "" {
		code = "that is not a success"
	}
	return retry, g.client.Refused(id, code, retry)
}

// lookUp is the text of the scalar at a path of keys.
func lookUp(answer []byte, path string) (string, bool) {
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return "", false
	}
	for key := range strings.SplitSeq(path, ".") {
		object, ok := v.(map[string]any)
		if !ok {
			return "", false
		}
		if v, ok = object[key]; !ok {
			return "", false
		}
	}
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return fmt.Sprint(v), true
	}
	return "", false
}
