package rest

// Class says what a failed call means for the caller.
type Class int

const (
	// Other failures are those that no rule knows.
	Other Class = iota
	// Transient failures pass by themselves; the client tried again already.
	Transient
	// SessionExpired means that the token has ended. Callers see it only if the
	// session could not be renewed.
	SessionExpired
	// SessionUnusable means that no sign-in gives a token that the API takes.
	SessionUnusable
	// DailyLimit means that the org has no requests left for the day.
	DailyLimit
	// Concurrency means that too many long requests run at the same time.
	Concurrency
	// Forbidden means that the user lacks a permission or the org a feature.
	Forbidden
	// QueryTimeout means that a query took longer than Salesforce allows.
	QueryTimeout
	// LocatorLost means that the rest of a query's result is gone.
	LocatorLost
	// InvalidField means that the object lacks a field of the query.
	InvalidField
	// InvalidQuery means that the org does not accept the query as it is.
	InvalidQuery
	// NotFound means that what was asked for is not there.
	NotFound
	// Moved means that the org does not answer at its instance_url, nor at the
	// one that a new sign-in gave.
	Moved
	// VersionRetired means that the org does not serve the API version.
	VersionRetired
)

var classNames = [...]string{
	Other:           "other",
	Transient:       "transient",
	SessionExpired:  "session expired",
	SessionUnusable: "session unusable",
	DailyLimit:      "daily limit",
	Concurrency:     "concurrency",
	Forbidden:       "forbidden",
	QueryTimeout:    "query timeout",
	LocatorLost:     "locator lost",
	InvalidField:    "invalid field",
	InvalidQuery:    "invalid query",
	NotFound:        "not found",
	Moved:           "moved",
	VersionRetired:  "version retired",
}

// String returns the name of the class.
func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames) {
		return classNames[Other]
	}
	return classNames[c]
}
