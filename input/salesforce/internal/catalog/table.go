package catalog

import (
	"fmt"
	"strings"
)

// eachLine calls f for every line that is neither blank nor a comment, with the
// number of tabs that indent it and its tab-separated cells.
func eachLine(text string, f func(depth int, cells []string) error) error {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		rest := strings.TrimLeft(line, "\t")
		if rest == "" || strings.HasPrefix(rest, "#") {
			continue
		}
		if err := f(len(line)-len(rest), strings.Split(rest, "\t")); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	return nil
}
