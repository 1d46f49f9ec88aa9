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
	linked := filepath.Join(folder, "linked")
	build := exec.Command("go", "build", "-o", linked, ".")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "building salesforcebeat:", err)
		return 1
	}
	if err := install(linked, *binary); err != nil {
		fmt.Fprintln(os.Stderr, "installing salesforcebeat:", err)
		return 1
	}
	return m.Run()
}

// install copies a program. Linux keeps a file that was just linked in larger pieces, so that a
// process that runs it has tens of MiB more of it in memory than one that runs an installed file.
func install(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, content, 0o700); err != nil {
		return err
	}
	return os.Remove(from)
}
