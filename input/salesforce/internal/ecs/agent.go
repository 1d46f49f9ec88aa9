package ecs

import "github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"

// agentField is something that an event says of the agent or bot that acted.
type agentField struct {
	columns []string // of log files, and of objects as columns
	own     string   // below salesforce
	ecs     string   // its place in ECS, or empty if ECS has none
	what    string
}

// agentFields say where activity of agents goes. The pinned ECS (8.0) has no gen_ai; once
// it has, genAI is the one line to change.
var agentFields = []agentField{
	{[]string{"BOT_ID", "BOT_IDENTIFIER"}, "agent.id", "gen_ai.agent.id", "Agent or bot that acted."},
	{[]string{"BOT_SESSION_ID", "BOT_SESSION_IDENTIFIER"}, "agent.session_id", "", "Session of the agent or bot that acted."},
	{[]string{"PLANNER_ID", "PLANNER_IDENTIFIER"}, "agent.planner_id", "", "Planner of the agent that acted."},
}

// genAI says whether the pinned ECS has the fields of gen_ai.
const genAI = false

// agentRules are the rules of the columns.
func agentRules(inECS bool) map[string]rule {
	rules := map[string]rule{}
	for _, field := range agentFields {
		for _, column := range field.columns {
			rules[column] = say(field.own)
			if inECS && field.ecs != "" {
				rules[column] = rule{kind: agentID, to: field.ecs}
			}
		}
	}
	return rules
}

// agentWords are the words of the vocabulary.
func agentWords(inECS bool) map[string]word {
	words := map[string]word{}
	for _, field := range agentFields {
		if !inECS || field.ecs == "" {
			words[field.own] = word{kind: agentID, description: field.what}
		}
	}
	return words
}

// agentID is for ids of agents, some of which are ids of records.
func agentID(c *compiler, src source, r rule) setter {
	set := keyword(c, src, r)
	return func(b *builder, value string) {
		if !isNoID(value) {
			set(b, catalog.ID15To18(value))
		}
	}
}
