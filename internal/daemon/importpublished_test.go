package daemon

import (
	"testing"

	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
)

func TestCheckPublished_DayAhead(t *testing.T) {
	check := checkPublished(measure.Date(2026, 11, 21))
	if err := check(&history.PublishedDay{Day: measure.Date(2026, 11, 21)}); err != nil {
		t.Errorf("today is refused: %v", err)
	}
	if err := check(&history.PublishedDay{Day: measure.Date(2026, 11, 22)}); err == nil {
		t.Error("tomorrow is taken")
	}
}
