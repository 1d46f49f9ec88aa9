package schema

import (
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

const (
	jwtOption         = "auth.oauth2." + JWTBearerFlow + "."
	PasswordOption    = "auth.oauth2." + UserPasswordFlow + "."
	CredentialsOption = "auth.oauth2." + ClientCredentialsFlow + "."
	FilesOption       = "event_monitoring_method.event_log_file."
	ObjectOption      = "event_monitoring_method.object."
	tracerOption      = "resource.tracer."
)

// Options returns all options of the input, in the order of the reference. A
// duration is written like 90s, 10m, 24h, 7d or 2w.
func Options() []Option {
	return []Option{
		{Name: "id", Type: "string", Description: "Names the input in logs and is part of the key under which its state is kept. Give one, and keep it: a new id starts again from `initial_interval`."},
		{Name: "url", Type: "URL", Required: true, Description: "The org's My Domain URL, such as `https://acme.my.salesforce.com`. Its host is part of the key under which the state is kept. Data is always asked for at the `instance_url` that Salesforce names when it gives a token."},
		{Name: "version", Type: "version", Description: "Version of the REST API, such as `62`; at least 46. Left out: the newest that the org and the input both know."},
		{Name: "preserve_original_event", Type: "boolean", Default: "false", Description: "Keep the row or record as it came in `event.original`."},
		{Name: "max_unacknowledged", Type: "size", Default: "16MiB", Description: "How many bytes of rows and records may be published and not yet acknowledged by the output, over all inputs of the process. It bounds memory when rows are long: an event takes several times the bytes of its row. Rows of ordinary length fill Filebeat's queue before they reach it. If rows are long and the output is slow to start a batch, lower `queue.mem.flush.timeout`."},
		{Name: "profile", Type: "list of choices", Values: catalog.Profiles(), Description: "What to know of the org, such as `[identity, threat]`, in place of `event_types` and `names`, or beside them. For each kind of event one source is collected: a real-time object if the org stores it and the user may read it, else log files. See [profiles](#profiles)."},
		{Name: "event_format", Type: "choice", Values: []string{"ecs", "message"}, Default: "ecs", Description: "`ecs`: finished ECS events. `message`: the row or record as JSON in `message`, and `event.provider`, as Elastic's ingest pipelines for Salesforce expect it. See [enrichment.md](enrichment.md)."},
		{Name: "enrich.users", Type: "boolean", Default: "false", Description: "Add names, addresses, roles and whether they are active to the ids of users, from the org's User records. They are read in the background; an event whose user is not known yet goes out without. See [enrichment.md](enrichment.md)."},
		{Name: "enrich.names", Type: "boolean", Default: "false", Description: "Add the names of reports, dashboards and connected apps to their ids, likewise."},
		{Name: "enrich.interval", Type: "duration", Default: "15m", Description: "How often to ask for what has changed. Each time costs five API requests for `enrich.users` and three for `enrich.names`."},
		{Name: "redact_fields.hash", Type: "list of strings", Description: "Fields whose text is replaced by a keyed hash, which is the same for the same text everywhere. See [enrichment.md](enrichment.md). Not together with `preserve_original_event`."},
		{Name: "redact_fields.drop", Type: "list of strings", Description: "Fields, or groups of fields, that are taken out of events."},
		{Name: "redact_fields.preset", Type: "choice", Values: []string{"secrets"}, Description: "`secrets` hashes the keys of sessions. In every text it hides literals of SOQL and SOSL, queries of URLs, tokens and credentials. See [enrichment.md](enrichment.md)."},
		{Name: "redact_fields.key", Type: "secret", Description: "Key of the hashes, of 16 characters or more, such as `${REDACT_KEY}` from the keystore. Required with `hash` and `preset`. With another key equal texts get other hashes."},

		{Name: "coverage.enabled", Type: "boolean", Default: "true", Description: "Whether a ledger of what was collected is kept, which `salesforcebeat salesforce coverage` shows. See [coverage.md](coverage.md)."},
		{Name: "coverage.events", Type: "boolean", Default: "false", Description: "Also publish an event of the kind `metric` for each event type and hour, which says what was collected of it. Not with `event_format: message`."},
		{Name: "coverage.retention", Type: "duration", Default: "35d", Description: "How long hours stay in the ledger; at least 7d."},

		{Name: "audit.enabled", Type: "boolean", Default: "true", Description: "Whether the input compares what it has collected with the org, day by day, and collects what is missing. It needs the ledger: `coverage.enabled: false` switches it off, too. See [coverage.md](coverage.md)."},
		{Name: "audit.after", Type: "list of durations", Default: `["6h", "1d", "7d"]`, Description: "The ages at which each UTC day is compared, counted from the end of the day. At least 1s, and at most `coverage.retention`."},
		{Name: "audit.max_requests", Type: "number", Least: 1, Most: 100000, Default: "50", Description: "How many API requests the comparison of one day of one source may take. Usually one is enough. What is left over is compared at the next age."},

		{Name: jwtOption + "enabled", Type: "boolean", Default: "true", Description: "Whether the block is in use. Exactly one flow is; one that says so goes before those that say nothing."},
		{Name: jwtOption + "client.id", Type: "string", Required: true, Description: "Consumer key of the External Client App or Connected App."},
		{Name: jwtOption + "client.username", Type: "string", Required: true, Description: "Username of the integration user."},
		{Name: jwtOption + "client.key_path", Type: "path", Description: "File with the RSA private key, of 2048 bits or more, whose certificate the app has: PEM in PKCS#1, PKCS#8 or OpenSSH's form, encrypted or not. It is read at each sign-in, so it can be replaced at any time. Either this or `client.key` is required."},
		{Name: jwtOption + "client.key", Type: "secret", Description: "The private key itself, in place of `client.key_path`: in lines, in one line with spaces, `\\n` or nothing for the line ends, or in base64 once more. Best as `${...}` from the keystore or from Fleet."},
		{Name: jwtOption + "client.key_passphrase", Type: "secret", Description: "Passphrase of the private key, where it is encrypted."},
		{Name: jwtOption + "client.cert_path", Type: "path", Description: "File with the certificate that the app has, in PEM or DER. With it the input refuses to sign in with a key that is not the certificate's, and warns 30, 14 and 7 days before the certificate ends, and after."},
		{Name: jwtOption + "url", Type: "URL", Description: "The audience of the assertion. Left out: `https://login.salesforce.com` for a production org, and the `url` of the org for sandboxes and all others."},
		{Name: jwtOption + "audience_url", Type: "URL", Description: "Another name for `url`, which says what it is."},
		{Name: jwtOption + "token_url", Type: "URL", Description: "Host that gives the tokens. Left out: the `url` of this block."},

		{Name: PasswordOption + "enabled", Type: "boolean", Default: "true", Description: "Whether the block is in use. Orgs made since Summer '23 block this flow unless an administrator allows it, and External Client Apps do not have it: prefer another."},
		{Name: PasswordOption + "client.id", Type: "string", Required: true, Description: "Consumer key of the Connected App."},
		{Name: PasswordOption + "client.secret", Type: "secret", Required: true, Description: "Consumer secret of the Connected App."},
		{Name: PasswordOption + "username", Type: "string", Required: true, Description: "Username of the integration user."},
		{Name: PasswordOption + "password", Type: "secret", Required: true, Description: "The user's password, in quotes. A refused password is tried again after 5 to 10 minutes, then after up to an hour, because Salesforce locks the user after a few; a corrected stanza is tried at once."},
		{Name: PasswordOption + "security_token", Type: "secret", Description: "The user's security token, where the address of this host is not trusted. It is appended to the password, which may have it already: then leave this out."},
		{Name: PasswordOption + "token_url", Type: "URL", Description: "Host that gives the tokens. Left out: `https://login.salesforce.com` for a production org, `https://test.salesforce.com` for a sandbox, and the `url` of the org for all others."},

		{Name: CredentialsOption + "enabled", Type: "boolean", Default: "true", Description: "Whether the block is in use. The app's policy in Salesforce names the user that it runs as."},
		{Name: CredentialsOption + "client.id", Type: "string", Required: true, Description: "Consumer key of the External Client App or Connected App."},
		{Name: CredentialsOption + "client.secret", Type: "secret", Required: true, Description: "Consumer secret of the app."},
		{Name: CredentialsOption + "token_url", Type: "URL", Description: "Host that gives the tokens: the org's My Domain URL, never `login` or `test.salesforce.com`. Left out: the `url` of the org."},

		{Name: FilesOption + "enabled", Type: "boolean", Default: "true", Description: "Whether the block is in use."},
		{Name: FilesOption + "event_types", Type: "list of strings", Default: `["*"]`, Description: "Event types to collect, such as `[Login, ApiTotalUsage]`; `\"*\"` for all that the org has. A type that is added later starts at its own `initial_interval`."},
		{Name: FilesOption + "exclude_event_types", Type: "list of strings", Description: "Event types to leave out."},
		{Name: FilesOption + "log_interval", Type: "choice", Values: logIntervals, Default: "auto", Description: "Which log files to collect. `auto`: of each event type the hourly files where the org has them, else the daily ones. `both`: hourly files for speed and daily files for completeness; a row that is in both has one id."},
		{Name: FilesOption + "interval", Type: "duration", Default: "10m", Description: "How often to look for new log files. Each look costs one API request, or two where hourly and daily files are collected, and each file one."},
		{Name: FilesOption + "initial_interval", Type: "duration", Default: "24h", Description: "How far back a first run collects, by the files' CreatedDate."},
		{Name: FilesOption + "lookback", Type: "duration", Default: "1h", Description: "How far before the newest collected file each look begins, to find files that show up late."},
		{Name: FilesOption + "settle", Type: "duration", Default: "2m", Description: "How old a file must be before it is downloaded: Salesforce lists files that it still writes."},
		{Name: FilesOption + "workers", Type: "number", Least: 1, Most: maxWorkers, Default: "4", Description: "How many files are downloaded at once."},

		{Name: FilesOption + "query.default", Type: "template", Description: "A query that lists the log files, in place of `event_types`, `log_interval` and `initial_interval`: SOQL with `[[ ]]`, as in Elastic's input. It is the query of the first run. It selects `LogFile` and the cursor's field; what else is needed is added. See [templates](#templates)."},
		{Name: FilesOption + "query.value", Type: "template", Description: "The query of all later runs, by `.cursor.event_log_file.last_event_time`. What it is told is `lookback` before the newest collected file, so that files that show late are listed again; what was collected is left out. A query that is edited is another one: it has a state of its own and begins with `query.default`."},
		{Name: FilesOption + "cursor.field", Type: "string", Description: "The field by which the query goes on: `CreatedDate`, or `LogDate`, `LastModifiedDate` or `SystemModstamp`. Required with a query."},

		{Name: FilesOption + "batch", Type: "map", Description: "Taken for the sake of stanzas of Elastic's input, which takes it too, and without effect there as here."},

		{Name: ObjectOption + "enabled", Type: "boolean", Default: "true", Description: "Whether the block is in use."},
		{Name: ObjectOption + "names", Type: "list of strings", Description: "Required, unless there is a query. Objects to collect, such as `[LoginEvent, LogoutEvent, SetupAuditTrail]`. Each is a source with a state of its own. `\"*EventLog\"` stands for all event log objects of the org, also those that Salesforce adds later; set `event_log_file.enabled: false` or exclude the event types that they replace, because the same event gets another id there. Event log objects exist on Hyperforce only and keep 30 days."},
		{Name: ObjectOption + "interval", Type: "duration", Default: "5m", Description: "How often to ask for new records. Each time costs one API request an object, and one for each further 2,000 records."},
		{Name: ObjectOption + "initial_interval", Type: "duration", Default: "24h", Description: "How far back a first run collects."},
		{Name: ObjectOption + "delay", Type: "duration", Description: "How far to stay behind the org's clock, because a record can be queried only some time after it came into existence. Defaults to what the kind of object needs: " + byKind(func(r catalog.Rules) time.Duration { return r.Delay }) + "."},
		{Name: ObjectOption + "lookback", Type: "duration", Description: "How far before the end of the last window the next one begins, to find records that can be queried later than `delay`. Defaults to what the kind of object needs: " + byKind(func(r catalog.Rules) time.Duration { return r.Lookback }) + ". If `delay` and `lookback` together are less than a kind needs, the input warns when it starts, and so does `salesforcebeat test salesforce`."},

		{Name: ObjectOption + "query.default", Type: "template", Description: "A query for records, in place of `names`: SOQL with `[[ ]]`, as in Elastic's input. It is the query of the first run. It selects the cursor's field. See [templates](#templates)."},
		{Name: ObjectOption + "query.value", Type: "template", Description: "The query of all later runs. With `.cursor.object.batch_start_time` and `.cursor.object.batch_end_time` it is asked for one window after the other, as objects that are named are. With `.cursor.object.first_event_time` or `last_event_time` it goes on from the newest record less `lookback`, and what was collected is left out. A query that is edited is another one: it has a state of its own and begins with `query.default`."},
		{Name: ObjectOption + "cursor.field", Type: "string", Description: "The field by which the query goes on, such as `EventDate`, `CreatedDate` or `Timestamp`. Required with a query."},
		{Name: ObjectOption + "batch.enabled", Type: "boolean", Description: "Whether the query is asked for in windows. Left out: if it uses both batch times."},
		{Name: ObjectOption + "batch.initial_interval", Type: "duration", Description: "How far back the first window begins. Left out: `initial_interval`."},
		{Name: ObjectOption + "batch.window", Type: "duration", Description: "How long a window is at most. Quiet times are asked for in longer ones, as long as one request, of 2,000 records, brings what is in them: a week in windows of five minutes would cost 2,016 requests. Those with too many records, or that take the org too long, are made smaller. Left out: as long as the number of records allows."},
		{Name: ObjectOption + "batch.max_windows_per_run", Type: "number", Least: 1, Description: "Taken for the sake of stanzas of Elastic's input, and without effect: a run always catches up, because one that may not can fall behind for good."},

		{Name: "resource.timeout", Type: "duration", Default: "150s", Description: "How long to wait for a connection, and for an answer to begin. The body of a log file may take any time, see `resource.idle_timeout`."},
		{Name: "resource.idle_timeout", Type: "duration", Default: "60s", Description: "How long the body of an answer may stand still before it is asked for again. Over five times as long, it must also bring at least 512 bytes per second. Time in which the output is slow does not count."},
		{Name: "resource.retry.max_attempts", Type: "number", Least: 1, Default: "5", Description: "How often a request is tried in all before its poll fails. The next poll tries again."},
		{Name: "resource.retry.wait_min", Type: "duration", Default: "1s", Description: "First wait between two tries; it doubles with each."},
		{Name: "resource.retry.wait_max", Type: "duration", Default: "60s", Description: "Longest wait between two tries."},
		{Name: "resource.ssl", Type: "TLS settings", Description: "TLS settings, as for every Beat: `certificate_authorities`, `verification_mode`, ... TLS 1.0 and 1.1 are not used unless `supported_protocols` names them."},
		{Name: "resource.proxy_url", Type: "proxy URL", Description: "Proxy for all requests. Left out: the one in the environment."},
		{Name: "resource.proxy_disable", Type: "boolean", Default: "false", Description: "Whether to use no proxy, whatever the environment says."},
		{Name: "resource.proxy_headers", Type: "map", Description: "Headers that are sent to the proxy, by name."},
		{Name: "resource.idle_connection_timeout", Type: "duration", Description: "How long an unused connection is kept."},
		{Name: "resource.api_share", Type: "share", Default: "50%", Description: "How much of the API requests that the org has in 24 hours may be made by this input and all others of the process that sign in as the same user of the same app, as `25%` or `0.25`. It is never exceeded as long as the process runs: each request but sign-ins counts, failed ones too, until it is more than 24 hours old. As it is used up, polls become rarer, then those for performance and availability stop, then all but those for sign-in, permissions and threats. Whatever the share, the last requests of the whole org are left to others. Nothing is lost: what waits is collected when there is room. See [reliability.md](reliability.md#requests)."},
		{Name: tracerOption + "enabled", Type: "boolean", Description: "Whether to write each request and each answer into a file, as lines of JSON, to look for a fault. Left out: if there is a `filename`. `false` with a `filename` deletes the file and those that were rotated. Secrets are taken out, and what log files hold is left out; records of users are in it, up to 4 KiB of each answer."},
		{Name: tracerOption + "filename", Type: "path", Description: "The file, such as `http-request-trace-*.ndjson`; a `*` stands for the input's id. It has to be inside of the directory of Filebeat's logs, `path.logs`; a relative name is in `salesforce` there. Only the owner of the process can read it."},
		{Name: tracerOption + "maxsize", Type: "number", Default: "1", Description: "How many megabytes the file has before it is rotated."},
		{Name: tracerOption + "maxage", Type: "number", Default: "0", Description: "How many days rotated files are kept; 0 for ever."},
		{Name: tracerOption + "maxbackups", Type: "number", Default: "0", Description: "How many rotated files are kept; 0 for all."},
		{Name: tracerOption + "localtime", Type: "boolean", Default: "false", Description: "Whether rotated files are named by the host's time instead of UTC."},
		{Name: tracerOption + "compress", Type: "boolean", Default: "false", Description: "Whether rotated files are compressed."},
		{Name: "resource.allow_http", Type: "boolean", Default: "false", Description: "Whether secrets and data may go over plain `http` to other hosts than this one. For test rigs only; it speaks of all URLs, and of the `instance_url` that Salesforce names."},

		{Name: advancedOption, Type: "map", Description: "Further options of this table, for policies of Fleet, whose forms do not have them all. They count as if they stood beside it. One that is given beside it as well is refused."},
	}
}

// byKind writes what the kinds of objects need of something.
func byKind(of func(catalog.Rules) time.Duration) string {
	standard, log := of(catalog.Standard.Rules()), of(catalog.EventLog.Rules())
	if big := of(catalog.BigObject.Rules()); big != standard {
		return fmt.Sprintf("`%s`, `%s` for big objects and `%s` for event log objects (`*EventLog`)", Short(standard), Short(big), Short(log))
	}
	return fmt.Sprintf("`%s`, and `%s` for event log objects (`*EventLog`)", Short(standard), Short(log))
}

// Flow names, as they are in a stanza.
const (
	JWTBearerFlow         = "jwt_bearer_flow"
	UserPasswordFlow      = "user_password_flow"
	ClientCredentialsFlow = "client_credentials_flow"
)
