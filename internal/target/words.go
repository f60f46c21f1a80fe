package target

import (
	"math"
	"strconv"
	"strings"
)

// number shows at most two decimals, with a true minus sign.
func number(v float64) string {
	text := strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	if text == "-0" {
		return "0"
	}
	return strings.Replace(text, "-", "−", 1)
}

func quantity(v float64, unit string) string {
	switch unit {
	case "":
		return number(v)
	case "%":
		return number(v) + "%"
	}
	return number(v) + " " + unit
}
