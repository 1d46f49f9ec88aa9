// Command generate writes what is generated of the Fleet package into a folder, or all of
// the package for older stacks.
//
//	go run ./input/salesforce/internal/ecs/fleetpackage/generate [-older folder-of-the-package] -o folder
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs/fleetpackage"
)

func main() {
	older := flag.String("older", "", "write the package for older stacks, made of the package in this folder")
	output := flag.String("o", "", "folder to write into")
	flag.Parse()
	if err := write(*output, *older); err != nil {
		fmt.Fprintln(os.Stderr, "writing for the Fleet package:", err)
		os.Exit(1)
	}
}

func write(folder, older string) error {
	if folder == "" {
		return errors.New("-o is required: the folder to write into")
	}
	files, err := fleetpackage.Files()
	if older != "" {
		files, err = fleetpackage.Older(os.DirFS(older))
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
