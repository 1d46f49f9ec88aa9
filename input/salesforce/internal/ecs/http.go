package ecs

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// httpMethod is for columns that should be a method of HTTP. ECS keeps the case
// as it came; anything else is not a method.
func httpMethod(c *compiler, src source, _ rule) setter {
	to := c.declare(Field{Name: "http.request.method", Type: typeKeyword})
	own := c.own(src)
	return func(b *builder, value string) {
		switch value {
		case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT",
			"get", "post", "put", "patch", "delete", "head", "options", "trace", "connect":
			b.put(to, value)
		default:
			own(b, value)
		}
	}
}

// statusCode is for the status of a response. Zero and the like mean that there
// was no response.
func statusCode(c *compiler, src source, _ rule) setter {
	to := c.declare(Field{Name: "http.response.status_code", Type: typeLong})
	own := c.own(src)
	return func(b *builder, value string) {
		if n, ok := parseLong(value); ok && n >= 100 && n <= 599 {
			b.put(to, n)
			b.statusOutcome = outcomeSuccess
			if n >= 400 {
				b.statusOutcome = outcomeFailure
			}
			return
		}
		own(b, value)
	}
}

// callStatuses is for the statuses of one call or several, with spaces between them:
// HTTP's, or from 2000 on those of Salesforce, which say why there was no answer. The
// first of these is the reason of a failure.
func callStatuses(c *compiler, src source, r rule) setter {
	one := coded(c, src, r)
	several, meaning := c.slotFor(src, r, typeKeyword), c.nameSlot(src, r)
	return func(b *builder, value string) {
		statuses := strings.Fields(value)
		if len(statuses) == 1 {
			one(b, statuses[0])
		} else {
			b.add(several, statuses)
		}
		var meanings []string
		for _, status := range statuses {
			text, ok := src.Codes[status]
			if !ok {
				continue
			}
			meanings = append(meanings, text)
			if len(status) == len("2000") && b.reason == "" {
				b.reason = text
			}
		}
		if len(statuses) > 1 {
			b.add(meaning, meanings)
		}
	}
}

// count is for numbers that are never negative. Salesforce writes a negative one,
// mostly -1, for "not known".
func count(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.Number)
	}
	to := c.slotFor(src, r, typeLong)
	return func(b *builder, value string) {
		switch n, ok := parseLong(value); {
		case !ok:
			b.misfit(c.shared, src.field, value, "not a whole number")
		case n >= 0:
			b.put(to, n)
		}
	}
}

// apiVersion is for versions of the API or a client. 9998 and 9999 stand for "no
// version".
func apiVersion(c *compiler, src source, r rule) setter {
	set := keyword(c, src, r)
	return func(b *builder, value string) {
		switch strings.TrimSuffix(value, ".0") {
		case "9998", "9999", "0":
		default:
			set(b, value)
		}
	}
}

// requestStatuses are the letters of REQUEST_STATUS. A redirect is no failure.
var requestStatuses = map[string]string{
	"S": outcomeSuccess,
	"R": outcomeSuccess,
	"F": outcomeFailure,
	"A": outcomeFailure,
	"N": outcomeFailure,
	"U": outcomeUnknown,
}

// loginRequest is for REQUEST_STATUS of a login: that a page was shown does not say that
// somebody got in.
func loginRequest(c *compiler, src source, r rule) setter {
	set := requestStatus(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		if b.requestOutcome == outcomeSuccess {
			b.requestOutcome = ""
		}
	}
}

// requestStatus is for REQUEST_STATUS. It says how the request ended, which is
// not how the event ended: the page of a refused login is shown without failure.
// So a column about the event itself wins.
func requestStatus(c *compiler, src source, r rule) setter {
	set := coded(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		b.requestOutcome = requestStatuses[value]
	}
}
