// Ory Kratos as its own program, built from its Go module.
//
// A module of ours around it, because `go install github.com/ory/kratos` is refused: its go.mod has replacements, and
// those count only in the module that is built. They are repeated in the go.mod beside this file, but for the one that
// points to a folder the module does not ship.
package main

import (
	"os"

	"github.com/ory/kratos/cmd"
)

func main() {
	os.Exit(cmd.Execute())
}
