// Package gbt8170 rounds (数值修约) as GB/T 8170-2008,
// 《数值修约规则与极限数值的表示和判定》, asks of a single, unrounded value.
//
// The judgement of limit values by the "rounded value" or "whole value" method
// (§4) belongs to the documents that choose between them and is not here.
package gbt8170

import "lanbi/internal/measure"

// Round is c rounded to a whole multiple of step by §3.2: to the nearest, and a
// value exactly half-way to the even multiple (四舍六入五成双). A negative value
// is rounded as its absolute value is (§3.2.4), which comes to the same.
//
// step must be positive and below 2⁶²; c must lie at least one step inside the range of
// int64.
// §3.3 forbids to round in several steps: c is the value as measured or computed
// (exact, or rounded to odd as measure.Quotient does), never one rounded before. One
// rounded to odd gives the result of the exact value where half of step is even, as
// it is for every step of the air documents; for a step of 10 it may not.
func Round(c, step measure.Concentration) measure.Concentration {
	return measure.Concentration(Steps(c, step)) * step
}

// Steps is how many times step goes into Round(c, step).
func Steps(c, step measure.Concentration) int64 {
	q, r := int64(c/step), int64(c%step)
	if r < 0 { // Go truncates; the rule needs the multiple below.
		q, r = q-1, r+int64(step)
	}
	// From half-way an odd q goes up, an even one stays. The comparison is the sign of a
	// difference: whether a value rounds up is a coin toss that no processor predicts.
	return q - (int64(step)-2*r-q&1)>>63
}

// RoundRatio is the exact quotient num/den rounded to a whole multiple of step
// by the rule of Round, without rounding the quotient first. Only num may be
// negative or zero; den×step must be less than 2⁶².
func RoundRatio(num, den, step int64) int64 {
	run := den * step
	return Steps(measure.Concentration(num), measure.Concentration(run)) * step
}
