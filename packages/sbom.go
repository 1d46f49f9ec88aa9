package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// bill is a CycloneDX 1.6 document, as far as it is used.
type bill struct {
	Format       string       `json:"bomFormat"`
	Spec         string       `json:"specVersion"`
	Serial       string       `json:"serialNumber"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Reference  string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PackageURL string     `json:"purl"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Licenses   []licence  `json:"licenses,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type licence struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Reference string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

// writeBillOfMaterials writes what a binary was built from, as the binary itself says:
// the modules that are linked, and no others.
func (r release) writeBillOfMaterials(one program) error {
	binary := sha256.New()
	if err := copyFile(binary, one.path); err != nil {
		return err
	}
	sum := binary.Sum(nil)
	program := component{
		Type: "application", Reference: name, Name: name, Version: r.version,
		PackageURL: packageURL(one.info.Main.Path, "v"+r.version),
		Hashes:     []hash{{"SHA-256", fmt.Sprintf("%x", sum)}},
	}
	program.Licenses = make([]licence, 1)
	program.Licenses[0].License.ID = "Apache-2.0"
	for _, setting := range one.info.Settings {
		switch setting.Key {
		case "GOOS", "GOARCH", "CGO_ENABLED":
			program.Properties = append(program.Properties, property{"go:" + setting.Key, setting.Value})
		}
	}
	document := bill{
		Format: "CycloneDX", Spec: "1.6", Version: 1,
		Serial:     fmt.Sprintf("urn:uuid:%x-%x-4%x-8%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])[:45],
		Metadata:   metadata{Timestamp: r.at.Format(time.RFC3339), Component: program},
		Components: modulesOf(one.info),
	}
	var references []string
	for _, one := range document.Components {
		references = append(references, one.Reference)
	}
	document.Dependencies = []dependency{{program.Reference, references}}
	return writeFile(filepath.Join(r.out, r.fileName(one, ".cdx.json")), func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(document)
	})
}

// modulesOf returns the modules that are linked, and the standard library.
func modulesOf(info *debug.BuildInfo) []component {
	goVersion := strings.TrimPrefix(info.GoVersion, "go")
	all := []component{library("stdlib", goVersion, packageURL("stdlib", goVersion), "", "")}
	for _, module := range info.Deps {
		replaced := ""
		if module.Replace != nil {
			replaced = module.Path + "@" + module.Version
			module = module.Replace
		}
		all = append(all, library(module.Path, module.Version, packageURL(module.Path, module.Version), module.Sum, replaced))
	}
	return all
}

func library(path, version, url, sum, replaced string) component {
	one := component{Type: "library", Reference: url, Name: path, Version: version, PackageURL: url}
	if sum != "" {
		one.Properties = append(one.Properties, property{"go:sum", sum})
	}
	if replaced != "" {
		one.Properties = append(one.Properties, property{"go:replaces", replaced})
	}
	return one
}

func packageURL(path, version string) string {
	return "pkg:golang/" + path + "@" + strings.ReplaceAll(version, "+", "%2B")
}
