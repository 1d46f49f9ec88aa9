package reference

import (
	"bytes"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

const profilesHead = `
## Profiles

A profile says what to know of the org, and not what Salesforce calls it:

    profile: [identity, privilege, threat]

Each row of these tables is collected from one source, so that an event does not come twice: from
the first object that the user may read and that holds records older than 48 hours; else from the
event log objects, which hold the events of one event type each and are 25 to 45 minutes late; else
from the log files, which are hours late. Only orgs on Hyperforce have event log objects, and they
need the permission *View Event Log Object Data*. The org does not say what it stores, so a young or
empty object does not count yet. Objects without log files beside them are collected as soon as they
can be read. The org is asked when the input starts, daily, and when an object is refused; what
was chosen, and what the org lacks, is in the log and in ` + "`salesforcebeat test salesforce`" + `. When
an object takes the place of log files it begins 48 hours back, so that nothing is missing: for
that time, and once, its events come beside those of the log files.

` + "`event_types` and `names`" + ` beside a profile are collected anyway, and count as the source of
their row: with ` + "`names: [LoginEvent]`" + ` the log files of Login are not chosen. The other options
of ` + "`event_log_file` and `object`" + ` are for what is chosen too. A method that is switched off with
` + "`enabled: false`" + ` is not chosen from.
`

// profilesTail are the profiles and what they consist of.
func profilesTail(text *bytes.Buffer) {
	text.WriteString(profilesHead)
	for _, profile := range catalog.Profiles() {
		text.WriteString("\n`" + profile + "`\n\n")
		tableRow(text, "what happens", "objects", "event log objects", "event types of log files")
		tableRow(text, "---", "---", "---", "---")
		for _, signal := range catalog.SignalsOf([]string{profile}) {
			tableRow(text, signal.Name, named(signal.Objects), named(signal.EventLogs), named(signal.EventTypes))
		}
	}
}

func named(names []string) string {
	quoted := slices.Clone(names)
	for n := range quoted {
		quoted[n] = "`" + quoted[n] + "`"
	}
	return strings.Join(quoted, ", ")
}
