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
	"build:slim":    BuildSlim,
	"test:agent":    TestAgent,
}

// PackageFleet writes the Fleet package to build/packages as the zip that Kibana takes, and
// beside it the one for older stacks; also as package:fleet.
func PackageFleet() error {
	paths, err := zipFleet()
	if err != nil {
		return err
	}
	environment := withoutCgo()
	environment["FLEET_PACKAGES"] = paths
	environment["SALESFORCEBEAT_BINARY"] = "none" // these tests do not run it
	if err := sh.RunWithV(environment, "go", "-C", "testing/fleet", "test", "-count=1", "-run=TestTheValidator", "."); err != nil {
		return err
	}
	for _, path := range filepath.SplitList(paths) {
		fmt.Println("wrote", path)
	}
	return nil
}

// zipFleet zips the Fleet package and the one for older stacks, the same bytes for the same
// files, and returns the list of their paths.
func zipFleet() (string, error) {
	older, err := os.MkdirTemp("", "fleet")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(older)
	if err := sh.RunWithV(withoutCgo(), "go", "run", generator, "-older", fleetPackage, "-o", older); err != nil {
		return "", err
	}
	newest, err := zipPackage(fleetPackage, "")
	if err != nil {
		return "", err
	}
	forOlder, err := zipPackage(older, "-older")
	return newest + string(filepath.ListSeparator) + forOlder, err
}

var fleetVersion = regexp.MustCompile(`(?m)^version: (\S+)$`)

// zipPackage zips a folder with a package, and returns the path of the zip.
func zipPackage(folder, suffix string) (string, error) {
	manifest, err := os.ReadFile(filepath.Join(folder, "manifest.yml"))
	if err != nil {
		return "", err
	}
	version := fleetVersion.FindSubmatch(manifest)
	if version == nil {
		return "", errors.New("the manifest of the Fleet package has no version")
	}
	name := fmt.Sprintf("%s-%s", filepath.Base(fleetPackage), version[1])
	path, err := filepath.Abs(filepath.Join("build", "packages", name+suffix+".zip"))
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
	err = filepath.WalkDir(folder, func(from string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(folder, from)
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
