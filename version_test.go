package main

import (
	"os"
	"strings"
	"testing"
)

func TestVersionIsTheNewestOfTheChangelog(t *testing.T) {
	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(changelog), "\n## "+release) {
		t.Errorf("CHANGELOG.md has no section for version %s", release)
	}
	if line := versionLine(); !strings.HasPrefix(line, "salesforcebeat version "+release+" (") {
		t.Errorf("the version line is %q", line)
	}
}
