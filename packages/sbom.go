package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/CycloneDX/cyclonedx-go"

	"github.com/beats-contrib/filebeat-salesforce/packages/licenses"
)

// writeBillOfMaterials writes what a binary was built from, as the binary itself says:
// the modules that are linked, and no others.
func (r release) writeBillOfMaterials(one program) error {
	binary := sha256.New()
	if err := copyFile(binary, one.path); err != nil {
		return err
	}
	sum := binary.Sum(nil)
	main := library(one.info.Main.Path, r.version, "Apache-2.0")
	main.Type, main.Name, main.BOMRef = cyclonedx.ComponentTypeApplication, name, name
	main.PackageURL = packageURL(one.info.Main.Path, "v"+r.version)
	main.Hashes = &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: fmt.Sprintf("%x", sum)}}
	var settings []cyclonedx.Property
	for _, setting := range one.info.Settings {
		switch setting.Key {
		case "GOOS", "GOARCH", "CGO_ENABLED":
			settings = append(settings, cyclonedx.Property{Name: "go:" + setting.Key, Value: setting.Value})
		}
	}
	main.Properties = &settings
	components, err := componentsOf(one)
	if err != nil {
		return err
	}
	references := make([]string, len(components))
	for n, component := range components {
		references[n] = component.BOMRef
	}
	document := cyclonedx.NewBOM()
	document.SerialNumber = fmt.Sprintf("urn:uuid:%x-%x-4%x-8%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])[:45]
	document.Metadata = &cyclonedx.Metadata{Timestamp: r.at.Format(time.RFC3339), Component: &main}
	document.Components = &components
	document.Dependencies = &[]cyclonedx.Dependency{{Ref: main.BOMRef, Dependencies: &references}}
	return writeFile(filepath.Join(r.out, r.fileName(one, ".cdx.json")), func(w io.Writer) error {
		encoder := cyclonedx.NewBOMEncoder(w, cyclonedx.BOMFileFormatJSON).SetPretty(true)
		return encoder.EncodeVersion(document, cyclonedx.SpecVersion1_6)
	})
}

// componentsOf returns the standard library and the modules that are linked.
func componentsOf(one program) ([]cyclonedx.Component, error) {
	expressions := map[string]string{}
	for _, terms := range one.terms {
		expressions[terms.Module.Path] = terms.Expression
	}
	components := []cyclonedx.Component{library(licenses.StandardLibrary, strings.TrimPrefix(one.info.GoVersion, "go"), expressions[licenses.StandardLibrary])}
	for _, module := range one.info.Deps {
		var properties []cyclonedx.Property
		if module.Replace != nil {
			properties = append(properties, cyclonedx.Property{Name: "go:replaces", Value: module.Path + "@" + module.Version})
			module = module.Replace
		}
		if module.Sum != "" {
			properties = append(properties, cyclonedx.Property{Name: "go:sum", Value: module.Sum})
		}
		expression := expressions[module.Path]
		if expression == "" {
			return nil, fmt.Errorf("the binary links %s, and the repository does not: was it built from another commit?", module.Path)
		}
		component := library(module.Path, module.Version, expression)
		component.Properties = &properties
		components = append(components, component)
	}
	return components, nil
}

func library(path, version, expression string) cyclonedx.Component {
	url := packageURL(path, version)
	return cyclonedx.Component{
		Type: cyclonedx.ComponentTypeLibrary, BOMRef: url, Name: path, Version: version, PackageURL: url,
		Licenses: &cyclonedx.Licenses{{Expression: expression}},
	}
}

func packageURL(path, version string) string {
	return "pkg:golang/" + path + "@" + strings.ReplaceAll(version, "+", "%2B")
}
