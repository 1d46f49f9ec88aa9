package diagnosis

import (
	"context"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
)

// QuerySource is a query of the user's own.
type QuerySource struct {
	// Name tells it from others, and Object is what it asks for.
	Name, Object string
	Interval     time.Duration
	*querytemplate.Query
}

// queries asks what the templates of each query render to, for one record.
func (e *examination) queries(ctx context.Context) {
	for _, query := range e.Queries {
		examples, err := query.Examples(e.Client.Now())
		if err != nil {
			e.check(ctx, Query, query.Name, queryTimeout, func(context.Context) Check {
				return failed(err.Error(), "the template does not produce a valid query for the current time", "correct the template")
			})
		}
		for _, example := range examples {
			e.ask(ctx, Query, query.Name+" "+example.Option, func(ctx context.Context) Check {
				page, err := e.Client.Query(ctx, example.Text)
				switch {
				case err != nil:
					return e.unreadable(err, query.Object)
				case len(page.Records) == 0:
					return ok("accepted, no records currently")
				}
				return ok("accepted")
			})
		}
	}
}
