package spelling

import (
	"slices"
	"strings"
)

// Nearest returns the one of the names that is nearest to one that is written wrongly,
// or "" if none is near.
func Nearest(name string, names []string) string {
	best, least := "", len(name)/3+1
	for _, candidate := range names {
		if away := Distance(name, candidate); away < least {
			best, least = candidate, away
		}
	}
	return best
}

// Distance counts the letters that are missing, too many, wrong or swapped. Case does not
// count, nor what separates words.
func Distance(a, b string) int {
	a, b = Fold(a), Fold(b)
	before, last := []int(nil), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			wrong := 1
			if a[i] == b[j] {
				wrong = 0
			}
			row[j+1] = min(last[j]+wrong, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// Fold makes equal what people confuse.
func Fold(name string) string {
	return strings.NewReplacer("-", "_", ".", "_").Replace(strings.ToLower(name))
}

// Contains reports whether a name is among others, whatever their case.
func Contains(names []string, name string) bool {
	return slices.ContainsFunc(names, func(one string) bool { return strings.EqualFold(one, name) })
}
