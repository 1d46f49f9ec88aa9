package poll

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestSuccessMakesTheNextRetryAFirstOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := outcome{err: errors.New("no")}
		polls, _ := run(time.Hour, failed, failed, failed, failed, failed, failed, outcome{}, failed)
		if wait := polls[8] - polls[7]; wait > firstRetry {
			t.Errorf("the retry after a success and a failure comes after %v, want at most %v", wait, firstRetry)
		}
	})
}
