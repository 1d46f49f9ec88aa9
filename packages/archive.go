package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// checksumsName is the file that sha256sum -c takes.
const checksumsName = "sha256sums"

// entry is a file of an archive, or without a source an empty folder, whose name ends
// with a slash.
type entry struct {
	source, name string
	mode         os.FileMode
}

// entries are the files of an archive for a platform.
func (r release) entries(one program) []entry {
	binary := name
	if one.goos == "windows" {
		binary += ".exe"
	}
	entries := []entry{{one.path, binary, 0o755}, {r.file("filebeat.yml"), "filebeat.yml", 0o600}}
	for _, document := range []string{"LICENSE", "NOTICE", "README.md", "CHANGELOG.md"} {
		entries = append(entries, entry{filepath.Join(r.root, document), document, 0o644})
	}
	entries = append(entries, entry{one.texts, textsName, 0o644})
	// Filebeat logs an error where it has no folder for modules, and it needs none.
	return append(entries, entry{"", "module/", os.ModeDir | 0o755})
}

// writeArchive writes a tar.gz, or for Windows a zip, with one folder in it.
func (r release) writeArchive(one program) error {
	if one.goos == "windows" {
		return writeFile(filepath.Join(r.out, r.fileName(one, ".zip")), func(w io.Writer) error { return r.zip(w, one) })
	}
	return writeFile(filepath.Join(r.out, r.fileName(one, ".tar.gz")), func(w io.Writer) error { return r.tar(w, one) })
}

func (r release) tar(w io.Writer, one program) error {
	compressed := gzip.NewWriter(w)
	archive := tar.NewWriter(compressed)
	for _, file := range r.entries(one) {
		size, err := file.size()
		if err != nil {
			return err
		}
		header := &tar.Header{Name: r.fileName(one, "/") + file.name, Mode: int64(file.mode.Perm()), Size: size, ModTime: r.at, Format: tar.FormatPAX}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if err := file.copyTo(archive); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return compressed.Close()
}

func (r release) zip(w io.Writer, one program) error {
	archive := zip.NewWriter(w)
	for _, file := range r.entries(one) {
		header := &zip.FileHeader{Name: r.fileName(one, "/") + file.name, Method: zip.Deflate, Modified: r.at}
		header.SetMode(file.mode)
		to, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if err := file.copyTo(to); err != nil {
			return err
		}
	}
	return archive.Close()
}

// writeChecksums writes the SHA-256 of every other file of the folder.
func writeChecksums(folder string) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var lines []string
	for _, file := range files {
		if file.IsDir() || file.Name() == checksumsName {
			continue
		}
		hash := sha256.New()
		if err := copyFile(hash, filepath.Join(folder, file.Name())); err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%x  %s\n", hash.Sum(nil), file.Name()))
	}
	slices.Sort(lines)
	return os.WriteFile(filepath.Join(folder, checksumsName), []byte(strings.Join(lines, "")), 0o644)
}

func writeFile(path string, content func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(file, 1<<20)
	err = content(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

func copyFile(to io.Writer, from string) error {
	file, err := os.Open(from)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(to, file)
	return err
}

func (e entry) copyTo(to io.Writer) error {
	if e.mode.IsDir() {
		return nil
	}
	return copyFile(to, e.source)
}

func (e entry) size() (int64, error) {
	if e.mode.IsDir() {
		return 0, nil
	}
	info, err := os.Stat(e.source)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
