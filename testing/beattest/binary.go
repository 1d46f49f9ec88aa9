package beattest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Variable names a binary that is already built.
const Variable = "SALESFORCEBEAT_BINARY"

// Run sets binary to the path of a salesforcebeat, which it builds from the module in the
// folder root unless there is one already, and runs the tests. It returns their exit
// code.
func Run(m *testing.M, root string, binary *string) (code int) {
	if *binary = os.Getenv(Variable); *binary != "" {
		return m.Run()
	}
	folder, err := os.MkdirTemp("", "salesforcebeat")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	*binary = filepath.Join(folder, "salesforcebeat")
	if runtime.GOOS == "windows" {
		*binary += ".exe"
	}
	build := exec.Command("go", "build", "-o", *binary, ".")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "building salesforcebeat:", err)
		return 1
	}
	return m.Run()
}
