package schema

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/spelling"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// suggestion returns what to say after "unknown option": the option that was meant, or
// else those that there are on this level. The name of an option of this level or below
// is returned too.
func (n *optionNode) suggestion(name, block string) (said, meant string) {
	elsewhere := belongs(name, block)
	if block == "" && elsewhere != "" { // that exact name, in its block
		return ", did you mean " + elsewhere + "?", ""
	}
	if meant = spelling.Nearest(name, n.below("")); meant != "" {
		return ", did you mean " + meant + "?", meant
	}
	if elsewhere != "" {
		return ", did you mean " + elsewhere + "?", ""
	}
	if meant = alike(name, n.names()); meant != "" {
		return ", did you mean " + meant + "?", meant
	}
	if block == "" {
		return "", ""
	}
	return fmt.Sprintf(": the %s %s", words.Plural(len(n.inside), "one here is", "ones here are"), words.List(n.names(), 0)), ""
}

// alike returns the nearest of the names that begin as the wrong one does, or "".
func alike(name string, names []string) string {
	const letters = 4
	best, least := "", math.MaxInt
	for _, candidate := range names {
		if min(len(name), len(candidate)) < letters || name[:letters] != candidate[:letters] {
			continue
		}
		if away := spelling.Distance(name, candidate); away < least {
			best, least = candidate, away
		}
	}
	return best
}

// below returns the names of what is on this level and all levels below it, with dots.
func (n *optionNode) below(prefix string) []string {
	var all []string
	for _, name := range n.names() {
		all = append(all, prefix+name)
	}
	for _, name := range n.names() {
		all = append(all, n.inside[name].below(prefix+name+".")...)
	}
	return all
}

// belongs returns the option of that name in another block, one near the block before
// others, or "".
func belongs(name, block string) (elsewhere string) {
	near, _, _ := strings.Cut(block, ".")
	if near == "" {
		near = "event_monitoring_method"
	}
	for _, option := range Options() {
		found, ok := endsIn(option.Name, name)
		switch {
		case !ok:
		case strings.HasPrefix(found, near+"."):
			return found
		case elsewhere == "":
			elsewhere = found
		}
	}
	return elsewhere
}

// endsIn returns the part of an option's name up to one of its levels, if that level
// has the name that is looked for.
func endsIn(option, name string) (string, bool) {
	before, _, ok := strings.Cut("."+option+".", "."+name+".")
	return strings.TrimPrefix(before+"."+name, "."), ok
}

// tolerable reports whether an option at the top of a stanza, where those of all
// inputs and of Elastic Agent are too, is none of ours: neither nearly one of them, nor
// one that belongs into a block. Only names of several words say the latter, and those
// of one word that other inputs have at the top, or that are the first that one tries.
func tolerable(name string) bool {
	if strings.HasPrefix(name, "_") {
		return true
	}
	for _, known := range optionTree().names() {
		if spelling.Distance(name, known) < len(name)/3+1 {
			return false
		}
	}
	return !strings.Contains(name, "_") && !slices.Contains(misplaced, name) || !slices.ContainsFunc(Options(), func(option Option) bool {
		_, ok := endsIn(option.Name, name)
		return ok
	})
}

// misplaced are options of one word that are in a block, and have no meaning for an input
// of Beats otherwise. Without a word they would be without effect.
var misplaced = []string{
	"batch", "client", "cursor", "delay", "interval", "lookback", "names", "object", "password", "query", "retry",
	"settle", "ssl", "timeout", "tracer", "username", "workers",
}

// fold makes equal what people confuse.
func fold(name string) string { return spelling.Fold(name) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
