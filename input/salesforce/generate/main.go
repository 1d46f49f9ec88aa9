// Generate writes all files that are made from tables in the code into a folder, under the
// paths that they have in the repository:
//
//	go run ./input/salesforce/generate -o folder
//
// It has to be run in the root of the repository.
//
// "go tool mage update" runs it and takes over what has changed. With -older it writes the
// Fleet package for older stacks, which is made of the package in that folder, instead.
//
// The packages beside it make the files. They know the tables and nothing of Beats.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/generate/fieldsmd"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/generate/fieldsyml"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/generate/fleet"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/generate/reference"
)

// fleetPackage is the folder of the Fleet package.
const fleetPackage = "_meta/fleet/salesforce_events"

func main() {
	older := flag.String("older", "", "write the Fleet package for older stacks, made of the package in this folder")
	output := flag.String("o", "", "folder to write into")
	flag.Parse()
	if err := write(*output, *older); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func write(folder, older string) error {
	if folder == "" {
		return errors.New("-o is required: the folder to write into")
	}
	files, err := all()
	if older != "" {
		files, err = fleet.Older(os.DirFS(older))
	}
	if err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// all returns the generated files by their paths in the repository.
func all() (map[string][]byte, error) {
	files, err := reference.Files(".")
	if err != nil {
		return nil, err
	}
	files["_meta/fields.yml"] = fieldsyml.Generate()
	files["docs/fields.md"] = fieldsmd.Generate()
	ofFleet, err := fleet.Files()
	if err != nil {
		return nil, fmt.Errorf("generating the Fleet package: %w", err)
	}
	for name, content := range ofFleet {
		files[path.Join(fleetPackage, name)] = content
	}
	return files, nil
}
