package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzParse: no input makes the loader panic or hang, and what is refused is
// refused with Faults.
func FuzzParse(f *testing.F) {
	f.Add([]byte(base))
	for _, glob := range []string{"testdata/*.yaml", "../../configs/*.yaml"} {
		files, _ := filepath.Glob(glob)
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("fuzz.yaml", data, surroundings)
		var faults Faults
		if (c == nil) != (err != nil) || err != nil && (!errors.As(err, &faults) || len(faults) == 0 || err.Error() == "") {
			t.Fatalf("config %v, error %v", c, err)
		}
		if _, err := ParseNational("fuzz.yaml", data); err != nil && err.Error() == "" {
			t.Fatal("an error without text")
		}
	})
}
