package licenses

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/google/licensecheck"
)

// Terms say under what a module may be used.
type Terms struct {
	Module Module
	// Expression is an SPDX expression. Licenses that it joins by AND each hold for a
	// part of the module.
	Expression string
	// Reason says why the expression is not what the license files say at first sight;
	// empty if it is.
	Reason string
	// Texts are the license files, and the notices that are handed on with them.
	Texts []Text
}

// Text is a license file or a notice.
type Text struct {
	// Name is its path within the module, with slashes.
	Name    string
	Content string
}

// licenseName matches the names of license files, and noticeName those of notices.
var (
	licenseName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense|copyright)([-._].*)?$`)
	noticeName  = regexp.MustCompile(`(?i)^(notice|patents)([-._](txt|md))?$`)
)

// TermsOf reads the license files and notices of a module: those in its root, and in
// the folders between it and each package that is linked. A license that is not
// recognized, or not accepted, is an error.
func TermsOf(module Module) (Terms, error) {
	terms := Terms{Module: module}
	var found []string
	for _, folder := range foldersOf(module) {
		files, err := os.ReadDir(folder)
		if err != nil {
			return Terms{}, fmt.Errorf("reading the license of %s: %w", module, err)
		}
		for _, file := range files {
			isLicense := licenseName.MatchString(file.Name()) && filepath.Ext(file.Name()) != ".go"
			if !file.Type().IsRegular() || !isLicense && !noticeName.MatchString(file.Name()) {
				continue
			}
			text, err := terms.add(filepath.Join(folder, file.Name()))
			if err != nil {
				return Terms{}, fmt.Errorf("reading the license of %s: %w", module, err)
			}
			if isLicense {
				found = append(found, scan(text)...)
			}
		}
	}
	slices.Sort(found)
	if err := terms.choose(slices.Compact(found)); err != nil {
		return Terms{}, fmt.Errorf("the license of %s: %w", module, err)
	}
	return terms, nil
}

// foldersOf returns the root of a module and the folders between it and each package.
func foldersOf(module Module) []string {
	folders := []string{module.Root}
	for _, folder := range module.Folders {
		for ; len(folder) > len(module.Root) && !slices.Contains(folders, folder); folder = filepath.Dir(folder) {
			folders = append(folders, folder)
		}
	}
	slices.Sort(folders)
	return folders
}

func (t *Terms) add(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	name, err := filepath.Rel(t.Module.Root, path)
	if err != nil {
		return "", err
	}
	t.Texts = append(t.Texts, Text{filepath.ToSlash(name), string(content)})
	return string(content), nil
}

// scan returns the SPDX identifiers of the licenses whose texts are in a file.
func scan(text string) []string {
	var found []string
	for _, match := range licensecheck.Scan([]byte(text)).Match {
		if !match.IsURL {
			found = append(found, match.ID)
		}
	}
	return found
}
