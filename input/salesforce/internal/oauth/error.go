package oauth

import (
	"fmt"
	"strings"
	"time"
)

// Class says what a failed sign-in means for the next one.
type Class int

const (
	// Permanent failures stay until somebody changes something.
	Permanent Class = iota
	// Transient failures pass by themselves.
	Transient
	// RateLimit failures pass if there are no sign-ins for a while.
	RateLimit
	// Lockout failures are refused passwords: Salesforce locks the user after a
	// few of them, so they are tried again far more slowly than all others.
	Lockout
)

// String returns the name of the class.
func (c Class) String() string {
	switch c {
	case Transient:
		return "transient"
	case RateLimit:
		return "rate limit"
	case Lockout:
		return "lockout"
	}
	return "permanent"
}

// Error is a sign-in that failed.
type Error struct {
	TokenURL    string // where it was tried
	StatusCode  int    // 0 if there was no answer
	Code        string // the answer's error
	Description string // the answer's error_description
	Class       Class
	Cause       string        // why that is so
	Remedy      string        // what to do about it
	RetryAfter  time.Duration // what the answer asked for; 0 if it did not
	RetryAt     time.Time     // there is no sign-in before this time
	Err         error         // what failed on our side; nil if the org refused
}

// Error returns the org's words, the cause, the remedy and the time of the next
// try. It holds no secret.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "signing in at %q: ", e.TokenURL)
	switch {
	case e.Err != nil:
		text.WriteString(e.Err.Error())
	case e.Code == "":
		fmt.Fprintf(&text, "the answer was HTTP %d", e.StatusCode)
	default:
		fmt.Fprintf(&text, "HTTP %d %s", e.StatusCode, e.Code)
	}
	if e.Description != "" {
		fmt.Fprintf(&text, " %q", e.Description)
	}
	if e.Cause != "" {
		text.WriteString(": " + e.Cause)
	}
	if e.Remedy != "" {
		text.WriteString("; " + e.Remedy)
	}
	if !e.RetryAt.IsZero() {
		text.WriteString("; next try at " + e.RetryAt.UTC().Format(time.RFC3339))
	}
	return text.String()
}

// Unwrap returns what failed on our side.
func (e *Error) Unwrap() error { return e.Err }
