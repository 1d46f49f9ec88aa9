package record

import (
	"context"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// ahead fetches the pages of a result, each while the one before is published: an org
// takes longer for a page than the pipeline does.
type ahead struct {
	org    Org
	cancel context.CancelFunc
	next   chan fetchResult // of the page that is being fetched; nil if there is none
	waited bool             // for the page that was taken last
}

type fetchResult struct {
	page *rest.Page
	err  error
}

// fetch begins to fetch the page after one, if there is one. Before anything else is
// asked of the result it has to be stopped, or the page taken.
func (a *ahead) fetch(ctx context.Context, page *rest.Page) {
	if page.Done {
		return
	}
	a.begin(ctx, func(ctx context.Context) (*rest.Page, error) { return a.org.Next(ctx, page) })
}

// begin begins to fetch a page.
func (a *ahead) begin(ctx context.Context, page func(context.Context) (*rest.Page, error)) {
	ctx, a.cancel = context.WithCancel(ctx)
	next := make(chan fetchResult, 1)
	a.next = next
	go func() {
		var got fetchResult
		got.err = guard.Run("fetching a page", func() (err error) {
			got.page, err = page(ctx)
			return err
		})
		next <- got
	}()
}

// take waits for the page that is being fetched.
func (a *ahead) take() (*rest.Page, error) {
	a.waited = len(a.next) == 0
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

// prefetch is the first page of the window that comes next. It is asked for when the last page
// of a window has come, while that is published.
type prefetch struct {
	pages ahead
	query string
	asOf  time.Time // when it was asked for
}

// ask begins to fetch the first page of the result of a query.
func (e *prefetch) ask(ctx context.Context, org Org, query string) {
	e.pages.stop()
	e.query, e.asOf = query, org.Now()
	e.pages.begin(ctx, func(ctx context.Context) (*rest.Page, error) { return org.Query(ctx, query) })
}

// take waits for the page, if it is that of a query, and says as of when it is. Any other
// page is given up.
func (e *prefetch) take(query string) (page *rest.Page, asOf time.Time, asked bool, err error) {
	if e.pages.next == nil || e.query != query {
		e.pages.stop()
		return nil, time.Time{}, false, nil
	}
	page, err = e.pages.take()
	return page, e.asOf, true, err
}
