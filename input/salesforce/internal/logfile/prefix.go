package logfile

import (
	"context"
	"errors"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// errChanged says that a body does not begin with the rows that were sent: an earlier body
// of the file was damaged, or this one is.
var errChanged = errors.New("the body does not begin with the rows that were sent before")

// startOver makes the next download send the file from its first row.
func (f *fetch) startOver(ctx context.Context) error {
	if err := f.handOver(ctx, batch{changed: true}); err != nil {
		return err
	}
	f.sent, f.sum = 0, ""
	return nil
}

// checkSent compares the first rows of a body, once all that were sent have been read, with
// those that were sent. If their sum is not known, their number is trusted. The sum does not
// depend on the order, and need not: the same rows in another order have all been sent.
func (f *fetch) checkSent(rows int64) error {
	if rows == f.sent && f.sum != "" && state.FormatSum(f.total) != f.sum {
		return errChanged
	}
	return nil
}

// checkEnd compares the number of rows of a whole body with the number that was sent. A
// body with fewer rows is not the one that they came from.
func (f *fetch) checkEnd(rows int64) error {
	if rows < f.sent && f.sum != "" {
		return errChanged
	}
	return nil
}
