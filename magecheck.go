//go:build mage

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/magefile/mage/sh"
)

// fleetPackage is the folder of the Fleet package, and generator the program that writes
// what is made from tables, and the package for older stacks.
const (
	fleetPackage = "_meta/fleet/salesforce_events"
	generator    = "./input/salesforce/generate"
)

// portable are our packages that do not need Beats, so that checking that they
// build for every platform takes seconds.
var portable = []string{"./input/salesforce/internal/...", "./input/salesforce/stanza/...", "./input/salesforce/generate/...", "./testing/bench", "./testing/demo", "./testing/orgsim/..."}

// Check fails if something is not formatted, is misspelled, is not generated anew, is not
// accepted by vet or staticcheck, or does not build on another platform.
func Check() error {
	unformatted, err := sh.Output("go", "tool", "gofumpt", "-l", ".")
	if err != nil {
		return err
	}
	if unformatted != "" {
		return fmt.Errorf("not formatted, run \"go tool mage fmt\":\n%s", unformatted)
	}
	if err := Spelling(); err != nil {
		return err
	}
	if err := generated(false); err != nil {
		return err
	}
	if err := sh.RunWithV(withoutCgo(), "go", "vet", "./..."); err != nil {
		return err
	}
	if err := sh.RunV("go", "vet", "-tags", "mage", "magefile.go", "magecheck.go", "magefleet.go", "mageagent.go", "mageslim.go", "magespelling.go"); err != nil {
		return err
	}
	if err := sh.RunWithV(withoutCgo(), "go", "tool", "staticcheck", "./..."); err != nil {
		return err
	}
	// It is not a tool of go.mod, because it brings hundreds of modules with it.
	if linter, err := exec.LookPath("golangci-lint"); err == nil {
		if err := sh.RunWithV(withoutCgo(), linter, "run", "./..."); err != nil {
			return err
		}
	} else {
		fmt.Println("golangci-lint is not in PATH: skipped")
	}
	if err := checkModules(); err != nil {
		return err
	}
	for _, platform := range platforms {
		goos, goarch, _ := strings.Cut(platform, "/")
		environment := map[string]string{"CGO_ENABLED": "0", "GOOS": goos, "GOARCH": goarch}
		if err := sh.RunWithV(environment, "go", append([]string{"build"}, portable...)...); err != nil {
			return fmt.Errorf("building for %s: %w", platform, err)
		}
	}
	return nil
}

func checkModules() error {
	staticcheck, err := sh.Output("go", "tool", "-n", "staticcheck")
	if err != nil {
		return err
	}
	for _, module := range append(slices.Clone(modules), agentModule) {
		if err := sh.RunWithV(withoutCgo(), "go", "-C", module, "vet", "./..."); err != nil {
			return err
		}
		check := exec.Command(staticcheck, "./...")
		check.Dir, check.Stdout, check.Stderr = module, os.Stdout, os.Stderr
		check.Env = append(os.Environ(), "CGO_ENABLED=0")
		if err := check.Run(); err != nil {
			return fmt.Errorf("checking %s: %w", module, err)
		}
	}
	return nil
}

// Fmt formats the code.
func Fmt() error { return sh.RunV("go", "tool", "gofumpt", "-l", "-w", ".") }

// Update generates what is made from the tables in the code.
func Update() error { return generated(true) }

func generated(write bool) error {
	folder, err := os.MkdirTemp("", "generated")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := sh.RunWithV(withoutCgo(), "go", "run", generator, "-o", folder); err != nil {
		return err
	}
	notice := filepath.Join(folder, "NOTICE")
	if err := sh.RunWithV(withoutCgo(), "go", "run", "-C", "packages", "./notice", "-platforms", strings.Join(platforms, ","), "-o", notice); err != nil {
		return err
	}
	fresh := make(map[string]string) // where it is generated, by where it belongs
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		inside, err := filepath.Rel(folder, path)
		fresh[inside] = path
		return err
	})
	if err != nil {
		return err
	}
	var stale []string
	for path, fresh := range fresh {
		want, err := os.ReadFile(fresh)
		if err != nil {
			return err
		}
		have, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		switch {
		case bytes.Equal(have, want):
		case !write:
			stale = append(stale, path)
		default:
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(path, want, 0o644); err != nil {
				return err
			}
			fmt.Println("updated", path)
		}
	}
	if len(stale) > 0 {
		return fmt.Errorf("stale, run \"go tool mage update\": %s", strings.Join(stale, ", "))
	}
	return nil
}
