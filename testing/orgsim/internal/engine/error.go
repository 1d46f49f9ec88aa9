package engine

import "fmt"

// Salesforce's error codes for what a query can do wrong.
const (
	MalformedQuery          = "MALFORMED_QUERY"
	InvalidField            = "INVALID_FIELD"
	InvalidType             = "INVALID_TYPE"
	InvalidTypeForOperation = "INVALID_TYPE_FOR_OPERATION"
	InvalidFilterOperator   = "INVALID_QUERY_FILTER_OPERATOR"
	NumberOutOfRange        = "NUMBER_OUTSIDE_VALID_RANGE"
	BigObjectUnsupported    = "BIG_OBJECT_UNSUPPORTED_OPERATION"
)

// An Error is a refusal in Salesforce's words.
type Error struct {
	Code    string
	Message string
}

// Error returns code and message.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.Message) }

func refuse(code, format string, arguments ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, arguments...)}
}
