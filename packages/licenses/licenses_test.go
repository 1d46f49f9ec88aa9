package licenses

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	mit = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`
	isc = `Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
`
	beerware = `"THE BEER-WARE LICENSE" (Revision 42):
<somebody@example.org> wrote this file. As long as you retain this notice you
can do whatever you want with this stuff. If we meet some day, and you think
this stuff is worth it, you can buy me a beer in return Somebody
`
)

// module writes the files of a module, of which the folders "a" and "a/b" are linked.
func module(t *testing.T, path string, files map[string]string) Module {
	t.Helper()
	root := t.TempDir()
	one := Module{Path: path, Version: "v1.2.3", Root: root, Folders: []string{filepath.Join(root, "a", "b")}}
	if err := os.MkdirAll(one.Folders[0], 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return one
}

func TestTheLicensesOfAModuleAreThoseOfWhatIsLinked(t *testing.T) {
	terms, err := TermsOf(module(t, "example.org/mixed", map[string]string{
		"LICENSE":         "Copyright 2026 Somebody\n\n" + mit,
		"a/COPYING":       isc,
		"c/LICENSE":       "not linked, and no license that anybody knows",
		"license_test.go": "package mixed",
		"NOTICE.txt":      "made by Somebody",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if want := "ISC AND MIT"; terms.Expression != want {
		t.Errorf("the licenses are %q, want %q", terms.Expression, want)
	}
	var names []string
	for _, text := range terms.Texts {
		names = append(names, text.Name)
	}
	if got, want := strings.Join(names, " "), "LICENSE NOTICE.txt a/COPYING"; got != want {
		t.Errorf("the texts are %q, want %q", got, want)
	}
}

func TestALicenseThatNobodyKnowsOrAcceptsIsAnError(t *testing.T) {
	for what, test := range map[string]struct {
		path  string
		files map[string]string
		says  string
	}{
		"none":          {"example.org/none", map[string]string{"README.md": mit}, "example.org/none v1.2.3: no license is recognized"},
		"unknown":       {"example.org/own", map[string]string{"LICENSE": "Ask Somebody."}, "no license is recognized"},
		"not accepted":  {"example.org/beer", map[string]string{"LICENSE": beerware}, "not among those that are accepted"},
		"a choice gone": {"github.com/opencontainers/go-digest", map[string]string{"LICENSE": mit}, "no longer says"},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := TermsOf(module(t, test.path, test.files))
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("the error is %v, want one that says %q", err, test.says)
			}
		})
	}
}

func TestATextThatModulesShareIsWrittenOnce(t *testing.T) {
	var all []Terms
	for _, path := range []string{"example.org/first", "example.org/second"} {
		terms, err := TermsOf(module(t, path, map[string]string{"LICENSE": mit}))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, terms)
	}
	var out strings.Builder
	if err := WriteTexts(&out, all); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "Permission is hereby granted"); n != 1 {
		t.Errorf("the text is there %d times", n)
	}
	for _, path := range []string{"example.org/first v1.2.3: LICENSE\n", "example.org/second v1.2.3: LICENSE\n"} {
		if !strings.Contains(out.String(), path) {
			t.Errorf("%q is missing in:\n%s", path, out.String())
		}
	}
}

func TestEveryModuleOfThisProgramHasAcceptedTerms(t *testing.T) {
	all, err := Of("../..", []string{"linux/amd64", "darwin/arm64", "windows/amd64"})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d modules are linked", len(all))
	}
	used := map[string]bool{}
	for _, terms := range all {
		used[terms.Module.Path] = true
	}
	for _, one := range choices() {
		if !used[one.path] {
			t.Errorf("choice.go has %s, which is not linked", one.path)
		}
	}
}
