package logfile

import (
	"errors"
	"fmt"
)

// maxTroubles is how many failed files one poll tells of. An outage fails them all,
// and for the same reason.
const maxTroubles = 3

// troubles are the failures of a poll's files.
type troubles struct {
	first []error
	more  int
}

func (t *troubles) add(err error) {
	// What is wrong with the org counts more than with files, because it decides
	// when the next poll is.
	switch {
	case len(t.first) < maxTroubles:
		t.first = append(t.first, err)
	case ofOrg(err) && !ofOrg(t.first[0]):
		t.first[0] = err
		t.more++
	default:
		t.more++
	}
}

// err returns one error for all, or nil if there are none.
func (t *troubles) err() error {
	all := t.first
	if t.more > 0 {
		all = append(all[:len(all):len(all)], fmt.Errorf("and %d more event log files", t.more))
	}
	return errors.Join(all...)
}
