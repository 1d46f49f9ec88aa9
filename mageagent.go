//go:build mage

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// agentFolder is where BuildAgent puts what goes into the Agent.
var agentFolder = filepath.Join("build", "agent")

// agentModule has the tests of the binary that an Agent runs.
const agentModule = "testing/agent"

// BuildAgent builds build/agent/salesforcebeat, which Elastic Agent can run, and puts its
// specification beside it; also as build:agent. The binary links a package that is under
// the Elastic License 2.0: see NOTICE. PLATFORMS, as in "linux/arm64", is another platform.
func BuildAgent() error {
	goos, goarch := runtime.GOOS, runtime.GOARCH
	if platform := os.Getenv("PLATFORMS"); platform != "" {
		goos, goarch, _ = strings.Cut(platform, "/")
	}
	name := "salesforcebeat"
	if goos == "windows" {
		name += ".exe"
	}
	if err := build(filepath.Join(agentFolder, name), goos, goarch, "-tags", "elastic_agent"); err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		mode os.FileMode
	}{{"salesforcebeat.spec.yml", 0o644}, {"install.sh", 0o755}} {
		content, err := os.ReadFile(filepath.Join("_meta", "agent", file.name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(agentFolder, file.name), content, file.mode); err != nil {
			return err
		}
	}
	fmt.Println("wrote", agentFolder)
	return nil
}

// TestAgent tests the binary of BuildAgent against a server that speaks the protocol of
// Elastic Agent; also as test:agent.
func TestAgent() error {
	mg.Deps(BuildAgent)
	folder, err := filepath.Abs(agentFolder)
	if err != nil {
		return err
	}
	environment := withoutCgo()
	environment["SALESFORCEBEAT_AGENT_FOLDER"] = folder
	if err := sh.RunWithV(environment, "go", "vet", "-tags", "elastic_agent", "."); err != nil {
		return err
	}
	return sh.RunWithV(environment, "go", "-C", agentModule, "test", "-count=1", "-timeout=10m", "./...")
}
