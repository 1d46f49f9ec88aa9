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
		{Name: "id", Type: "string", Description: "Identifies the input in logs and in the key of its saved state. Set it once and keep it: an input with a new id starts over from `initial_interval`."},
		{Name: "url", Type: "URL", Required: true, Description: "The org's My Domain URL, such as `https://acme.my.salesforce.com`. Its host is part of the key of the saved state. Data requests always go to the `instance_url` that Salesforce returns with a token."},
		{Name: "version", Type: "version", Description: "Version of the REST API, such as `62`; at least 46. Defaults to the newest version that both the org and the input support."},
		{Name: "preserve_original_event", Type: "boolean", Default: "false", Description: "Whether to keep the original row or record in `event.original`."},
		{Name: "max_unacknowledged", Type: "size", Default: "16MiB", Description: "How many bytes of rows and records may wait for the output's acknowledgment, across all inputs of the process. This limits memory if rows are long: an event takes several times the size of its row. Rows of normal length fill Filebeat's queue before they reach this limit. If rows are long and the output is slow to start a batch, lower `queue.mem.flush.timeout`."},
		{Name: "profile", Type: "list of choices", Values: catalog.Profiles(), Description: "What to monitor in the org, such as `[identity, threat]`. Use it instead of `event_types` and `names`, or together with them. Each kind of event is collected from one source: a real-time object if the org stores it and the user may read it, otherwise log files. See [profiles](#profiles)."},
		{Name: "event_format", Type: "choice", Values: []string{"ecs", "message"}, Default: "ecs", Description: "`ecs` publishes finished ECS events. `message` publishes the row or record as JSON in `message`, with `event.provider`, as Elastic's ingest pipelines for Salesforce expect. See [enrichment.md](enrichment.md)."},
		{Name: "enrich.users", Type: "boolean", Default: "false", Description: "Whether to add each user's name, address, role and active status to events that have a user id. The input reads the org's User records in the background. An event is published without these fields if its user has not been read yet. See [enrichment.md](enrichment.md)."},
		{Name: "enrich.names", Type: "boolean", Default: "false", Description: "Whether to add the names of reports, dashboards and connected apps to events that have their ids. They are read in the background, too."},
		{Name: "enrich.interval", Type: "duration", Default: "15m", Description: "How often to query for changes. Each time costs five API requests for `enrich.users` and three for `enrich.names`."},
		{Name: "redact_fields.hash", Type: "list of strings", Description: "Fields whose text is replaced with a keyed hash. Equal texts get equal hashes everywhere. See [enrichment.md](enrichment.md). Cannot be combined with `preserve_original_event`."},
		{Name: "redact_fields.drop", Type: "list of strings", Description: "Fields, or groups of fields, to remove from events."},
		{Name: "redact_fields.preset", Type: "choice", Values: []string{"secrets"}, Description: "`secrets` hashes session keys. It also hides SOQL and SOSL literals, URL query strings, tokens and credentials in every text. See [enrichment.md](enrichment.md)."},
		{Name: "redact_fields.key", Type: "secret", Description: "Key for the hashes, such as `${REDACT_KEY}` from the keystore; at least 16 characters. Required with `hash` and `preset`. If the key changes, equal texts get different hashes."},

		{Name: "coverage.enabled", Type: "boolean", Default: "true", Description: "Whether to keep a ledger of what was collected. `salesforcebeat salesforce coverage` shows it. See [coverage.md](coverage.md)."},
		{Name: "coverage.events", Type: "boolean", Default: "false", Description: "Whether to also publish an event of kind `metric` for each event type and hour that summarizes what was collected. Cannot be combined with `event_format: message`."},
		{Name: "coverage.retention", Type: "duration", Default: "35d", Description: "How long each hour stays in the ledger; at least 7d."},

		{Name: "audit.enabled", Type: "boolean", Default: "true", Description: "Whether the input compares what it has collected with the org, day by day, and collects what is missing. It needs the ledger: `coverage.enabled: false` switches it off, too. See [coverage.md](coverage.md)."},
		{Name: "audit.after", Type: "list of durations", Default: `["6h", "1d", "7d"]`, Description: "The ages at which each UTC day is compared, counted from the end of the day. At least 1s, and at most `coverage.retention`."},
		{Name: "audit.max_requests", Type: "number", Least: 1, Most: 100000, Default: "50", Description: "How many API requests the comparison of one day of one source may take. Usually one is enough. What is left over is compared at the next age."},

		{Name: jwtOption + "enabled", Type: "boolean", Default: "true", Description: "Whether to use this flow. Exactly one flow is used: a flow that sets `enabled: true` takes precedence over flows that do not set `enabled`."},
		{Name: jwtOption + "client.id", Type: "string", Required: true, Description: "Consumer key of the External Client App or Connected App."},
		{Name: jwtOption + "client.username", Type: "string", Required: true, Description: "Username of the integration user."},
		{Name: jwtOption + "client.key_path", Type: "path", Description: "File with the RSA private key that matches the app's certificate; at least 2048 bits. The format is PEM (PKCS#1, PKCS#8 or OpenSSH), encrypted or not. The file is read at each sign-in, so you can replace it at any time. Either this option or `client.key` is required."},
		{Name: jwtOption + "client.key", Type: "secret", Description: "The private key itself, instead of `client.key_path`. Write it on several lines, or on one line with spaces, `\\n` or nothing in place of line breaks, or encode the whole key in base64. Prefer a `${...}` variable from the keystore or from Fleet."},
		{Name: jwtOption + "client.key_passphrase", Type: "secret", Description: "Passphrase of the private key, if the key is encrypted."},
		{Name: jwtOption + "client.cert_path", Type: "path", Description: "File with the app's certificate, in PEM or DER. If it is set, the input refuses to sign in with a key that does not match the certificate. It also warns 30, 14 and 7 days before the certificate expires, and after it has expired."},
		{Name: jwtOption + "url", Type: "URL", Description: "The audience of the assertion. Defaults to `https://login.salesforce.com` for a production org, and to the org's `url` for sandboxes and all other orgs."},
		{Name: jwtOption + "audience_url", Type: "URL", Description: "A clearer name for the `url` of this block."},
		{Name: jwtOption + "token_url", Type: "URL", Description: "Host that issues the tokens. Defaults to the `url` of this block."},

		{Name: PasswordOption + "enabled", Type: "boolean", Default: "true", Description: "Whether to use this flow. Prefer another flow: orgs created since Summer '23 block this one unless an administrator allows it, and External Client Apps do not support it."},
		{Name: PasswordOption + "client.id", Type: "string", Required: true, Description: "Consumer key of the Connected App."},
		{Name: PasswordOption + "client.secret", Type: "secret", Required: true, Description: "Consumer secret of the Connected App."},
		{Name: PasswordOption + "username", Type: "string", Required: true, Description: "Username of the integration user."},
		{Name: PasswordOption + "password", Type: "secret", Required: true, Description: "The user's password, in quotes. After a refused password, the input waits 5 to 10 minutes, and later up to an hour, because Salesforce locks the user after a few failed attempts. A corrected stanza is tried at once."},
		{Name: PasswordOption + "security_token", Type: "secret", Description: "The user's security token. It is needed if the org does not trust this host's IP address. It is appended to the password; omit it if `password` already ends with the token."},
		{Name: PasswordOption + "token_url", Type: "URL", Description: "Host that issues the tokens. Defaults to `https://login.salesforce.com` for a production org, `https://test.salesforce.com` for a sandbox, and the org's `url` for all other orgs."},

		{Name: CredentialsOption + "enabled", Type: "boolean", Default: "true", Description: "Whether to use this flow. The app's policy in Salesforce sets the user that it runs as."},
		{Name: CredentialsOption + "client.id", Type: "string", Required: true, Description: "Consumer key of the External Client App or Connected App."},
		{Name: CredentialsOption + "client.secret", Type: "secret", Required: true, Description: "Consumer secret of the app."},
		{Name: CredentialsOption + "token_url", Type: "URL", Description: "Host that issues the tokens: the org's My Domain URL, never `login.salesforce.com` or `test.salesforce.com`. Defaults to the org's `url`."},

		{Name: FilesOption + "enabled", Type: "boolean", Default: "true", Description: "Whether to use this block."},
		{Name: FilesOption + "event_types", Type: "list of strings", Default: `["*"]`, Description: "Event types to collect, such as `[Login, ApiTotalUsage]`; `\"*\"` means all event types in the org. An event type that you add later starts from `initial_interval`."},
		{Name: FilesOption + "exclude_event_types", Type: "list of strings", Description: "Event types to exclude."},
		{Name: FilesOption + "log_interval", Type: "choice", Values: logIntervals, Default: "auto", Description: "Which log files to collect. `auto` collects hourly files of each event type if the org has them, otherwise daily files. `both` collects hourly files for speed and daily files for completeness; a row that is in both has the same id."},
		{Name: FilesOption + "interval", Type: "duration", Default: "10m", Description: "How often to look for new log files. Each look costs one API request, or two if both hourly and daily files are collected. Each file costs one more."},
		{Name: FilesOption + "initial_interval", Type: "duration", Default: "24h", Description: "How far back the first run collects, by the files' CreatedDate."},
		{Name: FilesOption + "lookback", Type: "duration", Default: "1h", Description: "How far before the newest collected file each look starts, to find files that appear late."},
		{Name: FilesOption + "settle", Type: "duration", Default: "2m", Description: "How old a file must be before it is downloaded. Salesforce lists files while it is still writing them."},
		{Name: FilesOption + "workers", Type: "number", Least: 1, Most: maxWorkers, Default: "4", Description: "How many files to download at once."},

		{Name: FilesOption + "query.default", Type: "template", Description: "The first run's query, which lists the log files. It replaces `event_types`, `log_interval` and `initial_interval`. Write SOQL with `[[ ]]`, as in the x-pack input. Select `LogFile` and the field in `cursor.field`; the input adds the other fields that it needs. See [templates](#templates)."},
		{Name: FilesOption + "query.value", Type: "template", Description: "The query of all later runs. It resumes from `.cursor.event_log_file.last_event_time`, which is `lookback` before the newest collected file. Late files are therefore listed, and files that were already collected are skipped. If you edit a query, it gets a new state and starts over with `query.default`."},
		{Name: FilesOption + "cursor.field", Type: "string", Description: "The field that the query resumes from: `CreatedDate`, `LogDate`, `LastModifiedDate` or `SystemModstamp`. Required with a query."},

		{Name: FilesOption + "batch", Type: "map", Description: "Accepted for compatibility with the x-pack input. It has no effect in either input."},

		{Name: ObjectOption + "enabled", Type: "boolean", Default: "true", Description: "Whether to use this block."},
		{Name: ObjectOption + "names", Type: "list of strings", Description: "Objects to collect, such as `[LoginEvent, LogoutEvent, SetupAuditTrail]`. Required unless there is a query. Each object is a source with its own state. `\"*EventLog\"` means all event log objects in the org, including those that Salesforce adds later. If you use it, set `event_log_file.enabled: false` or exclude the event types that the objects replace, because the same event has a different id in a log file. Event log objects exist only on Hyperforce and keep 30 days of data."},
		{Name: ObjectOption + "interval", Type: "duration", Default: "5m", Description: "How often to query for new records. Each time costs one API request per object, and one more for each additional 2,000 records."},
		{Name: ObjectOption + "initial_interval", Type: "duration", Default: "24h", Description: "How far back the first run collects."},
		{Name: ObjectOption + "delay", Type: "duration", Description: "How far to stay behind the org's clock, because a record can be queried only some time after it is created. The default depends on the kind of object: " + byKind(func(r catalog.Rules) time.Duration { return r.Delay }) + "."},
		{Name: ObjectOption + "lookback", Type: "duration", Description: "How far before the end of the last window the next one starts, to find records that appear later than `delay`. The default depends on the kind of object: " + byKind(func(r catalog.Rules) time.Duration { return r.Lookback }) + ". If `delay` and `lookback` together are shorter than an object needs, the input warns at startup, and so does `salesforcebeat test salesforce`."},

		{Name: ObjectOption + "query.default", Type: "template", Description: "The first run's query for records. It replaces `names`. Write SOQL with `[[ ]]`, as in the x-pack input. Select the field in `cursor.field`. See [templates](#templates)."},
		{Name: ObjectOption + "query.value", Type: "template", Description: "The query of all later runs. If it uses `.cursor.object.batch_start_time` and `.cursor.object.batch_end_time`, it runs once per window, like the objects in `names`. If it uses `.cursor.object.first_event_time` or `last_event_time`, it resumes from the newest record minus `lookback`, and records that were already collected are skipped. If you edit a query, it gets a new state and starts over with `query.default`."},
		{Name: ObjectOption + "cursor.field", Type: "string", Description: "The field that the query resumes from, such as `EventDate`, `CreatedDate` or `Timestamp`. Required with a query."},
		{Name: ObjectOption + "batch.enabled", Type: "boolean", Description: "Whether the query runs once per window. Defaults to true if the query uses both batch times."},
		{Name: ObjectOption + "batch.initial_interval", Type: "duration", Description: "How far back the first window starts. Defaults to `initial_interval`."},
		{Name: ObjectOption + "batch.window", Type: "duration", Description: "The usual maximum length of a window. In quiet times, windows grow beyond it, as long as one request of 2,000 records returns all their records. Otherwise a quiet week in five-minute windows would cost 2,016 requests. Windows that have too many records, or that take the org too long, are made shorter. By default windows are as long as the number of records allows."},
		{Name: ObjectOption + "batch.max_windows_per_run", Type: "number", Least: 1, Description: "Accepted for compatibility with the x-pack input. It has no effect: a run always catches up, because a limited run could fall behind forever."},

		{Name: "resource.timeout", Type: "duration", Default: "150s", Description: "How long to wait for a connection, and for a response to start. The body of a log file may take any time; see `resource.idle_timeout`."},
		{Name: "resource.idle_timeout", Type: "duration", Default: "60s", Description: "How long the body of a response may stall before it is requested again. Over five times this duration, the body must also deliver at least 512 bytes per second. Time spent waiting for a slow output does not count."},
		{Name: "resource.retry.max_attempts", Type: "number", Least: 1, Default: "5", Description: "How many times a request is tried in total before its poll fails. The next poll tries again."},
		{Name: "resource.retry.wait_min", Type: "duration", Default: "1s", Description: "Wait before the first retry. The wait doubles with each retry."},
		{Name: "resource.retry.wait_max", Type: "duration", Default: "60s", Description: "Longest wait between two retries."},
		{Name: "resource.ssl", Type: "TLS settings", Description: "TLS settings, as for every Beat: `certificate_authorities`, `verification_mode`, ... TLS 1.0 and 1.1 are not used unless `supported_protocols` names them."},
		{Name: "resource.proxy_url", Type: "proxy URL", Description: "Proxy for all requests. Defaults to the proxy set in the environment."},
		{Name: "resource.proxy_disable", Type: "boolean", Default: "false", Description: "Whether to use no proxy, regardless of the environment."},
		{Name: "resource.proxy_headers", Type: "map", Description: "Headers to send to the proxy, by name."},
		{Name: "resource.idle_connection_timeout", Type: "duration", Description: "How long an unused connection is kept."},
		{Name: "resource.api_share", Type: "share", Default: "50%", Description: "The share of the org's API requests per 24 hours that this input may use, such as `25%` or `0.25`. Inputs of the process that sign in as the same user of the same app use one share together. The share is never exceeded while the process runs: each request counts for 24 hours, including failed requests but not sign-ins. As the share runs out, polls become less frequent. Then polls for performance and availability stop, and later all polls except those for sign-in, permissions and threats. Regardless of the share, the org's last requests are left to other applications. Nothing is lost: delayed data is collected when requests are available again. See [reliability.md](reliability.md#requests)."},
		{Name: tracerOption + "enabled", Type: "boolean", Description: "Whether to write each request and response to a file, as lines of JSON, for troubleshooting. Defaults to true if `filename` is set. `false` with a `filename` deletes the file and its rotated files. Secrets and the contents of log files are removed. Records of users are included, up to 4 KiB of each response."},
		{Name: tracerOption + "filename", Type: "path", Description: "The trace file, such as `http-request-trace-*.ndjson`. A `*` is replaced with the input's id. The file must be inside Filebeat's log directory, `path.logs`; a relative name is resolved from its subdirectory `salesforce`. Only the owner of the process can read the file."},
		{Name: tracerOption + "maxsize", Type: "number", Default: "1", Description: "The size in megabytes at which the file is rotated."},
		{Name: tracerOption + "maxage", Type: "number", Default: "0", Description: "How many days to keep rotated files; 0 keeps them forever."},
		{Name: tracerOption + "maxbackups", Type: "number", Default: "0", Description: "How many rotated files to keep; 0 keeps all of them."},
		{Name: tracerOption + "localtime", Type: "boolean", Default: "false", Description: "Whether the names of rotated files use the host's local time instead of UTC."},
		{Name: tracerOption + "compress", Type: "boolean", Default: "false", Description: "Whether to compress rotated files."},
		{Name: "resource.allow_http", Type: "boolean", Default: "false", Description: "Whether secrets and data may be sent over plain `http` to hosts other than this one. Use it only for tests. It applies to all URLs, including the `instance_url` that Salesforce returns."},

		{Name: advancedOption, Type: "map", Description: "More options of this table, for Fleet policies, because the Fleet form does not offer all of them. They work as if they were set outside of `advanced`. An option that is set in both places is rejected."},
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
