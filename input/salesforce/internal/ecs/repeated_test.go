package ecs

import (
	"strings"
	"testing"
)

func TestColumnsOfOneNameKeepAllTheirValues(t *testing.T) {
	long := strings.Repeat("x", longestKeyword+1)
	for _, tt := range []struct {
		name   string
		column string
		cells  []string
		want   map[string]any
	}{
		{"of no table", "NEW", []string{"a", "b", "c"}, map[string]any{
			"salesforce.login.new": "a", "salesforce.unparsed.new": []string{"b", "c"},
			"error.message": []string{"new: " + repeatedProblem, "new: " + repeatedProblem},
		}},
		{"of ECS", "SOURCE_IP", []string{"198.51.100.7", "198.51.100.8", "198.51.100.9"}, map[string]any{
			"source.ip": "198.51.100.7", "related.ip": []string{"198.51.100.7"},
			"salesforce.unparsed.source_ip": []string{"198.51.100.8", "198.51.100.9"},
		}},
		{"of the vocabulary", "LOGIN_KEY", []string{"k1", "k2", "k3"}, map[string]any{
			"salesforce.login_key": "k1", "salesforce.unparsed.login_key": []string{"k2", "k3"},
		}},
		{"with a type", "CPU_TIME", []string{"1", "2", "3"}, map[string]any{
			"salesforce.cpu_time": int64(1), "salesforce.unparsed.cpu_time": []string{"2", "3"},
		}},
		{"that say the same", "USER_NAME", []string{"ana", "ana", "ana"}, map[string]any{
			"user.name": "ana", "salesforce.unparsed": nil, "error": nil,
		}},
		{"of which the first is blank", "USER_NAME", []string{"", " ", "ana"}, map[string]any{
			"user.name": "ana", "salesforce.unparsed": nil,
		}},
		{"of which one is long", "NEW", []string{"a", long, "c"}, map[string]any{
			"salesforce.login.new": "a", "salesforce.extra_text.new": long, "salesforce.unparsed.new": "c",
		}},
		{"in a short row", "NEW", []string{"a", "b"}, map[string]any{
			"salesforce.login.new": "a", "salesforce.unparsed.new": "b", "tags": []string{TagRaggedRow},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header := []string{tt.column, "EVENT_TYPE", tt.column, tt.column}
			cells := append([]string{tt.cells[0], "Login"}, tt.cells[1:]...)
			event := NewMapper(Options{}).Rows(testOrg, LogFile{EventType: "Login"}, header).Map(cells, "1", nil)
			conformsWithUnknown(t, event)
			wantLeaves(t, event, tt.want)
		})
	}
}

func TestNamesThatBecomeOneFieldKeepAllTheirValues(t *testing.T) {
	long := strings.Repeat("x", longestKeyword+1)
	event := mapNewRow(t, LogFile{EventType: "New"}, map[string]string{"A.B": "1", "A B": "2", "A_B": "3"})
	wantLeaves(t, event, map[string]any{"salesforce.new.a_b": "2", "salesforce.unparsed.a_b": []string{"1", "3"}})

	event = mapNewRow(t, LogFile{EventType: "New"}, map[string]string{"A.B": long + "1", "A_B": long + "2"})
	wantLeaves(t, event, map[string]any{"salesforce.extra_text.a_b": []string{long + "1", long + "2"}})
}
