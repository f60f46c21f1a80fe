package measure

import (
	"strconv"
	"testing"
)

// Every share of two decimals that is exactly met is met, and with one station less it is
// not.
func TestEnoughStations(t *testing.T) {
	for planned := 1; planned <= 100; planned++ {
		for percent := 1; percent <= 100; percent++ {
			if planned*percent%100 != 0 {
				continue
			}
			share, err := strconv.ParseFloat(strconv.Itoa(percent/100)+"."+strconv.Itoa(percent%100 + 100)[1:], 64)
			if err != nil {
				t.Fatal(err)
			}
			valid := planned * percent / 100
			if !EnoughStations(valid, planned, share) || EnoughStations(valid-1, planned, share) {
				t.Errorf("%d of %d stations with a share of %v", valid, planned, share)
			}
		}
	}
	if EnoughStations(0, 3, 0) || !EnoughStations(1, 3, 0) {
		t.Error("without a share one station is enough, and needed")
	}
}
