package soql_test

import (
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

func ExampleQuery() {
	start := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	query := soql.Query{
		Select:  []string{"Id", "CreatedDate", "LogFile"},
		From:    "EventLogFile",
		Where:   []string{soql.In("EventType", []string{"Login", "O'Brien"}), "CreatedDate >= " + soql.DateTime(start)},
		OrderBy: []string{"CreatedDate"},
		Limit:   2,
	}
	fmt.Println(query)
	// Output:
	// SELECT Id, CreatedDate, LogFile FROM EventLogFile WHERE EventType IN ('Login', 'O\'Brien') AND CreatedDate >= 2026-11-30T12:00:00.000Z ORDER BY CreatedDate LIMIT 2
}
