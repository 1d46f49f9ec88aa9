package diagnosis

import "time"

// Status is how a check ended.
type Status string

// The states of a check.
const (
	OK      Status = "ok"
	Warning Status = "warning"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Name says what kind of check it is. Names are for machines and do not change.
type Name string

// The checks, in their order.
const (
	Stanza      Name = "stanza"
	Network     Name = "network"
	Credentials Name = "credentials"
	Clock       Name = "clock"
	SignIn      Name = "sign_in"
	User        Name = "user"
	APIVersion  Name = "api_version"
	Profile     Name = "profile"
	EventLogs   Name = "event_log_objects"
	Permission  Name = "permission"
	LogFiles    Name = "log_files"
	EventType   Name = "event_type"
	Record      Name = "object"
	Query       Name = "query"
	Enrichment  Name = "enrichment"
	APIRequests Name = "api_requests"
	Cost        Name = "cost"
)

// The checks of inputs that share an org.
const (
	Offer       Name = "offer"
	Overlap     Name = "overlap"
	Uncollected Name = "uncollected"
)

// Check is one thing that was looked at.
type Check struct {
	Name     Name
	Subject  string // which host, permission, event type or object; may be empty
	Status   Status
	Found    string        // what there is, or what is wrong
	Cause    string        // why that is so; empty where all is well or nobody can know
	Remedy   string        // what to do about it; never empty for a warning or failure
	Age      time.Duration // of the newest file, for event types that have one
	Duration time.Duration // how long it took to look
}

func ok(found string) Check { return Check{Status: OK, Found: found} }

func skipped(found string) Check { return Check{Status: Skipped, Found: found} }

func warning(found, cause, remedy string) Check {
	return Check{Status: Warning, Found: found, Cause: cause, Remedy: remedy}
}

func failed(found, cause, remedy string) Check {
	return Check{Status: Failed, Found: found, Cause: cause, Remedy: remedy}
}
