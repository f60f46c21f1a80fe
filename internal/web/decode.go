package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"lanbi/internal/entry"
)

// twiceError is the name of a field that a body gives twice.
type twiceError string

func (e twiceError) Error() string { return fmt.Sprintf("field %q is given twice", string(e)) }

// decodeBody reads a body that is one JSON value and nothing behind it. A field that is
// unknown or given twice is an error: which of two values was meant, nobody can tell.
func decodeBody(body []byte, into any) error {
	if err := json.Unmarshal(body, new(json.RawMessage)); err != nil {
		return err
	}
	if name, twice := givenTwice(body); twice {
		return twiceError(name)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// givenTwice finds a member that a valid JSON object has twice, in whatever case: the
// decoder takes Area for area.
func givenTwice(body []byte) (name string, twice bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return "", false
	}
	seen := map[string]bool{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return "", false
		}
		name, _ := key.(string)
		if folded := strings.ToLower(name); seen[folded] {
			return name, true
		} else {
			seen[folded] = true
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return "", false
		}
	}
	return "", false
}

var unknownField = regexp.MustCompile(`unknown field "(.*)"`)

// decodeFault names the field at which a body cannot be read.
func decodeFault(err error) entry.Fault {
	var wrong *json.UnmarshalTypeError
	var twice twiceError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrong) && wrong.Field == "":
		return entry.Fault{Detail: "应为一个 JSON 对象，收到" + receivedWord(wrong.Value)}
	case errors.As(err, &wrong):
		return entry.Fault{Field: wrong.Field, Detail: "类型不对，应为" + wantedWord(wrong.Type) + "，收到" + receivedWord(wrong.Value)}
	case errors.As(err, &twice):
		return entry.Fault{Field: string(twice), Detail: "给了两次"}
	case errors.As(err, &syntax):
		return entry.Fault{Detail: fmt.Sprintf("请求体不是 JSON（第 %d 字节处）", syntax.Offset)}
	}
	if found := unknownField.FindStringSubmatch(err.Error()); found != nil {
		return entry.Fault{Field: found[1], Detail: "没有这个字段"}
	}
	return entry.Fault{Detail: "应为一个 JSON 对象"}
}

// wantedWord is a type of Go for people.
func wantedWord(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Float64, reflect.Int:
		return "数字（绝对值小于 1.8e308）"
	case reflect.Slice:
		return "列表"
	case reflect.Bool:
		return "是非值"
	}
	return "文本"
}

// receivedWord is what the decoder says it found, such as "number 1e400", for people.
func receivedWord(found string) string {
	kind, text, _ := strings.Cut(found, " ")
	words := map[string]string{"number": "数字", "string": "文本", "bool": "是非值", "array": "列表", "object": "对象"}
	return strings.TrimSpace(wordFor(words, kind) + " " + text)
}
