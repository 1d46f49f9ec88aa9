package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// list returns what "go list" prints, in lines.
func list(t *testing.T, platform string, arguments ...string) []string {
	t.Helper()
	command := exec.Command("go", append([]string{"list"}, arguments...)...)
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+platform)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(output))
}

// underElasticLicense reports whether a package is in the part of Beats that is under the
// Elastic License.
func underElasticLicense(path string) bool {
	return strings.HasPrefix(path, "github.com/elastic/beats/") && strings.Contains(path, "/x-pack/")
}

func TestOnlyTheBuildForAnAgentLinksWhatIsUnderTheElasticLicense(t *testing.T) {
	for _, platform := range []string{"linux", "darwin", "windows"} {
		// What tests and tools import counts too.
		if found := list(t, platform, "-deps", "-test", "./..."); len(found) < 500 || slices.ContainsFunc(found, underElasticLicense) {
			t.Errorf("on %s, %d packages are linked, of Beats' x-pack %q", platform, len(found), slices.DeleteFunc(found, func(path string) bool { return !underElasticLicense(path) }))
		}
		if found := list(t, platform, "-deps", "-tags", "elastic_agent", "."); !slices.ContainsFunc(found, underElasticLicense) {
			t.Errorf("on %s, the build for an Agent does not link its protocol", platform)
		}
	}
}

func TestOneFileNamesWhatIsUnderTheElasticLicense(t *testing.T) {
	var files []string
	for _, file := range list(t, "linux", "-f", `{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}} {{end}}{{range .IgnoredGoFiles}}{{$dir}}/{{.}} {{end}}{{range .TestGoFiles}}{{$dir}}/{{.}} {{end}}{{range .XTestGoFiles}}{{$dir}}/{{.}} {{end}}`, "./...") {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), `beats/v7/x-pack/`) && filepath.Base(file) != "license_test.go" {
			files = append(files, filepath.Base(file))
			if !strings.HasPrefix(string(content), "//go:build elastic_agent\n") {
				t.Errorf("%s is in builds without the tag elastic_agent", file)
			}
		}
	}
	if !slices.Equal(files, []string{"agent.go"}) {
		t.Errorf("Beats' x-pack is imported by %q, and agent.go alone may", files)
	}
}

func TestNoticeAndReadMeTellOfTheBuildForAnAgent(t *testing.T) {
	for _, name := range []string{"NOTICE", "README.md", "docs/elastic-agent.md"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(string(content)), " ")
		if !strings.Contains(text, "Elastic License 2.0") || !strings.Contains(text, "elastic_agent") {
			t.Errorf("%s does not say that the tag elastic_agent links what is under the Elastic License 2.0", name)
		}
	}
}
