package salesforce

import (
	"context"
	"encoding/json"
	"fmt"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// Finding is one thing that a check of an input looked at.
type Finding struct {
	// What was looked at.
	What string
	// Found says what was found, when all is well.
	Found string
	// Err says what is wrong, or is nil.
	Err error
}

// CheckStanza returns all mistakes of a stanza. It asks nothing of the org.
func CheckStanza(stanza *conf.C) error {
	_, err := newInput(stanza, oauth.NewBroker())
	return err
}

// Check tries what an input does first: it reads the stanza, signs in to the org
// and asks for what each source collects. It stops where nothing further can work.
func Check(ctx context.Context, stanza *conf.C) []Finding {
	in, err := newInput(stanza, oauth.NewBroker())
	if err != nil {
		return []Finding{{What: "stanza", Err: err}}
	}
	findings := []Finding{{What: "stanza", Found: fmt.Sprintf("%s, %d sources", in.config.URL, len(in.sources))}}
	token, err := in.client.Token(ctx)
	if err != nil {
		return append(findings, Finding{What: "sign-in", Err: err})
	}
	findings = append(findings, Finding{What: "sign-in", Found: fmt.Sprintf("org %s at %s", token.OrgID, token.InstanceURL)})
	version, err := in.client.Version(ctx)
	if err != nil {
		return append(findings, Finding{What: "API version", Err: err})
	}
	findings = append(findings, Finding{What: "API version", Found: version})
	for _, s := range in.sources {
		finding := in.probe(ctx, s)
		if s.optional && unavailable(finding.Err) {
			finding.Found, finding.Err = "not available in this org, left out", nil
		}
		findings = append(findings, finding)
	}
	return findings
}

// probe asks the org for the newest of what a source collects.
func (in *input) probe(ctx context.Context, s *source) Finding {
	query := soql.Query{Select: []string{"EventType", "CreatedDate"}, From: "EventLogFile", OrderBy: []string{"CreatedDate DESC"}, Limit: 1}
	if s.logFiles != nil {
		if len(s.logFiles.EventTypes) > 0 {
			query.Where = []string{soql.In("EventType", s.logFiles.EventTypes)}
		}
	} else {
		query = soql.Query{Select: []string{"FIELDS(STANDARD)"}, From: s.records.Object, Limit: 1}
	}
	page, err := in.client.Query(ctx, query.String())
	if err != nil {
		return Finding{What: s.what(), Err: err}
	}
	if len(page.Records) == 0 {
		return Finding{What: s.what(), Found: "readable, and empty"}
	}
	if s.logFiles == nil {
		return Finding{What: s.what(), Found: "readable"}
	}
	var newest struct{ EventType, CreatedDate string }
	if err := json.Unmarshal(page.Records[0], &newest); err != nil {
		return Finding{What: s.what(), Err: fmt.Errorf("decoding EventLogFile record: %w", err)}
	}
	return Finding{What: s.what(), Found: fmt.Sprintf("readable, the newest daily file is %s of %s", newest.EventType, newest.CreatedDate)}
}
