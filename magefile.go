//go:build mage

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// endToEnd is the package whose tests run the built binary.
const endToEnd = "./testing/e2e"

// wholeBeat is the package whose tests are a binary of their own, which a stand-in for
// Elastic Agent runs.
const wholeBeat = "."

// modules are our modules beside the main one, whose dependencies must not become its
// own: the counterparts of outputs, the validator of Fleet packages, and what makes packages.
var modules = []string{"testing/outputs", "testing/fleet", "packages"}

// platforms are those that the binary is built for.
var platforms = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// binaryPath is where Build puts the binary.
func binaryPath() string {
	name := "salesforcebeat"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join("build", name)
}

// Build builds build/salesforcebeat. With BUILD_RELEASE=1 it is stripped and has no
// paths of this machine in it.
func Build() error {
	// Filebeat logs an error where it has no folder for modules, and it needs none.
	if err := os.MkdirAll(filepath.Join("build", "module"), 0o755); err != nil {
		return err
	}
	return build(binaryPath(), runtime.GOOS, runtime.GOARCH)
}

// CrossBuild builds the binary for every platform. It takes long the first time.
func CrossBuild() error {
	for _, platform := range platforms {
		goos, goarch, _ := strings.Cut(platform, "/")
		name := fmt.Sprintf("salesforcebeat-%s-%s", goos, goarch)
		if goos == "windows" {
			name += ".exe"
		}
		fmt.Println("building", name)
		if err := build(filepath.Join("build", name), goos, goarch); err != nil {
			return err
		}
	}
	return nil
}

func build(path, goos, goarch string, further ...string) error {
	arguments := append([]string{"build", "-o", path}, further...)
	linkerFlags := stamp()
	if version := os.Getenv("RELEASE_VERSION"); version != "" {
		linkerFlags += " -X main.release=" + version
	}
	if os.Getenv("BUILD_RELEASE") == "1" {
		arguments = append(arguments, "-trimpath")
		linkerFlags = "-s -w " + linkerFlags
	}
	arguments = append(arguments, "-ldflags", linkerFlags, ".")
	environment := map[string]string{"CGO_ENABLED": "0", "GOOS": goos, "GOARCH": goarch}
	return sh.RunWithV(environment, "go", arguments...)
}

// stamp returns the linker flags that put the commit into the binary. The time is
// the commit's, so that the same commit gives the same binary.
func stamp() string {
	const variable = "github.com/elastic/beats/v7/libbeat/version."
	commit, err := sh.Output("git", "rev-parse", "HEAD")
	if err != nil {
		return "" // not a clone: the version then says so
	}
	date, err := sh.Output("git", "show", "-s", "--format=%cI", "HEAD")
	if err != nil {
		return ""
	}
	at, err := time.Parse(time.RFC3339, date)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("-X %scommit=%s -X %sbuildTime=%s", variable, commit, variable, at.UTC().Format(time.RFC3339))
}

// Package writes what is released to build/packages: archives, deb, rpm, bills of
// materials, Dockerfile, Kubernetes manifest and checksums. RELEASE_VERSION is the version, and
// PLATFORMS, as in "linux/amd64 windows/amd64", leaves out others.
func Package() error {
	version := os.Getenv("RELEASE_VERSION")
	if version == "" {
		return errors.New("set RELEASE_VERSION, such as 1.0.0 or 1.0.0-rc.1")
	}
	wanted := platforms
	if only := strings.Fields(os.Getenv("PLATFORMS")); len(only) > 0 {
		wanted = only
	}
	folder, err := filepath.Abs(filepath.Join("build", "packages"))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	os.Setenv("BUILD_RELEASE", "1")
	arguments := []string{"-C", "packages", "run", ".", "-version", version, "-out", folder}
	for _, platform := range wanted {
		goos, goarch, _ := strings.Cut(platform, "/")
		path, err := filepath.Abs(filepath.Join("build", "release", goos+"-"+goarch))
		if err != nil {
			return err
		}
		fmt.Println("building for", platform)
		if err := build(path, goos, goarch); err != nil {
			return err
		}
		arguments = append(arguments, path)
	}
	environment := withoutCgo()
	if environment["SOURCE_DATE_EPOCH"] = os.Getenv("SOURCE_DATE_EPOCH"); environment["SOURCE_DATE_EPOCH"] == "" {
		// The commit's time, so that the same commit gives the same packages; outside of
		// a clone it stays empty, which stands for now.
		environment["SOURCE_DATE_EPOCH"], _ = sh.Output("git", "show", "-s", "--format=%ct", "HEAD")
	}
	return sh.RunWithV(environment, "go", arguments...)
}

// Test runs the unit tests, with the race detector where there is a C compiler for
// it, and the end-to-end tests with the built binary.
func Test() {
	mg.SerialDeps(Build, UnitTest, IntegTest, ModuleTest)
}

// UnitTest runs the tests of all packages but those of a whole beat.
func UnitTest() error {
	packages, err := packagesBut(endToEnd, wholeBeat)
	if err != nil {
		return err
	}
	arguments := []string{"test", "-shuffle=on", "-timeout=15m"}
	environment := withoutCgo()
	if hasCompiler() {
		arguments, environment["CGO_ENABLED"] = append(arguments, "-race"), "1"
	} else {
		fmt.Println("no C compiler found: testing without the race detector")
	}
	if err := sh.RunWithV(environment, "go", append(arguments, packages...)...); err != nil {
		return err
	}
	// The race detector allocates too, so what is bounded in allocations is tested
	// without it.
	return sh.RunWithV(withoutCgo(), "go", "test", "-run=Allocations", "./input/...")
}

