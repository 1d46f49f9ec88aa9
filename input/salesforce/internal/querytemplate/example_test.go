package querytemplate_test

import (
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
)

// A query of a stanza is rendered with the time of the last event in it.
func ExampleQuery_Render() {
	query, mistakes := querytemplate.New(querytemplate.Source{
		Method:      querytemplate.Object,
		Default:     "SELECT Id, EventDate FROM LoginEvent",
		Value:       "SELECT Id, EventDate FROM LoginEvent WHERE EventDate > [[ .cursor.object.last_event_time ]]",
		CursorField: "EventDate",
	})
	if len(mistakes) > 0 {
		fmt.Println(mistakes)
		return
	}
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for _, cursor := range []querytemplate.Cursor{nil, {querytemplate.LastEventTime: "2026-11-30T11:00:00.000Z"}} {
		statement, err := query.Render(now, cursor)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(statement.Text)
	}
	// Output:
	// SELECT Id, EventDate FROM LoginEvent
	// SELECT Id, EventDate FROM LoginEvent WHERE EventDate > 2026-11-30T11:00:00.000Z
}
