package record

import (
	"context"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// ahead fetches the pages of a result, each while the one before is published: an org
// takes longer for a page than the pipeline does.
type ahead struct {
	org    Org
	cancel context.CancelFunc
	next   chan fetched // of the page that is being fetched; nil if there is none
}

type fetched struct {
	page *rest.Page
	err  error
}

// fetch begins to fetch the page after one, if there is one. Before anything else is
// asked of the result it has to be stopped, or the page taken.
func (a *ahead) fetch(ctx context.Context, page *rest.Page) {
	if page.Done {
		return
	}
	ctx, a.cancel = context.WithCancel(ctx)
	next := make(chan fetched, 1)
	a.next = next
	go func() {
		page, err := a.org.Next(ctx, page)
		next <- fetched{page, err}
	}()
}

// take waits for the page that is being fetched.
func (a *ahead) take() (*rest.Page, error) {
	got := <-a.next
	a.cancel()
	a.next = nil
	return got.page, got.err
}

// stop ends what is being fetched, and waits for it.
func (a *ahead) stop() {
	if a.next != nil {
		a.cancel()
		<-a.next
		a.next = nil
	}
}
