package doctor

import (
	"net/http"
	"net/url"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// A diagnosis does not wait as long as an input does: somebody waits for it.
const (
	diagnosisAttempts = 2
	diagnosisWait     = 2 * time.Second
	diagnosisTimeout  = 25 * time.Second
)

// newSubject reads a stanza as an input does, for a diagnosis.
func newSubject(from *conf.C, sessions *oauth.Broker) (diagnosis.Input, error) {
	c, err := stanza.Read(from)
	if err != nil {
		return diagnosis.Input{}, err
	}
	c.Resource.Retry.MaxAttempts = min(c.Resource.Retry.MaxAttempts, diagnosisAttempts)
	c.Resource.Retry.WaitMin = min(c.Resource.Retry.WaitMin, schema.Duration(diagnosisWait))
	c.Resource.Retry.WaitMax = min(c.Resource.Retry.WaitMax, schema.Duration(diagnosisWait))
	c.Resource.Transport.Timeout = min(c.Resource.Transport.Timeout, diagnosisTimeout)
	client, err := orgclient.New(c, sessions, nil, nil, nil, nil)
	if err != nil {
		return diagnosis.Input{}, err
	}
	sources, err := stanza.NewSources(c)
	if err != nil {
		return diagnosis.Input{}, err
	}
	visitor, err := orgclient.NewHTTPClient(c.Resource.Transport)
	if err != nil {
		return diagnosis.Input{}, err
	}
	visitor.Timeout = c.Resource.Transport.Timeout
	subject := diagnosis.Input{
		URL:           c.URL,
		Flow:          c.Flow(),
		Client:        client,
		HTTP:          visitor,
		Version:       string(c.Version),
		Share:         float64(c.Resource.APIShare),
		TLSUnverified: c.Resource.Unverified(),
	}
	subject.Proxy, subject.ProxySource = proxyOf(c.Resource)
	if len(c.Profile) > 0 {
		subject.Profile = &diagnosis.ProfileSource{Selection: c.Wanted(), Objects: make(map[string]diagnosis.ObjectSource)}
	}
	subject.Enrichment = enrichmentSources(c.Events.Enrich)
	for _, s := range sources {
		if query := s.Query(); query != nil {
			subject.Queries = append(subject.Queries, diagnosis.QuerySource{Name: s.What(), Object: query.Object(), Interval: s.Interval, Query: query})
			continue
		}
		if files := s.LogFiles; files != nil {
			subject.LogFiles = &diagnosis.LogFileSource{
				EventTypes: files.EventTypes, ExcludeEventTypes: files.ExcludeEventTypes,
				LogInterval: string(files.LogInterval), Interval: s.Interval,
				Profiled: s.Profiled, OwnQuery: files.Query != nil,
			}
			continue
		}
		object := diagnosis.ObjectSource{
			Name: s.Records.Object, Interval: s.Interval, Delay: s.Records.Delay, Lookback: s.Records.Lookback,
			Optional: s.Optional, OwnQuery: s.Records.Query != nil,
		}
		switch {
		case s.Profiled:
			subject.Profile.ObjectInterval, subject.Profile.Objects[object.Name] = s.Interval, object
		case s.Offered:
			object.Name = ""
			subject.EventLogs = &object
		default:
			subject.Objects = append(subject.Objects, object)
		}
	}
	return subject, nil
}

// proxyOf returns the proxy of requests and where it is set, or nil if there is none.
func proxyOf(c stanza.Resource) (func(*http.Request) (*url.URL, error), string) {
	settings := c.Transport.Proxy
	if settings.URL != nil {
		return settings.ProxyFunc(), diagnosis.ProxyOption
	}
	return settings.ProxyFunc(), diagnosis.ProxyEnvironment
}

// enrichmentSources are what enrichment reads of the org.
func enrichmentSources(c stanza.EnrichConfig) []diagnosis.EnrichmentSource {
	var all []diagnosis.EnrichmentSource
	add := func(option string, options enrich.Options) {
		for _, source := range options.Sources() {
			all = append(all, diagnosis.EnrichmentSource{Source: source, Option: option, Interval: time.Duration(c.Interval)})
		}
	}
	add("enrich.users", enrich.Options{Users: c.Users})
	add("enrich.names", enrich.Options{Names: c.Names})
	return all
}

// collects says what an input collects.
func collects(in diagnosis.Input) string {
	var parts []string
	if in.LogFiles != nil && (!in.LogFiles.Profiled || len(in.LogFiles.EventTypes) > 0) {
		parts = append(parts, "event log files")
	}
	for _, some := range []struct {
		many     int
		one, all string
	}{{len(in.Objects), "object", "objects"}, {len(in.Queries), "query", "queries"}} {
		if some.many > 0 {
			parts = append(parts, words.Count(some.many, some.one, some.all))
		}
	}
	if in.EventLogs != nil {
		parts = append(parts, "all event log objects")
	}
	if in.Profile != nil {
		parts = append(parts, "what the org offers for "+words.List(in.Profile.Profiles, 0))
	}
	return "collects " + words.List(parts, 0)
}
