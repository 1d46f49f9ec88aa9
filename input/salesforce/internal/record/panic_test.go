package record

import (
	"context"
	"errors"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

func TestPanicWhileAPageIsFetchedIsTheErrorOfThePage(t *testing.T) {
	a := &ahead{}
	a.begin(t.Context(), func(context.Context) (*rest.Page, error) { panic("broken") })
	page, err := a.take()
	var panicked *guard.PanicError
	if page != nil || !errors.As(err, &panicked) || panicked.Value != "broken" {
		t.Errorf("page %v, error %v", page, err)
	}
}
