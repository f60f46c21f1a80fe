package config

import (
	"slices"
	"strings"
	"unicode"
)

// job is a known job and when it runs unless the file says otherwise.
type job struct{ name, spec string }

// knownJobs in the order in which one builds on the other.
var knownJobs = []job{
	{"hours", "4,19,34,49 * * * *"},    // hourly means of what came by the minute
	{"air-hour", "6,21,36,51 * * * *"}, // index of the latest hours, again while stragglers come
	{"dust", "9 * * * *"},              // suspicions of dust from the hours so far
	{"control", "10 * * * *"},          // highest concentrations that still save today
	{"air-day", "30 0 * * *"},          // assessment of yesterday
	{"reassess", "* * * * *"},          // days touched by late or audited data
	{"water", "12,42 * * * *"},         // class per sample, day, month and year
	{"progress", "25,55 * * * *"},      // targets
	{"alerts", "3-58/5 * * * *"},       // who has to be told
	{"retention", "40 3 * * *"},        // readings and rejections past their time
}

// Job is the job of that name; its Spec is empty when it is switched off.
func (c *Config) Job(name string) Job {
	if i := slices.IndexFunc(c.Jobs, func(j Job) bool { return j.Name == name }); i >= 0 {
		return c.Jobs[i]
	}
	return Job{Name: name}
}

// jobs reads a cron line for each job; off switches one off.
func (l *loader) jobs(n node) []Job {
	o := n.object()
	var out []Job
	for _, j := range knownJobs {
		at := o.key(j.name)
		spec := strings.TrimSpace(at.str(j.spec))
		switch {
		case spec == "off":
			spec = ""
		case spec == "":
			at.fault("is empty (want a cron line, or off)")
		case strings.ContainsFunc(spec, unicode.IsControl):
			at.fault("%q has a control character", spec)
		case l.o.CheckCron != nil:
			if err := l.o.CheckCron(spec); err != nil {
				at.fault("cron line %q: %v", spec, err)
			}
		}
		out = append(out, Job{Name: j.name, Spec: spec})
	}
	o.done()
	return out
}
