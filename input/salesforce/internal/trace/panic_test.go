package trace

import (
	"strings"
	"testing"
)

func TestPanicWhileATraceIsWrittenEndsTheTraceAlone(t *testing.T) {
	l, told := newLog(t, nil), &warnings{}
	leave := l.Join(told)
	for range 3 * queued { // nobody may wait for room
		l.add(nil) // which no writer can read
	}
	leave()
	if len(told.told) != 1 || !strings.Contains(told.told[0], "the request trace is not written any more: panic while writing the request trace") {
		t.Errorf("the warnings are %q", told.told)
	}
}
