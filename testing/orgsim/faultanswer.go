package orgsim

import (
	"net/http"
	"strings"
)

// Answer is the fault of an answer that its parameters spell out.
const Answer FaultKind = "answer"

func answerFaults() []faultKind {
	return []faultKind{{
		name: Answer, does: "Any status and body.", on: dataRequests(), nested: true,
		params: []faultParam{
			numberParam("status", "400", "status"),
			codeParam("errorCode of the error that is the body, or error if the request is for a token; without one the text is the body"),
			textParam("message of the error, or the body"),
		},
		answer: func(_ *Org, w http.ResponseWriter, r *http.Request, s *strike) {
			switch {
			case s.Form == "":
				contentType := "text/plain; charset=utf-8"
				if strings.HasPrefix(s.Text, "<") {
					contentType = contentTypeHTML
				}
				writeBody(w, r, s.Number, contentType, []byte(s.Text))
			case RequestKind(r) == RequestToken:
				writeJSON(w, r, s.Number, &tokenError{s.Form, s.Text})
			default:
				writeError(w, r, &apiError{status: s.Number, Code: s.Form, Message: s.Text})
			}
		},
	}}
}
