// Package configs holds the example configurations. The demo runs on the two
// counties' own files, so that they cannot rot.
package configs

import "embed"

// Files are the configuration files by name.
//
//go:embed *.yaml
var Files embed.FS
