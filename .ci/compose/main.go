// Command compose does what "docker compose config --quiet" does, with the parser of
// docker compose and without a client: it reads a compose file, puts in the values of
// an environment file, and checks all services against the specification.
//
//	compose FILE [ENVIRONMENT]
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("want a compose file, and an environment file where it needs one"))
	}
	options, err := cli.NewProjectOptions(os.Args[1:2], cli.WithEnvFiles(os.Args[2:]...), cli.WithDotEnv, cli.WithProfiles([]string{"*"}))
	if err != nil {
		fail(err)
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		fail(err)
	}
	fmt.Printf("%s: %d services\n", os.Args[1], len(project.Services))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "compose:", err)
	os.Exit(1)
}
