package doctor

import (
	"context"
	"slices"
	"strings"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

// Group are inputs, of one Filebeat or of several, that collect of one org.
type Group struct {
	// URL is the org's, as the first of them has it, and Inputs are their names.
	URL    string
	Inputs []string
	parts  []diagnosis.Part
}

// Groups puts stanzas together by the host of their org, in the order in which they
// come. Each has a name for people. Wrong stanzas are left out.
func Groups(stanzas []*conf.C, names []string, sessions *oauth.Broker) []*Group {
	var groups []*Group
	for n, stanza := range stanzas {
		subject, err := newSubject(stanza, sessions)
		if err != nil {
			continue
		}
		at := slices.IndexFunc(groups, func(g *Group) bool { return strings.EqualFold(g.URL, subject.URL) })
		if at < 0 {
			at, groups = len(groups), append(groups, &Group{URL: subject.URL})
		}
		groups[at].Inputs = append(groups[at].Inputs, names[n])
		groups[at].parts = append(groups[at].parts, diagnosis.Part{Name: names[n], Input: subject})
	}
	return groups
}

// Diagnose examines what the inputs collect together, and reports each check as it ends.
// It signs in as the first of them does. The error is the context's.
func (g *Group) Diagnose(ctx context.Context, overlap diagnosis.Status, report func(diagnosis.Check)) error {
	for _, part := range g.parts {
		defer part.HTTP.CloseIdleConnections()
	}
	return diagnosis.Overlaps(ctx, g.parts, overlap, report)
}
