package daemon

import (
	"lanbi/configs"
	"lanbi/internal/config"
	"lanbi/internal/target"
)

// nationalFile holds the published national figures that go with this build.
const nationalFile = "national.yaml"

// nationalFigures are the published national figures. The file is embedded, and a
// test of package config keeps it good: one that cannot be read leaves none, and
// targets that need them say so.
func nationalFigures() []target.National {
	data, err := configs.Files.ReadFile(nationalFile)
	if err != nil {
		return nil
	}
	all, err := config.ParseNational(nationalFile, data)
	if err != nil {
		return nil
	}
	out := make([]target.National, len(all))
	for i, n := range all {
		out[i] = target.National{Year: n.Year, Figure: string(n.Figure), Value: n.Value, Dust: string(n.Dust), Basis: n.Basis}
	}
	return out
}
