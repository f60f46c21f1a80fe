//go:build !noembed

package embedded

// Built tells whether the program holds the embedded parts.
const Built = true
