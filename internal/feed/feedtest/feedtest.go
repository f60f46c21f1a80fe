// Package feedtest shows what a decoder makes of a message, for the tables of the
// formats' tests.
package feedtest

import (
	"fmt"
	"strings"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// Show writes what was decoded in one line: each sample as head has it, with its values
// in ng, their flags, L where they are below the limit of detection, and the parameters
// whose flag the message states; then the figures, and the reasons of rejections.
func Show(d *feed.Decoded, head func(*measure.Sample) string) string {
	var parts []string
	for i := range d.Samples {
		line := head(&d.Samples[i])
		for _, r := range d.Samples[i].Readings {
			line += fmt.Sprintf(" %s=%d", r.Parameter, r.Value)
			if r.Flag != 0 {
				line += r.Flag.String()
			}
			if r.Below {
				line += "L"
			}
		}
		if !d.Stated[i].Empty() {
			line += " stated " + d.Stated[i].String()
		}
		parts = append(parts, line)
	}
	for _, i := range d.Indicators {
		parts = append(parts, fmt.Sprintf("%s %s %s %g %s|%s", i.Area, i.ID, i.Period, i.Value, i.Source, i.By))
	}
	for _, r := range d.Rejections {
		parts = append(parts, string(r.Reason))
	}
	return strings.Join(parts, "; ")
}
