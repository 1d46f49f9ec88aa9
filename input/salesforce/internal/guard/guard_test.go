package guard

import (
	"errors"
	"strings"
	"testing"
)

func TestPanicBecomesAnError(t *testing.T) {
	failed := errors.New("failed")
	if err := Run("testing", func() error { return failed }); !errors.Is(err, failed) {
		t.Errorf("error %v, want %v", err, failed)
	}
	if err := Run("testing", func() error { return nil }); err != nil {
		t.Error(err)
	}
	err := Run("testing", func() error { var none map[string]int; none["a"]++; return nil })
	var panicked *PanicError
	if !errors.As(err, &panicked) || !strings.Contains(err.Error(), "panic while testing: assignment to entry in nil map") || !strings.Contains(err.Error(), "guard_test.go") {
		t.Errorf("error %v", err)
	}
}
