package doctor

import (
	"context"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// Diagnose examines the input of a stanza and reports each check as it ends. Inputs
// that share sessions sign in once. The error is the context's.
func Diagnose(ctx context.Context, from *conf.C, sessions *oauth.Broker, report func(diagnosis.Check)) error {
	began := time.Now()
	subject, err := newSubject(from, sessions)
	took := time.Since(began)
	if err != nil {
		for _, mistake := range schema.MistakesOf(err) {
			report(diagnosis.Check{
				Name: diagnosis.Stanza, Status: diagnosis.Failed, Found: mistake.Error(),
				Remedy: "correct the stanza; docs/reference.md says what each option takes", Duration: took,
			})
		}
		return ctx.Err()
	}
	report(diagnosis.Check{Name: diagnosis.Stanza, Status: diagnosis.OK, Found: collects(subject), Duration: took})
	if warnings, err := stanza.Warnings(from); err == nil {
		for _, warning := range warnings {
			report(diagnosis.Check{
				Name: diagnosis.Stanza, Status: diagnosis.Warning, Found: warning,
				Remedy: "correct the stanza, or leave it as it is if it is intended",
			})
		}
	}
	defer subject.HTTP.CloseIdleConnections()
	return diagnosis.Run(ctx, subject, report)
}
