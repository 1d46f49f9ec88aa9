package engine

import (
	"maps"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

// A childPlan is the query of the children of each record.
type childPlan struct {
	relationship Relationship
	name         string
	plan         *Plan
}

// addChildren checks a query of children.
func (p *Plan) addChildren(item soql.SelectItem, now time.Time) *Error {
	for name, relationship := range p.object.Children {
		if !strings.EqualFold(name, item.Name.Text) {
			continue
		}
		plan := newPlan(item.Children, relationship.Object, p.version)
		if err := plan.check(now); err != nil {
			return err
		}
		if plan.count || len(plan.aggregates) > 0 {
			return p.malformed(item.Name.Pos, "aggregate functions are not supported in a query of "+name)
		}
		p.children = append(p.children, childPlan{relationship, name, plan})
		p.fields = append(p.fields, Field{Name: name, Type: Children})
		return nil
	}
	return &Error{InvalidType, soql.Locate(p.query.Text, item.Name.Pos, "Didn't understand relationship '"+item.Name.Text+
		"' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the "+
		"custom relationship name. Please reference your WSDL or the describe call for the appropriate names.")}
}

// AddChildren answers the queries of children for each record of a result. It
// asks find for the records of an object.
func (p *Plan) AddChildren(result *Result, find func(*Object) []Record) {
	if len(p.children) == 0 {
		return
	}
	for i, parent := range result.Records {
		record := maps.Clone(parent)
		for _, child := range p.children {
			var kids []Record
			for _, kid := range find(child.relationship.Object) {
				if shortID(kid[child.relationship.Field]) == shortID(parent["Id"]) {
					kids = append(kids, kid)
				}
			}
			record[child.name] = nil
			if found := child.plan.Run(kids); found.Total > 0 {
				record[child.name] = found
			}
		}
		result.Records[i] = record
	}
}
