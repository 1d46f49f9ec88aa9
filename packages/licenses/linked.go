package licenses

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Module is a module that a program links, and the folders of it that the program needs.
type Module struct {
	// Path and Version are those of the code, also where it replaces another module.
	Path, Version string
	// Root is the folder of the module in the module cache.
	Root string
	// Folders are those of the packages that are linked.
	Folders []string
}

// String returns the path and the version.
func (m Module) String() string { return strings.TrimSpace(m.Path + " " + m.Version) }

// Linked returns the modules that the program in the folder root links on any of the
// platforms, sorted by path. A platform is written as in "linux/amd64". The module of the
// program itself is not among them. The arguments are further ones of "go list", such as
// those for build tags.
func Linked(root string, platforms []string, arguments ...string) ([]Module, error) {
	type key struct{ path, version string }
	found := map[key]*Module{}
	for _, platform := range platforms {
		packages, err := list(root, platform, arguments)
		if err != nil {
			return nil, fmt.Errorf("listing what is linked for %s: %w", platform, err)
		}
		for _, one := range packages {
			if one.Module == nil || one.Module.Main {
				continue
			}
			from := one.Module
			if from.Replace != nil {
				from = from.Replace
			}
			module := found[key{from.Path, from.Version}]
			if module == nil {
				module = &Module{Path: from.Path, Version: from.Version, Root: one.Module.Dir}
				found[key{from.Path, from.Version}] = module
			}
			if !slices.Contains(module.Folders, one.Dir) {
				module.Folders = append(module.Folders, one.Dir)
			}
		}
	}
	modules := make([]Module, 0, len(found))
	for module := range maps.Values(found) {
		slices.Sort(module.Folders)
		modules = append(modules, *module)
	}
	slices.SortFunc(modules, func(a, b Module) int { return strings.Compare(a.Path, b.Path) })
	return modules, nil
}

// listedPackage is the part of a package that is needed of what "go list -json" prints.
type listedPackage struct {
	Dir    string
	Module *listedModule
}

type listedModule struct {
	Path, Version, Dir string
	Main               bool
	Replace            *listedModule
}

func list(root, platform string, arguments []string) ([]listedPackage, error) {
	goos, goarch, ok := strings.Cut(platform, "/")
	if !ok {
		return nil, errors.New("a platform is written as in linux/amd64")
	}
	command := exec.Command("go", slices.Concat([]string{"list", "-deps", "-json=Dir,Module"}, arguments, []string{"."})...)
	command.Dir = root
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, err
	}
	var packages []listedPackage
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var one listedPackage
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, one)
	}
}
