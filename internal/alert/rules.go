package alert

import "time"

// Rules are the rules in force with their thresholds. The zero value is every
// rule with its default.
type Rules struct {
	TargetStatus StatusRule
	Budget       BudgetRule
	Burn         BurnRule
	WaterClass   Rule
	WaterItem    WaterItemRule
	Silent       SilentRule
	Spool        SpoolRule
	Job          JobRule
	Unreachable  UnreachableRule
	DayData      DayDataRule
	Validity     ValidityRule
	Control      ControlRule
	Dust         DustRule
	// Overrides are looked at in order; the first that fits a subject decides it alone.
	// Their own Overrides are passed over.
	Overrides []Override
}

// Rule is what all rules have.
type Rule struct {
	Off bool
	// Severity of what it finds; empty for the rule's own.
	Severity Severity
}

// severity is the configured one, else the given.
func (r Rule) severity(own Severity) Severity {
	if r.Severity != "" {
		return r.Severity
	}
	return own
}

// BudgetRule tells when the days that may still exceed run out.
type BudgetRule struct {
	Rule
	// Left are the numbers of days at which people are told, falling; nil stands for
	// DefaultLeft.
	Left []int
}

// DefaultLeft are the days left of the budget at which people are told.
var DefaultLeft = []int{10, 5, 3, 1, 0}

// BurnRule tells when the budget is used up faster than it can last.
type BurnRule struct {
	Rule
	// Days back that are looked at, 14 when 0; Times the rate at which the budget
	// would just last, 2 when 0.
	Days  int
	Times float64
}

// Window is how many days back the rule looks.
func (r BurnRule) Window() int {
	if r.Days > 0 {
		return r.Days
	}
	return 14
}

func (r BurnRule) times() float64 {
	if r.Times > 0 {
		return r.Times
	}
	return 2
}

// WaterItemRule tells of items over the limit of the target class, and of those
// near the mean allowed for the rest of the year.
type WaterItemRule struct {
	Rule
	// Near is the share of the room that may be left, 0.1 when 0.
	Near float64
}

// SilentRule tells when a station has not been heard of for so long.
type SilentRule struct {
	Rule
	Air, Water time.Duration // 3 h and 12 h when 0
}

// SpoolRule tells when readings wait: for longer than Age (30 min when 0) as a warning,
// and as critical once Share (0.8 when 0) of the room or of the time is used up after
// which no more is taken.
type SpoolRule struct {
	Rule
	Age   time.Duration
	Share float64
}

// JobRule tells when a job failed so many times in a row, 3 when 0.
type JobRule struct {
	Rule
	Failures int
}

// UnreachableRule tells when InfluxDB or the broker has been away for so long,
// 5 min when 0.
type UnreachableRule struct {
	Rule
	For time.Duration
}

// DayDataRule tells when the day that runs is about to become undetermined: so few
// hours may still be missing, 1 when nil.
type DayDataRule struct {
	Rule
	Spare *int
}

// ValidityRule tells when month or year is about to lose its validity: so few days
// may still be missing, 1 when nil.
type ValidityRule struct {
	Rule
	Spare *int
}

func spare(n *int) int {
	if n == nil {
		return 1
	}
	return *n
}

func orDuration(v, own time.Duration) time.Duration {
	if v > 0 {
		return v
	}
	return own
}
