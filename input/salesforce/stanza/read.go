package stanza

import (
	"fmt"
	"strings"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// Read unpacks, normalizes and checks a stanza.
func Read(from *conf.C) (Config, error) {
	found := schema.Validate(from)
	c := schema.Unpack(found, defaultConfig)
	c.normalize()
	if err := found.And(c.validate()); err != nil {
		return Config{}, err
	}
	c.complete()
	c.Warnings = append(found.Warnings, c.signInWarnings()...)
	if len(c.sources("")) == 0 {
		return Config{}, &schema.Mistake{Option: "profile", Text: fmt.Sprintf("nothing that tells of %s is enabled: enable event_log_file, object or both", words.List(c.Profile, 0))}
	}
	return c, nil
}

// normalize puts what the stanza says into one form, and puts in what it leaves out. What
// is wrong stays as it is, for check to say.
func (c *Config) normalize() {
	if !Named(c.Type) {
		c.Type = Name
	}
	c.placeProfile()
	if base, err := oauth.BaseURL(c.URL, c.Resource.AllowHTTP); err == nil {
		c.URL = base
	}
	if c.Auth != nil {
		_, blocks := c.Auth.OAuth2.enabledFlows()
		for _, block := range blocks {
			block.normalize(c.URL, c.Resource.AllowHTTP)
		}
	}
	if methods := c.EventMonitoringMethod; methods != nil {
		for n := range methods.EventLogFile {
			methods.EventLogFile[n].Own.read(querytemplate.EventLogFile)
		}
		for n := range methods.Object {
			methods.Object[n].Own.read(querytemplate.Object)
		}
	}
}

// complete puts in what the stanza leaves out of what is collected.
func (c *Config) complete() {
	if len(c.Profile) > 0 {
		c.completeProfile()
		return
	}
	methods := c.EventMonitoringMethod
	if methods == nil || (methods.EventLogFile == nil && methods.Object == nil) {
		files, objects := DefaultEventLogFile(), DefaultObject()
		objects.Names, objects.optional = append([]string{"SetupAuditTrail"}, threatDetection...), true
		c.EventMonitoringMethod = &methodConfig{EventLogFile: blocks[eventLogFileConfig]{files}, Object: blocks[objectConfig]{objects}}
	}
}

// threatDetection are the objects that hold what Salesforce itself detected.
var threatDetection = []string{
	"ApiAnomalyEventStore",
	"CredentialStuffingEventStore",
	"GuestUserAnomalyEventStore",
	"LoginAnomalyEventStore",
	"ReportAnomalyEventStore",
	"SessionHijackingEventStore",
	"UniversalAnomalyEventStore",
}

// Error says which input has mistakes, one a line.
func Error(from *conf.C, err error) error {
	return &inputError{title: "salesforce input" + named(from), err: err}
}

type inputError struct {
	title string
	err   error
}

// Error sets off the lines that belong to the input, because others may follow.
func (e *inputError) Error() string {
	return e.title + ": " + strings.ReplaceAll(e.err.Error(), "\n", "\n  ")
}

func (e *inputError) Unwrap() error { return e.err }

// named returns the id of a stanza for use in a sentence.
func named(from *conf.C) string {
	id, err := from.String("id", -1)
	if err != nil || id == "" {
		return ""
	}
	return fmt.Sprintf(" %q", id)
}
