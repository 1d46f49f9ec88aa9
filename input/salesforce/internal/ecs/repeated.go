package ecs

// repeatedColumn is a name that a header has more than once.
type repeatedColumn struct {
	name  string // as a field name
	cells []int
	set   setter
}

// repeatedColumns returns the names that a header has more than once, and replaces
// their setters with ones that do nothing. The first value in a row is the value of the
// column. The others are kept under salesforce.unparsed.
func (c *compiler) repeatedColumns(header []string, setters []setter) []repeatedColumn {
	var all []repeatedColumn
	first := make(map[string]int, len(header))
	at := map[string]int{} // in all
	for i, name := range header {
		before, again := first[name]
		if !again {
			first[name] = i
			continue
		}
		n, ok := at[name]
		if !ok {
			n = len(all)
			at[name] = n
			all = append(all, repeatedColumn{name: snakeCase(name), cells: []int{before}, set: setters[before]})
		}
		all[n].cells = append(all[n].cells, i)
		setters[before], setters[i] = ignore, ignore
	}
	return all
}

func ignore(*builder, string) {}

const repeatedProblem = "the header has this column more than once"

func (r *repeatedColumn) put(b *builder, s *commonSlots, cells []string) {
	value := ""
	for _, i := range r.cells {
		if i >= len(cells) || isBlank(cells[i]) {
			continue
		}
		switch cell := validText(cells[i]); {
		case value == "":
			value = cell
			r.set(b, cell)
		case cell != value:
			b.misfit(s, r.name, cell, repeatedProblem)
		}
	}
}
