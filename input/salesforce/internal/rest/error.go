package rest

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrLocatorLost is what errors.Is finds in the error of Next if the rest of the
// result is gone: ask for the first page again.
var ErrLocatorLost = errors.New("the rest of the query's result is gone")

// ErrIdle is the error of a Read that waited for the idle timeout without a byte
// arriving.
var ErrIdle = errors.New("nothing arrived within the idle timeout")

// ErrTooSlow is the error of a Read after a body has brought too few bytes over several idle
// timeouts, although none of them passed without a byte.
var ErrTooSlow = errors.New("the answer arrives too slowly")

// ErrHeaderTimeout is the error of a request whose answer did not begin in time.
var ErrHeaderTimeout = errors.New("no answer within the header timeout")

// Error is a call that failed.
type Error struct {
	Operation  string        // what was being done; holds no secret
	StatusCode int           // 0 if there was no answer
	Code       string        // the answer's errorCode
	Message    string        // the answer's words
	Cause      string        // why that is so
	Remedy     string        // what to do about it
	RetryAfter time.Duration // what the answer asked for; 0 if it did not
	Err        error         // what failed on our side; nil if the org answered

	class Class
	inner bool // it is of the part of a composite answer
}

// Class says what the failure means for the caller.
func (e *Error) Class() Class { return e.class }

// Error returns what was being done, the org's words and the remedy. It holds no
// secret.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString(e.Operation + ":")
	if e.StatusCode != 0 {
		fmt.Fprintf(&text, " HTTP %d", e.StatusCode)
	}
	if e.Code != "" {
		text.WriteString(" " + e.Code)
	}
	if e.Message != "" {
		fmt.Fprintf(&text, " %q", e.Message)
	}
	if e.Err != nil {
		text.WriteString(" " + e.Err.Error())
	}
	if e.Cause != "" {
		text.WriteString(": " + e.Cause)
	}
	if e.Remedy != "" {
		text.WriteString("; " + e.Remedy)
	}
	return text.String()
}

// Unwrap returns what failed on our side.
func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is find ErrLocatorLost in errors of that class.
func (e *Error) Is(target error) bool {
	return target == ErrLocatorLost && e.class == LocatorLost
}

// ClassOf returns the class of the first *Error in err's tree. Without one it is
// LocatorLost for ErrLocatorLost itself, and Other for all else.
func ClassOf(err error) Class {
	var failure *Error
	if errors.As(err, &failure) {
		return failure.class
	}
	if errors.Is(err, ErrLocatorLost) {
		return LocatorLost
	}
	return Other
}

// statusOf returns the HTTP status of a failed call; 0 if there was no answer.
func statusOf(err error) int {
	var failure *Error
	if errors.As(err, &failure) {
		return failure.StatusCode
	}
	return 0
}
