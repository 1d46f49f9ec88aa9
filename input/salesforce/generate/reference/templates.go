package reference

const referenceTail = `
## Several blocks

` + "`event_log_file` and `object`" + ` each take a list of blocks too. Each block, and each name in
it, is collected for itself, with a state of its own:

    object:
      - names: [LoginEvent, LogoutEvent]
      - query.default: SELECT FIELDS(STANDARD) FROM SetupAuditTrail
        query.value: SELECT FIELDS(STANDARD) FROM SetupAuditTrail WHERE CreatedDate > [[ .cursor.object.last_event_time ]]
        cursor.field: CreatedDate

## Templates

` + "`query.default` and `query.value`" + ` are templates of Go's text/template between ` + "`[[` and `]]`" + `.
Both are tried when the stanza is loaded, with a sample of a cursor: a mistake in them is a
mistake of the stanza.

| function | gives |
| --- | --- |
| ` + "`now`" + ` | the org's time, in UTC; ` + "`now.Add`" + ` adds a duration |
| ` + "`parseDuration \"-7d\"`" + ` | a duration; also with ` + "`d` and `w`" + ` |
| ` + "`formatTime TIME LAYOUT`" + ` | a time as text, in UTC |
| ` + "`parseTime TEXT LAYOUT`" + ` | a time from text |
| ` + "`quote TEXT`" + ` | a SOQL string, with its quotes |

A layout is one of Go's, or one of the names ANSIC, UnixDate, RubyDate, RFC822, RFC822Z, RFC850,
RFC1123, RFC1123Z, RFC3339, RFC3339Nano, Kitchen and CustomRFC3339Like.

| of ` + "`.cursor.event_log_file` and `.cursor.object`" + ` | is |
| --- | --- |
| ` + "`last_event_time`, `first_event_time`" + ` | how far is collected, less ` + "`lookback`" + ` |
| ` + "`last_event_id`" + ` | an Id before all others, so that ` + "`(time = ... AND Id > '...')`" + ` holds; the last Id where a query goes on by Id alone |
| ` + "`batch_start_time`, `batch_end_time`, `progress_time`" + ` | of objects only: the window that is asked for, and its start |

What a query cannot be guarded against is said as a warning when the input starts, and by
` + "`salesforcebeat test salesforce`" + `. A query with a ` + "`LIMIT`" + ` has no lookback. One whose
` + "`cursor.field`" + ` is no time, such as ` + "`Id`" + `, goes on exactly where it was. One that does not use its
cursor gives everything again with each run.
`
