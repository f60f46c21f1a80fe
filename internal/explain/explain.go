// Package explain shows how a number came about: the readings used, the readings
// refused and why, means before and after rounding, the limits and breakpoints used,
// and the clause behind each step.
//
// A derivation is a value that encodes as JSON and prints as Chinese text. Numbers
// come from the same functions that assess, never from a second calculation.
package explain

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"lanbi/internal/measure"
)

// Reading is one value that arrived and what became of it.
type Reading struct {
	// When is the official hour label such as "24", or the time of a sample.
	When   string      `json:"when"`
	Value  json.Number `json:"value"`
	Below  bool        `json:"below,omitempty"` // under the detection limit, counted as half
	Flag   string      `json:"flag"`
	Source string      `json:"source"`
	Used   bool        `json:"used"`
	// Refused says why the value was not used, such as "标记 D 仪器故障".
	Refused string `json:"refused,omitempty"`
}

// number is c in the unit of p as a plain decimal.
func number(c measure.Concentration, p measure.Parameter) json.Number {
	return json.Number(c.In(p.Unit()))
}

// flagWords are the meanings of the marks of HJ 212-2017 table 12 and of ours.
var flagWords = map[measure.Flag]string{
	measure.OutOfOperation: "停运", measure.Maintenance: "维护", measure.ManualSet: "手工输入（设定值）",
	measure.Fault: "仪器故障", measure.Calibration: "校准", measure.OverRange: "超测量上限",
	measure.NoLink: "通讯异常", measure.OutOfReality: "超出物理范围", measure.Declared: "按配置判为无效",
	measure.Scarce: "有效分钟数据不足",
}

// refusal says why a flag keeps a value out.
func refusal(f measure.Flag) string {
	if f.Valid() {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("标记 %s %s", f, flagWords[f]))
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}
