package main

import (
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/packages/licenses"
)

// name is that of the program and its packages.
const name = "salesforcebeat"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run() error {
	var r release
	flag.StringVar(&r.out, "out", "", "folder to write to")
	flag.StringVar(&r.root, "root", "..", "root of the repository")
	flag.StringVar(&r.version, "version", "", "version of the release")
	flag.Parse()
	if r.out == "" || r.version == "" || flag.NArg() == 0 {
		return errors.New("-out, -version and the paths of binaries are needed")
	}
	at, err := sourceDate(os.Getenv("SOURCE_DATE_EPOCH"))
	if err != nil {
		return err
	}
	r.at = at
	return r.write(flag.Args())
}

// sourceDate returns the time that all files of the release have.
func sourceDate(epoch string) (time.Time, error) {
	if epoch == "" {
		return time.Now().UTC().Truncate(time.Second), nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q and no number of seconds", epoch)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// release is one version, for all platforms.
type release struct {
	out, root, version string
	at                 time.Time
}

// program is a binary for one platform.
type program struct {
	path, goos, goarch string
	info               *buildinfo.BuildInfo
	// terms are those of the standard library and all modules that are linked.
	terms []licenses.Terms
	// texts is the file with their license texts.
	texts string
}

// textsName is the name of the file with license texts, as it is handed on.
const textsName = "THIRD-PARTY-LICENSES.txt"

// write makes all packages of the binaries.
func (r release) write(binaries []string) error {
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	for _, path := range binaries {
		one, err := r.readProgram(path)
		if err != nil {
			return err
		}
		if err := r.writeProgram(one); err != nil {
			return fmt.Errorf("packaging %s for %s/%s: %w", name, one.goos, one.goarch, err)
		}
	}
	for _, file := range []string{"Dockerfile", "kubernetes.yml"} {
		if err := r.copy(file); err != nil {
			return err
		}
	}
	return writeChecksums(r.out)
}

func (r release) writeProgram(one program) error {
	folder, err := os.MkdirTemp("", name)
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	one.texts = filepath.Join(folder, textsName)
	if err := writeFile(one.texts, func(w io.Writer) error { return licenses.WriteTexts(w, one.terms) }); err != nil {
		return fmt.Errorf("writing the license texts: %w", err)
	}
	if err := r.writeArchive(one); err != nil {
		return err
	}
	if err := r.writeBillOfMaterials(one); err != nil {
		return err
	}
	if one.goos != "linux" {
		return nil
	}
	for _, format := range []string{"deb", "rpm"} {
		if err := r.writeLinux(one, format); err != nil {
			return fmt.Errorf("writing the %s: %w", format, err)
		}
	}
	return nil
}

// readProgram finds out what platform a binary is for, and under which terms it is.
func (r release) readProgram(path string) (program, error) {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return program{}, fmt.Errorf("reading what is in %s: %w", path, err)
	}
	one := program{path: path, info: info}
	var tags []string
	for _, setting := range info.Settings {
		switch setting.Key {
		case "GOOS":
			one.goos = setting.Value
		case "GOARCH":
			one.goarch = setting.Value
		case "-tags":
			tags = []string{"-tags", setting.Value}
		}
	}
	if one.terms, err = licenses.Of(r.root, []string{one.goos + "/" + one.goarch}, tags...); err != nil {
		return program{}, fmt.Errorf("the licenses of what is in %s: %w", path, err)
	}
	return one, nil
}

// fileName is the name of a file of the release for a platform.
func (r release) fileName(one program, suffix string) string {
	return fmt.Sprintf("%s-%s-%s-%s%s", name, r.version, one.goos, one.goarch, suffix)
}

// copy copies a file of packages/files, with the version in its place.
func (r release) copy(file string) error {
	content, err := os.ReadFile(r.file(file))
	if err != nil {
		return err
	}
	stamped := strings.ReplaceAll(string(content), "@VERSION@", r.version)
	return os.WriteFile(filepath.Join(r.out, file), []byte(stamped), 0o644)
}

// file returns the path of a file of packages/files.
func (r release) file(base string) string { return filepath.Join(r.root, "packages", "files", base) }
