//go:build mage

package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/magefile/mage/sh"
)

// Aliases give targets names of the form that Beats people know.
var Aliases = map[string]any{
	"package:fleet": PackageFleet,
	"build:agent":   BuildAgent,
	"test:agent":    TestAgent,
}

// PackageFleet writes the Fleet package to build/packages as the zip that Kibana takes;
// also as package:fleet.
func PackageFleet() error {
	path, err := zipFleet()
	if err != nil {
		return err
	}
	environment := withoutCgo()
	environment["FLEET_PACKAGE"] = path
	if err := sh.RunWithV(environment, "go", "-C", "testing/fleet", "test", "-count=1", "-run=TestTheValidator", "."); err != nil {
		return err
	}
	fmt.Println("wrote", path)
	return nil
}

var fleetVersion = regexp.MustCompile(`(?m)^version: (\S+)$`)

// zipFleet zips the Fleet package, the same bytes for the same files, and returns the
// path of the zip.
func zipFleet() (string, error) {
	manifest, err := os.ReadFile(filepath.Join(fleetPackage, "manifest.yml"))
	if err != nil {
		return "", err
	}
	version := fleetVersion.FindSubmatch(manifest)
	if version == nil {
		return "", errors.New("the manifest of the Fleet package has no version")
	}
	name := fmt.Sprintf("%s-%s", filepath.Base(fleetPackage), version[1])
	path, err := filepath.Abs(filepath.Join("build", "packages", name+".zip"))
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	file, err := os.Create(path)
	if err != nil {
		return "", err
	}
	archive := zip.NewWriter(file)
	err = filepath.WalkDir(fleetPackage, func(from string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(fleetPackage, from)
		if err != nil {
			return err
		}
		return addToZip(archive, from, name+"/"+filepath.ToSlash(inside), entry.IsDir())
	})
	return path, errors.Join(err, archive.Close(), file.Close())
}

func addToZip(archive *zip.Writer, from, name string, folder bool) error {
	header := &zip.FileHeader{Name: filepath.ToSlash(filepath.Clean(name)), Method: zip.Deflate, Modified: time.Unix(315532800, 0).UTC()}
	if folder {
		header.Name += "/"
		header.Method = zip.Store
	}
	to, err := archive.CreateHeader(header)
	if err != nil || folder {
		return err
	}
	file, err := os.Open(from)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(to, file)
	return err
}
