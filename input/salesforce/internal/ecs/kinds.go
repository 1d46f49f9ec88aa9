package ecs

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// named is for fields that are codes in a log file and words in an object. The
// words are the value as it came, and they are the meaning too, so that
// <field>_name can be searched wherever the event came from.
func named(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	if len(src.Codes) > 0 {
		return coded(c, src, r)
	}
	to, meaning := c.slotFor(src, r, typeKeyword), c.nameSlot(src, r)
	return func(b *builder, value string) {
		b.put(to, value)
		b.put(meaning, value)
	}
}

// flattened is for JSON objects within a value.
func flattened(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	to := c.slotFor(src, r, typeFlattened)
	return func(b *builder, value string) {
		object := map[string]any{}
		err := eachMember([]byte(value), func(name string, v jsonValue) error {
			if name == "" {
				name = "unnamed"
			}
			b.putText(c.shared, object, name, v, 1)
			return nil
		})
		if err != nil {
			b.misfit(c.shared, src.field, value, "not a JSON object")
			return
		}
		if len(object) > 0 {
			b.put(to, object)
		}
	}
}

// recordID is for the Id of objects that have another key. That of big objects
// says nothing.
func recordID(c *compiler, src source, r rule) setter {
	set := keyword(c, src, r)
	return func(b *builder, value string) {
		if value != catalog.EmptyKey {
			set(b, value)
		}
	}
}

// loginHistoryID is for the Id of LoginHistory, by which LoginEvent refers to it.
func loginHistoryID(c *compiler, src source, r rule) setter {
	set := keyword(c, src, r)
	return func(b *builder, value string) {
		b.eventID = value
		set(b, value)
	}
}

// message is for the sentence that says what happened.
func message(of rule) rule {
	inner := of.kind
	of.kind = func(c *compiler, src source, r rule) setter {
		var set setter
		if inner != nil || r.to != "" || r.field != "" {
			set = c.compile(src, rule{kind: inner, to: r.to})
		}
		to := c.declare(Field{Name: "message", Type: typeText})
		return func(b *builder, value string) {
			b.put(to, value)
			if set != nil {
				set(b, value)
			}
		}
	}
	return of
}

// clientInfo is for what a client says about itself, mostly its user agent.
func clientInfo(c *compiler, src source, r rule) setter {
	own, agent := keyword(c, src, r), userAgent(c, src, r)
	return func(b *builder, value string) {
		if strings.HasPrefix(value, "Mozilla/") {
			agent(b, value)
			return
		}
		own(b, value)
	}
}

// errorMessage is for the error that the event is about.
func errorMessage(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.errors = append(b.errors, value) }
}

const reportPrefix = "00O"

// queryIdentifier is for the text of a query, or the id of the report or list view that
// was run.
func queryIdentifier(c *compiler, src source, _ rule) setter {
	query, report, own := c.compile(src, say("query")), c.compile(src, say("report_id")), id18(c, src, rule{})
	return func(b *builder, value string) {
		switch {
		case !isID(value):
			query(b, value)
		case isIDOf(reportPrefix, value):
			report(b, value)
		default:
			own(b, value)
		}
	}
}

func stackTrace(c *compiler, _ source, _ rule) setter {
	to := c.declare(Field{Name: "error.stack_trace", Type: typeWildcard})
	return func(b *builder, value string) { b.put(to, value) }
}
