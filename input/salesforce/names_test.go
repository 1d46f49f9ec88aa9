package salesforce

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The limits of files, in lines, and those of the files that are not in a room.
const (
	maxFileLines     = 300
	maxEntranceFiles = 16
	maxEntranceLines = 1300
)

// exempt is the folder that these rules do not cover yet.
const exempt = "internal/logfile"

var (
	superlative = regexp.MustCompile(`^(most|least)[A-Z]`)
	otherInput  = regexp.MustCompile(`^peer|Peer(s|$|[A-Z])|[pP]redecessor`)
)

// vagueTypes are names that do not say what a type is.
var vagueTypes = []string{
	"name", "report", "start", "waiting", "bounded", "chosen", "counted", "covered", "deed", "exhausted", "expanded", "fetched",
	"injected", "inspected", "listed", "normalized", "parted", "pending", "prioritized", "published", "sent", "shared", "stored",
	"taken", "told", "watched",
}

// vagueResults are names for the second value of a lookup, which is called ok.
var vagueResults = []string{"is", "there", "has"}

func TestNamesFollowTheRules(t *testing.T) {
	set := token.NewFileSet()
	eachSource(t, func(path string) {
		if otherInput.MatchString(strings.TrimSuffix(filepath.Base(path), ".go")) {
			t.Errorf("%s: the x-pack input is called xpack", path)
		}
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range file.Comments {
			if strings.Contains(strings.Join(strings.Fields(group.Text()), " "), "set aside") {
				t.Errorf("%s: a comment says set aside, and not quarantined", set.Position(group.Pos()))
			}
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.Ident:
				if superlative.MatchString(node.Name) {
					t.Errorf("%s: %s starts with most or least, and not with max or min", set.Position(node.Pos()), node.Name)
				}
				if otherInput.MatchString(node.Name) && !strings.HasPrefix(node.Name, "PeerCert") {
					t.Errorf("%s: %s: the x-pack input is called xpack", set.Position(node.Pos()), node.Name)
				}
			case *ast.TypeSpec:
				if slices.Contains(vagueTypes, node.Name.Name) {
					t.Errorf("%s: the type %s is not called what it is", set.Position(node.Pos()), node.Name.Name)
				}
			case *ast.AssignStmt:
				if second := secondOfLookup(node); slices.Contains(vagueResults, second) {
					t.Errorf("%s: the second value of a lookup is %s, and not ok", set.Position(node.Pos()), second)
				}
			}
			return true
		})
	})
}

// secondOfLookup returns the name of the second of two values that are defined by one
// expression.
func secondOfLookup(of *ast.AssignStmt) string {
	if of.Tok != token.DEFINE || len(of.Lhs) != 2 || len(of.Rhs) != 1 {
		return ""
	}
	if second, ok := of.Lhs[1].(*ast.Ident); ok {
		return second.Name
	}
	return ""
}

func TestFilesStayShort(t *testing.T) {
	files, total := 0, 0
	eachSource(t, func(path string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(content), "\n")
		if lines > maxFileLines {
			t.Errorf("%s has %d lines, more than %d", path, lines, maxFileLines)
		}
		if filepath.Dir(path) == "." {
			files++
			total += lines
		}
	})
	if files > maxEntranceFiles || total > maxEntranceLines {
		t.Errorf("the entrance has %d files and %d lines, more than %d and %d", files, total, maxEntranceFiles, maxEntranceLines)
	}
}

// eachSource calls do with the path of each Go file of the input.
func eachSource(t *testing.T, do func(path string)) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && filepath.ToSlash(path) == exempt {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".go" {
			found++
			do(path)
		}
		return nil
	})
	if err != nil || found < 100 {
		t.Fatalf("%d files: %v", found, err)
	}
}
