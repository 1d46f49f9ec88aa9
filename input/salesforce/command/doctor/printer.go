package doctor

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

// printer shows what was found.
type printer interface {
	// input begins an input. Both may be empty.
	input(id, url string)
	// group begins what is said of inputs that share an org.
	group(url string, inputs []string)
	check(check diagnosis.Check)
	// end ends the last input and returns what went wrong with writing.
	end() error
}

// totals counts checks by how they ended.
type totals map[diagnosis.Status]int

// clean makes words from outside fit for a terminal: one line, and nothing that it
// would take for a command.
func clean(text string) string {
	return strings.Join(strings.Fields(terminal.Text(text)), " ")
}
