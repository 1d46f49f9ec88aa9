package orgsim

import (
	"net/http"
)

// An apiError is a refusal of the REST API.
type apiError struct {
	status  int
	Message string   `json:"message"`
	Code    string   `json:"errorCode"`
	Fields  []string `json:"fields,omitempty"`
}

// writeError answers with an error, which is a list of one.
func writeError(w http.ResponseWriter, r *http.Request, refusal *apiError) {
	if refusal.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Token")
	}
	writeJSON(w, r, refusal.status, []*apiError{refusal})
}

func notFound() *apiError {
	return &apiError{status: http.StatusNotFound, Code: "NOT_FOUND", Message: "The requested resource does not exist"}
}

func sessionInvalid() *apiError {
	return &apiError{status: http.StatusUnauthorized, Code: "INVALID_SESSION_ID", Message: "Session expired or invalid"}
}

func headerInvalid() *apiError {
	return &apiError{status: http.StatusUnauthorized, Code: "INVALID_AUTH_HEADER", Message: "INVALID_HEADER_TYPE"}
}

func urlNotReset() *apiError {
	return &apiError{
		status: http.StatusBadRequest, Code: "URL_NOT_RESET",
		Message: "Destination URL not reset. The URL returned from login must be set",
	}
}

func versionRetired() *apiError {
	return &apiError{status: http.StatusGone, Code: "UNSUPPORTED_API_VERSION", Message: "The requested API version is no longer supported"}
}

func methodNotAllowed(method, allowed string) *apiError {
	return &apiError{
		status: http.StatusMethodNotAllowed, Code: "METHOD_NOT_ALLOWED",
		Message: "HTTP Method '" + method + "' not allowed. Allowed are " + allowed,
	}
}

func requestsExceeded() *apiError {
	return &apiError{status: http.StatusForbidden, Code: "REQUEST_LIMIT_EXCEEDED", Message: "TotalRequests Limit exceeded."}
}

// apiDisabled is for a user without API Enabled.
func apiDisabled() *apiError {
	return &apiError{status: http.StatusForbidden, Code: "API_CURRENTLY_DISABLED", Message: forbiddenMessage("API_CURRENTLY_DISABLED")}
}

func insufficientAccess() *apiError {
	return &apiError{status: http.StatusForbidden, Code: "INSUFFICIENT_ACCESS", Message: forbiddenMessage("INSUFFICIENT_ACCESS")}
}

func locatorInvalid() *apiError {
	return &apiError{status: http.StatusBadRequest, Code: "INVALID_QUERY_LOCATOR", Message: "invalid query locator"}
}

func queryRefused(code, message string) *apiError {
	return &apiError{status: http.StatusBadRequest, Code: code, Message: message}
}
