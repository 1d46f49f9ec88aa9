package guard_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the folder of the module.
const root = "../../../.."

// unguarded are the functions that start something on a goroutine without a guard, and why
// that cannot end the process.
var unguarded = map[string]string{
	"input/salesforce/internal/logfile/downloads.go: start": "a worker runs fetch.run, which recovers",
	"input/salesforce/internal/rest/patience.go: RoundTrip": "it only cancels a context",
	"input/salesforce/internal/rest/patience.go: Read":      "it only cancels a context",
	"input/salesforce/internal/budget/running.go: Begin":    "it only counts",
}

// callbacks are the methods that Beats calls on goroutines of its own, where a panic ends
// the process, and why those without a guard cannot.
var callbacks = map[string]string{
	"ACKEvents":    "",
	"AddEvent":     "it runs on the goroutine that publishes, which poll.Loop guards",
	"ClientClosed": "it only calls Beats' own listener",
}

// TestEveryGoroutineIsGuarded looks at all that is started on another goroutine: by go, by
// a method Go, and by time.AfterFunc.
func TestEveryGoroutineIsGuarded(t *testing.T) {
	found := make(map[string]bool)
	started := 0
	eachFile(t, func(path string, files *token.FileSet, file *ast.File, pkg []*ast.File) {
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}
			name := path + ": " + function.Name.Name
			ast.Inspect(function.Body, func(node ast.Node) bool {
				what := startedBy(node)
				if what == nil {
					return true
				}
				started++
				if !isGuarded(what, pkg) {
					found[name] = true
					if unguarded[name] == "" {
						t.Errorf("%s: %s starts something without guard.Run: a panic in it would end the process", files.Position(node.Pos()), function.Name.Name)
					}
				}
				return true
			})
		}
	})
	if started < 8 {
		t.Errorf("only %d starts of goroutines were found: the test looks at the wrong things", started)
	}
	for name := range unguarded {
		if !found[name] {
			t.Errorf("%s is an exception, and starts nothing without a guard", name)
		}
	}
}

// forwarding are files whose callbacks need no guard of their own, with the reason.
var forwarding = map[string]string{
	"drain.go": "it passes on to a listener of the input, which has a guard, or to one of Beats",
}

// TestEveryCallbackOfThePipelineIsGuarded looks at the methods by which Beats tells what
// became of events.
func TestEveryCallbackOfThePipelineIsGuarded(t *testing.T) {
	found := make(map[string]bool)
	eachFile(t, func(_ string, files *token.FileSet, file *ast.File, _ []*ast.File) {
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Recv == nil {
				continue
			}
			if forwarding[filepath.Base(files.Position(function.Pos()).Filename)] != "" {
				continue
			}
			reason, isCallback := callbacks[function.Name.Name]
			if found[function.Name.Name] = found[function.Name.Name] || isCallback; isCallback && reason == "" && !callsGuard(function.Body) {
				t.Errorf("%s: %s has no guard.Run", files.Position(function.Pos()), function.Name.Name)
			}
		}
	})
	for name := range callbacks {
		if !found[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

// eachFile parses what ends up in the binary, and hands over each file with those of its
// package.
func eachFile(t *testing.T, look func(path string, files *token.FileSet, file *ast.File, pkg []*ast.File)) {
	t.Helper()
	folders := []string{root}
	err := filepath.WalkDir(filepath.Join(root, "input"), func(path string, entry fs.DirEntry, err error) error {
		// Packages for tests, such as polltest, are in no binary.
		if err == nil && entry.IsDir() && entry.Name() != "testdata" && !strings.HasSuffix(entry.Name(), "test") {
			folders = append(folders, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		paths = slices.DeleteFunc(paths, func(path string) bool {
			return strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "magefile.go"
		})
		files := token.NewFileSet()
		var pkg []*ast.File
		for _, path := range paths {
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			pkg = append(pkg, file)
		}
		for n, path := range paths {
			relative, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			look(filepath.ToSlash(relative), files, pkg[n], pkg)
		}
	}
}

// startedBy returns what a node starts on another goroutine, or nil.
func startedBy(node ast.Node) ast.Expr {
	switch node := node.(type) {
	case *ast.GoStmt:
		return node.Call.Fun
	case *ast.CallExpr:
		selected, ok := node.Fun.(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		switch {
		case (selected.Sel.Name == "Go" || selected.Sel.Name == "TryGo") && len(node.Args) == 1:
			return node.Args[0]
		case selected.Sel.Name == "AfterFunc" && len(node.Args) == 2:
			return node.Args[1]
		}
	}
	return nil
}

// isGuarded reports whether a function, or a function or method of the package, is guarded.
func isGuarded(what ast.Expr, pkg []*ast.File) bool {
	name := ""
	switch what := what.(type) {
	case *ast.FuncLit:
		return callsGuard(what.Body)
	case *ast.Ident:
		name = what.Name
	case *ast.SelectorExpr:
		name = what.Sel.Name
	}
	declared, guarded := 0, 0
	for _, file := range pkg {
		for _, declaration := range file.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Name.Name == name {
				declared++
				if function.Body != nil && callsGuard(function.Body) {
					guarded++
				}
			}
		}
	}
	return declared > 0 && declared == guarded
}

// callsGuard reports whether guard.Run is called, other than in what is started from there.
func callsGuard(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(node ast.Node) bool {
		if node != body && startedBy(node) != nil {
			return false
		}
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		if selected, ok := call.Fun.(*ast.SelectorExpr); ok && selected.Sel.Name == "Run" {
			if from, ok := selected.X.(*ast.Ident); ok && from.Name == "guard" {
				found = true
			}
		}
		return true
	})
	return found
}

func TestUnguardedStartsAreFound(t *testing.T) {
	for source, want := range map[string]int{
		`go func() { work() }()`: 1,
		`go func() { _ = guard.Run("x", func() error { return nil }) }()`: 0,
		`go work()`:                   1,
		`go guarded()`:                0,
		`go unknown.work()`:           1,
		`group.Go(func() { work() })`: 1,
		`group.Go(func() { _ = guard.Run("x", work) })`:                                     0,
		`time.AfterFunc(1, work)`:                                                           1,
		`context.AfterFunc(ctx, guarded)`:                                                   0,
		`go func() { go func() { _ = guard.Run("x", work) }() }()`:                          1,
		`group.Go(func() { time.AfterFunc(1, work); _ = guard.Run("x", work) }); guarded()`: 1,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc start() {"+source+"}\nfunc work() {}\nfunc guarded() { _ = guard.Run(\"x\", work) }", 0)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		ast.Inspect(file, func(node ast.Node) bool {
			if what := startedBy(node); what != nil && !isGuarded(what, []*ast.File{file}) {
				got++
			}
			return true
		})
		if got != want {
			t.Errorf("%s: %d starts without a guard, want %d", source, got, want)
		}
	}
}
