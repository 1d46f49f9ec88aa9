//go:build mage

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"

	"github.com/magefile/mage/sh"
)

// beatsModule is the path of Beats.
const beatsModule = "github.com/elastic/beats/v7"

// slimFolder is where BuildSlim puts Beats without the imports of heavy.
var slimFolder = filepath.Join("build", "slim")

// heavy are the packages of Beats that link the clients of AWS, Azure, Docker and Kubernetes, by
// the files that import them. No build tag leaves them out.
var heavy = map[string][]string{
	"libbeat/cmd/instance/imports_common.go": {"libbeat/processors/add_cloud_metadata"},
	"libbeat/cmd/instance/imports_docker.go": {
		"libbeat/autodiscover/providers/docker", "libbeat/autodiscover/providers/kubernetes",
		"libbeat/processors/add_docker_metadata", "libbeat/processors/add_kubernetes_metadata",
	},
	"filebeat/beater/filebeat.go": {"filebeat/processor/add_kubernetes_metadata", "filebeat/autodiscover"},
	"filebeat/include/list.go":    {"filebeat/processor/add_kubernetes_metadata", "filebeat/autodiscover"},
}

// BuildSlim builds build/salesforcebeat-slim, stripped, without the processors
// add_cloud_metadata, add_docker_metadata and add_kubernetes_metadata and the autodiscover
// providers docker and kubernetes; also as build:slim. It copies the verified module of Beats and
// takes their imports out of the copy.
func BuildSlim() error {
	defer os.RemoveAll(slimFolder)
	if err := copyBeats(); err != nil {
		return err
	}
	modules, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	// A relative path, so that the binary has none of this machine.
	modules = fmt.Appendf(modules, "\nreplace %s => ./%s\n", beatsModule, filepath.ToSlash(filepath.Join(slimFolder, "beats")))
	modfile := filepath.Join(slimFolder, "go.mod")
	if err := os.WriteFile(modfile, modules, 0o644); err != nil {
		return err
	}
	if err := sh.Copy(filepath.Join(slimFolder, "go.sum"), "go.sum"); err != nil {
		return err
	}
	name := filepath.Join("build", "salesforcebeat-slim")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	os.Setenv("BUILD_RELEASE", "1")
	if err := build(name, runtime.GOOS, runtime.GOARCH, "-modfile", modfile); err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	fmt.Printf("wrote %s, %d MB\n", name, info.Size()/1e6)
	return nil
}

// copyBeats copies what is linked of Beats, without the heavy imports.
func copyBeats() error {
	from, err := sh.Output("go", "list", "-m", "-f", "{{.Dir}}", beatsModule)
	if err != nil {
		return err
	}
	to := filepath.Join(slimFolder, "beats")
	if err := os.RemoveAll(slimFolder); err != nil {
		return err
	}
	for _, folder := range []string{"filebeat", "libbeat", "winlogbeat"} {
		if err := os.CopyFS(filepath.Join(to, folder), os.DirFS(filepath.Join(from, folder))); err != nil {
			return err
		}
	}
	if err := sh.Copy(filepath.Join(to, "go.mod"), filepath.Join(from, "go.mod")); err != nil {
		return err
	}
	for file, imports := range heavy {
		path := filepath.Join(to, filepath.FromSlash(file))
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, one := range imports {
			if content, err = withoutImport(content, beatsModule+"/"+one); err != nil {
				return fmt.Errorf("%s of this Beats: %w", file, err)
			}
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// withoutImport takes an import out of a file, and the call of its InitializeModule.
func withoutImport(content []byte, path string) ([]byte, error) {
	line := regexp.MustCompile(`(?m)^\t(\w+) "` + regexp.QuoteMeta(path) + `".*\n`)
	found := line.FindSubmatchIndex(content)
	if found == nil {
		return nil, fmt.Errorf("it does not import %s: correct the table in mageslim.go", path)
	}
	name := string(content[found[2]:found[3]])
	content = slices.Concat(content[:found[0]], content[found[1]:])
	return regexp.MustCompile(`(?m)^\t`+name+`\.InitializeModule\(\)\n`).ReplaceAll(content, nil), nil
}
