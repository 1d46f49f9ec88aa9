package state

import (
	"encoding/json"
	"strconv"
	"strings"
)

// notedKey is in the documents of all kinds, which do not know of it.
const notedKey = "noted"

// Noting returns the cursor that also covers a number of lines of the source's coverage
// ledger. The cursor must be one that says nothing of that yet.
func (c Cursor) Noting(lines int64) Cursor {
	if rest, ok := strings.CutPrefix(c.Position, "{"); ok && lines > 0 {
		separator := ","
		if rest == "}" {
			separator = ""
		}
		c.Position = `{"` + notedKey + `":` + strconv.FormatInt(lines, 10) + separator + rest
	}
	return c
}

// Noted returns how many lines the cursor covers; 0 if it does not say.
func (c Cursor) Noted() int64 {
	var document struct {
		Noted int64 `json:"noted"`
	}
	if json.Unmarshal([]byte(c.Position), &document) != nil {
		return 0
	}
	return max(document.Noted, 0)
}