// IntegTest runs the end-to-end tests with build/salesforcebeat, and those of a beat that
// an Agent manages.
func IntegTest() error {
	environment, err := withBinary()
	if err != nil {
		return err
	}
	return sh.RunWithV(environment, "go", "test", "-count=1", "-timeout=15m", endToEnd, wholeBeat)
}

// ModuleTest runs the tests of the modules beside the main one with
// build/salesforcebeat.
func ModuleTest() error {
	environment, err := withBinary()
	if err != nil {
		return err
	}
	if environment["FLEET_PACKAGES"], err = zipFleet(); err != nil {
		return err
	}
	for _, module := range modules {
		if err := sh.RunWithV(environment, "go", "-C", module, "test", "-count=1", "-timeout=10m", "./..."); err != nil {
			return err
		}
	}
	return nil
}

// withBinary builds the binary, and returns the environment of tests that run it.
func withBinary() (map[string]string, error) {
	mg.Deps(Build)
	path, err := filepath.Abs(binaryPath())
	environment := withoutCgo()
	environment["SALESFORCEBEAT_BINARY"] = path
	return environment, err
}

// Coverage runs the unit tests of the internal packages and prints what they cover.
func Coverage() error {
	return sh.RunV("go", "test", "-cover", "./input/salesforce/internal/...")
}

// Demo starts an org on localhost and collects it, until Ctrl-C.
func Demo() error {
	mg.Deps(Build)
	program := filepath.Join("build", "demo-runner")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if err := sh.RunWithV(withoutCgo(), "go", "build", "-o", program, "./testing/demo"); err != nil {
		return err
	}
	demo := exec.Command(program, "-binary", binaryPath())
	demo.Stdout, demo.Stderr = os.Stdout, os.Stderr
	// Ctrl-C reaches the demo too, which ends by itself when it has cleaned up.
	return demo.Run()
}

// Bench measures how fast an org is collected, and how fast the pipeline lets it be;
// see docs/performance.md. BENCH_FLAGS has further flags, such as "-quick -runs 3".
func Bench() error {
	flags := []string{"-beat", "=" + filepath.Join("build", "bench-beat"), "-json", filepath.Join("build", "bench.json")}
	for path, program := range map[string]string{"bench-beat": "./testing/bench/beat", "bench-runner": "./testing/bench"} {
		if err := sh.RunWithV(withoutCgo(), "go", "build", "-o", filepath.Join("build", path), program); err != nil {
			return err
		}
	}
	return sh.RunV(filepath.Join("build", "bench-runner"), append(flags, strings.Fields(os.Getenv("BENCH_FLAGS"))...)...)
}

// Soak has two beats collect an org that grows, for half an hour or SOAK_DURATION, with
// random faults and restarts, and looks at their memory; see docs/reliability.md. SOAK_SEED
// chooses another mixture.
func Soak() error {
	environment, err := withBinary()
	if err != nil {
		return err
	}
	if environment["SOAK_DURATION"] = os.Getenv("SOAK_DURATION"); environment["SOAK_DURATION"] == "" {
		environment["SOAK_DURATION"] = "30m"
	}
	lasts, err := time.ParseDuration(environment["SOAK_DURATION"])
	if err != nil {
		return fmt.Errorf("SOAK_DURATION: %w", err)
	}
	timeout := "-timeout=" + (lasts + 15*time.Minute).String()
	return sh.RunWithV(environment, "go", "test", "-count=1", "-v", timeout, "-run=^TestASoak", endToEnd)
}

// Fuzz runs each fuzz test for a minute, or for FUZZ_TIME.
func Fuzz() error {
	lasts := os.Getenv("FUZZ_TIME")
	if lasts == "" {
		lasts = "1m"
	}
	packages, err := packagesBut(endToEnd, wholeBeat)
	if err != nil {
		return err
	}
	listed, err := sh.OutputWith(withoutCgo(), "go", append([]string{"test", "-json", "-list", "^Fuzz"}, packages...)...)
	if err != nil {
		return err
	}
	for line := range strings.Lines(listed) {
		var printed struct{ Package, Output string }
		if err := json.Unmarshal([]byte(line), &printed); err != nil {
			return fmt.Errorf("listing fuzz tests: %w", err)
		}
		name := strings.TrimSpace(printed.Output)
		if !strings.HasPrefix(name, "Fuzz") {
			continue
		}
		fmt.Println("fuzzing", name, "of", printed.Package)
		if err := sh.RunWithV(withoutCgo(), "go", "test", "-run=^$", "-fuzz=^"+name+"$", "-fuzztime="+lasts, printed.Package); err != nil {
			return err
		}
	}
	return nil
}

// Clean removes what was built.
func Clean() error { return sh.Rm("build") }

func packagesBut(excluded ...string) ([]string, error) {
	all, err := sh.Output("go", "list", "./...")
	if err != nil {
		return nil, err
	}
	out, err := sh.Output("go", append([]string{"list"}, excluded...)...)
	if err != nil {
		return nil, err
	}
	left := strings.Fields(out)
	return slices.DeleteFunc(strings.Fields(all), func(name string) bool { return slices.Contains(left, name) }), nil
}

// withoutCgo is the environment for all but the race detector: nothing here needs C.
func withoutCgo() map[string]string { return map[string]string{"CGO_ENABLED": "0"} }

// hasCompiler reports whether there is the C compiler that the race detector needs.
func hasCompiler() bool {
	compiler, err := sh.Output("go", "env", "CC")
	if err != nil {
		return false
	}
	_, err = exec.LookPath(strings.Fields(compiler + " ")[0])
	return err == nil
}
