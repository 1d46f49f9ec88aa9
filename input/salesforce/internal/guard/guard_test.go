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
	err := Run("testing", func() error { panic("a nil pointer") })
	var panicked *PanicError
	if !errors.As(err, &panicked) || !strings.Contains(err.Error(), "panic while testing: a nil pointer") || !strings.Contains(err.Error(), "guard_test.go") {
		t.Errorf("error %v", err)
	}
}
