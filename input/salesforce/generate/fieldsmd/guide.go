package fieldsmd

// guide is what a reader should know of one event type or object.
type guide struct {
	name string
	what string // what it records
	look string // what detections look for in it
}

// theme is a part of the documentation.
type theme struct {
	title  string
	guides []guide
}

// themes have every event type and object once, and are the order of the index.
var themes = []theme{
	{"Sign-in and sessions", []guide{
		{"Login", "One login attempt, successful or not.", "Many failures from one `source.ip` over many `user.name` (spraying), or over one (guessing); the first success after failures; logins by `oauthpassword`, which pass no second factor; TLS below 1.2; new `user_agent.name` or country for a user. `event.reason` says why it failed."},
		{"LoginEvent", "The same in real time, with place, application and policy.", "Impossible travel over `source.geo.location`; `salesforce.application` that nobody in the company uses (consent to a foreign connected app); what a transaction security policy refused (`salesforce.policy_outcome: Block` or TwoFADenied, with `event.outcome: failure`); `salesforce.session_level` below what policy demands."},
		{"LoginEventLog", "The same from the event log object.", "As Login."},
		{"LoginHistory", "The same as a standard object, kept six months in every org.", "As Login, where no event monitoring is licensed: failures and successes by `user.id`, `source.ip` and `salesforce.application`."},
		{"LoginGeo", "Where a login came from; LoginHistory and LoginEvent refer to it by `salesforce.login_geo_id`.", "Countries in which the company has nobody."},
		{"LoginIp", "An address that a user's device was activated from.", "Activations shortly before a password or e-mail change; many users activating from one address."},
		{"Logout", "The end of a session: by the user, by timeout or by revocation.", "`event.reason` other than the user's own, for many users at once, after an incident response or a mass revoke (such a row has no user); sessions that never end. `salesforce.login_key` ties it to the login."},
		{"LogoutEvent", "The same in real time.", "Logouts by the user only: pair with LoginEvent on `salesforce.login_key` for the length of sessions."},
		{"AuthSession", "Sessions that are live at the time of the query; rows vanish with them.", "Sessions of one `user.id` from several networks; `salesforce.auth_session.num_seconds_valid` that policy does not allow."},
		{"LoginAs", "What an administrator did as another user. `user.*` is the administrator, `user.effective.*` the user whose rights were used.", "Impersonation of executives or integration users; by administrators who do not do support; any action of `user.effective.id` in the same `salesforce.session_key` was not that user's own."},
		{"LoginAsEvent", "An administrator logs in as another user, in real time.", "`user.name` outside the support team; access that was granted to partners (`login_access_change_grantee_type`); the pages opened first (`url.path`)."},
		{"IdentityVerificationEvent", "A user was asked to prove the identity again (second factor, device activation, step-up).", "`event.reason: ReportedDenied`: the user reported a push that was not theirs. Series of `Denied` and then success (push fatigue); `FailedTooManyAttempts`; successes from a country that the login did not come from."},
		{"VerificationHistory", "The same as a standard object, kept six months.", "As IdentityVerificationEvent."},
		{"IdentityProviderEventStore", "Salesforce as identity provider: a single sign-on into another application.", "`error.code` other than none (AppAccessDenied in series is someone trying doors); new `saml_entity_url`; sign-ons initiated by the service provider that nobody started."},
		{"LockoutEventStream", "A user was locked out after too many failed logins.", "Several users within minutes (spraying); service users, whose lockout is an outage; then Login rows from the same `source.ip` that succeed."},
		{"UserLogin", "Whether a user is frozen or locked, when that changes. `user.*` is who changed it, `user.target.*` whose login it is.", "`is_frozen` taken back outside the joiner-mover-leaver process; locked passwords in series."},
	}},
	{"Threat detection", []guide{
		{"ApiAnomalyEventStore", "Salesforce found API calls that differ from what a user usually does.", "Triage by `event.severity`, which follows from the score (`event.risk_score_norm`, 0 to 100, whatever the scale of `event.risk_score`): `salesforce.security_event_data` says which features made the score. Look at ApiEvent of the same `salesforce.session_key` for what was read (`salesforce.query`)."},
		{"CredentialStuffingEventStore", "A login succeeded in the middle of a credential stuffing attack.", "The password is known to somebody else: revoke sessions and reset. Search Login for other users from the same `source.ip` and `user_agent.original`."},
		{"GuestUserAnomalyEventStore", "Guest users of a site read unusual data.", "Sites whose sharing lets guests read objects: `salesforce.entity_name` and `salesforce.query` are what they got; `total_controller_events` shows automation over Aura endpoints."},
		{"LoginAnomalyEventStore", "A login differs from what is usual for the user.", "The feature that made the score (country, browser, time), and what followed under the same `salesforce.login_key`."},
		{"ReportAnomalyEventStore", "A report was run or exported unlike the user does usually.", "Leavers: large `rowCount` in `salesforce.security_event_data`, unusual network or hour. Compare ReportEvent of the same `salesforce.report_id`."},
		{"SessionHijackingEventStore", "A session goes on from another browser than it began with.", "`current_*` against `previous_*`: a change from a browser to a script or another platform is a stolen session id. `event.risk_score_norm` is how far it changed."},
		{"UniversalAnomalyEventStore", "Further detections, by `rule.category`, such as MCPAnomaly.", "As the others: score, features and session."},
		{"TransactionSecurity", "A transaction security policy was evaluated; an alert where it was triggered.", "`event.action: policy-triggered` by `rule.id` and `user.id`; policies that are never triggered any more after a change."},
	}},
	{"Administration and access", []guide{
		{"SetupAuditTrail", "Every change in Setup, 180 days and more. `user.*` is who acted, `user.effective.*` whose rights were used under Login As, `user.target.*` whom it was done to.", "`event.category: iam`: assignments of permission sets and profiles, password and e-mail changes of others, new users. Changes of session, network-access and SSO settings; new connected apps and certificates; exports of data; `suOrgAdminLogin`, by which an administrator logs in as `user.target.*`, in every org; anything at hours when no administrator works."},
		{"PermissionSetEventStore", "A permission set or group changed, or was assigned to users.", "`salesforce.permission_set.permissions` with ModifyAllData, ViewAllData, ManageUsers, AuthorApex or ViewEncryptedData; assignments to oneself (`user.target.id` is `user.id`); assignments that are taken back within the hour."},
		{"PermissionUpdate", "A permission in a profile or permission set changed.", "`message` with ModifyAllData, ViewAllData, ApiEnabled or PasswordNeverExpires enabled; changes to the guest profile of a site."},
		{"GroupMembership", "A member was added to or removed from a public group or queue.", "Groups that sharing rules open records to; members that are groups themselves (no `user.target.id`); adding and removing within a short time."},
		{"InsufficientAccess", "A user was refused a record.", "Series over many `salesforce.record_id`: somebody enumerates records; `requested_access_level` DELETE or TRANSFER; an actor other than the refused user (`user.effective.id`)."},
		{"ChangeSetOperation", "A change set was deployed, uploaded, validated or deleted.", "Deployments to production outside change windows; uploads to an unknown `target_org_id`."},
		{"MetadataApiOperation", "Metadata was retrieved or deployed by API.", "Deployments from an address or `user_agent` that is not the pipeline's; retrieval of everything by a user who never did."},
		{"PackageInstall", "A package was installed, upgraded, exported or removed.", "Unmanaged packages; installs by others than administrators; `package.name` that no list of approved packages has; push upgrades of abandoned packages."},
		{"Sandbox", "A sandbox was copied.", "Copies of production data to a sandbox that nobody asked for: its controls are weaker."},
		{"PlatformEncryption", "A tenant secret or key was generated, exported, destroyed or used.", "`event.action: key-destroy` and `key-export`, which need no reason more than once a year; keys brought from outside; use by unexpected users."},
	}},
	{"API and integrations", []guide{
		{"ApiEvent", "One API call that read data, in real time, with its SOQL.", "`salesforce.query` on objects of value without LIMIT or with many fields; `salesforce.rows_returned` far above the user's usual; `salesforce.connected_app_id` that is new (stolen OAuth tokens of integrations are used this way); blocked calls."},
		{"API", "One SOAP API call.", "Old `salesforce.api_version`; `salesforce.client_name` of data loaders on machines of sales; large `salesforce.rows_processed`."},
		{"RestApi", "One REST API call.", "`salesforce.rows_processed` by `salesforce.connected_app_id`; 401 and 403 series in `http.response.status_code`; `/sobjects/.../describe` over everything (discovery) and then queries; tools in `user_agent.name` (python-requests, curl)."},
		{"RestApiEventLog", "The same from the event log object.", "As RestApi."},
		{"ApexRestApi", "One call of a REST service written in Apex.", "Services that guests or partners call: errors, large responses, new callers."},
		{"ApexSoap", "One call of a SOAP service written in Apex.", "As ApexRestApi; `salesforce.query` that reads more than the service should."},
		{"ApiTotalUsage", "Every API call, free of charge in all orgs, without what was read or written.", "The inventory of integrations: `salesforce.connected_app_name` and `salesforce.api_version` by user; apps that suddenly call ten times as often; users who never used an API before."},
		{"CompositeApi", "One composite REST call.", "Failures in series; calls that bundle many subrequests to stay below rate rules."},
		{"CompositeApiSubrequest", "One subrequest of a composite call.", "As RestApi."},
		{"BulkApi", "One batch or job of Bulk API 1.0.", "`event.action: bulk-query` with large `salesforce.rows_processed`; `bulk-delete`, hard deletes above all; by users other than the loading accounts."},
		{"BulkApi2", "The state of a job of Bulk API 2.0. A job has several rows.", "As BulkApi; it is the fastest way to take a whole object. Take the maximum of `salesforce.rows_processed` per `salesforce.job_id`, never the sum."},
		{"BulkApiRequest", "A request that creates or changes a bulk job.", "Failed `hardDelete` (somebody tries what they may not); new `salesforce.connected_app_id`."},
		{"BulkApiResultEventStore", "Somebody downloaded the result of a bulk query.", "This is the moment at which data leaves: `salesforce.query` and `source.ip` against the address that made the job."},
		{"UniqueQuery", "A query of a new form was run: SOQL, a report or a list view.", "`salesforce.query` on objects of value by a user or app that never asked for them; queries over many objects within minutes; an agent (`salesforce.agent.id`) that queries more than its task needs."},
		{"InvocableAction", "An action was called by a flow, the API or an agent.", "`salesforce.action_name` that an agent (`salesforce.agent.id`) never called before; `api_caller` outside the usual; unusually long `event.duration`."},
		{"DatabaseSave", "Records were created, changed or deleted, sampled.", "`event.action: record-delete` with large `salesforce.rows_processed`; mind `sample_factor`, each row can stand for many."},
		{"ApexCallout", "Apex called out to another system.", "`url.domain` outside the list of partners (exfiltration by code); credentials in `url.query`; POST with large `http.request.bytes`."},
		{"ContinuationCalloutSummary", "Asynchronous callouts of one page.", "As ApexCallout, over all `salesforce.continuation_callout_summary.urls`."},
		{"NamedCredential", "A callout used a named credential.", "Credentials used by another `caller_package_namespace` than the one they are for."},
		{"ExternalCrossOrgCallout", "Data of another Salesforce org was read or written.", "Volume by `user.id`; failures of authentication between the orgs."},
		{"ExternalCustomApexCallout", "Data behind a custom adapter was read or written.", "As ExternalODataCallout."},
		{"ExternalDataSourceCallout", "DynamoDB or Athena was read or written.", "As ExternalODataCallout; `table_name` that no page uses."},
		{"ExternalODataCallout", "Data behind an OData service was read or written.", "`salesforce.rows_processed` far above pages of a list; writes by users who only read; `event.reason` with refused credentials."},
	}},
	{"Reports, lists and search", []guide{
		{"ReportEvent", "A report was run or exported, in real time, with its columns and rows.", "`event.action: report-export` with large `salesforce.rows_processed`; `salesforce.column_headers` with phone, e-mail, IBAN or birth dates; reports with `salesforce.scope: organization`; exports by users who have handed in notice."},
		{"Report", "A report was run or exported.", "`event.action: report-export`; `salesforce.rows_processed` × `average_row_size` is what was taken; one user over many `salesforce.report_id`."},
		{"ReportExport", "A report was exported.", "Who exports, from which `source.ip`, how often; first exports of a user; right before an account is deactivated."},
		{"AsyncReportRun", "A scheduled or asynchronous run of a report or dashboard.", "Subscriptions that mail reports out; `event.action: report-export`."},
		{"MultiBlockReport", "A joined report was run.", "As Report; it hides how much is read behind one id."},
		{"Dashboard", "A dashboard asked for data. `user.*` is who looked, `user.effective.*` the user it runs as.", "Dashboards that run as an administrator and are seen by everybody."},
		{"ListViewEvent", "A list view was opened, in real time.", "Paging through whole objects: `salesforce.rows_processed` by `salesforce.execution_id`; `salesforce.scope: Everything`."},
		{"Search", "A user searched.", "`salesforce.query` for names of executives, `password`, `salary`; hundreds of searches in an hour."},
		{"SearchClick", "A user opened a result of a search.", "Ties what was searched (`query_id`) to what was read (`salesforce.record_id`)."},
		{"KnowledgeArticleView", "A knowledge article was viewed.", "Internal articles read by guests or partners (`salesforce.user_type`)."},
		{"WaveDownload", "Data was downloaded from CRM Analytics.", "An export that no report log shows: `salesforce.rows_processed` and `dataset_ids`; refused ones (`event.reason`)."},
		{"WaveChange", "A CRM Analytics asset was opened.", "Assets opened by users outside their team."},
		{"WaveInteraction", "A CRM Analytics tab was closed, with its totals.", "Little for detections; usage of assets."},
	}},
	{"Files", []guide{
		{"FileEventStore", "A file was downloaded, previewed or uploaded, in real time.", "`event.action: file-download` many times or of large `file.size` by one user; `file.name` with payroll, customers, keys; uploads of executables (`file.extension`)."},
		{"ContentTransfer", "A file was downloaded, uploaded or previewed.", "Downloads over the API (`salesforce.operation: VersionDownloadApi`) in series; previews are reads too."},
		{"ContentDocumentLink", "Sharing of a file changed.", "Shares to groups, guests or the whole org (to a user: `user.target.id`); collaborator rights; shares right before a download by somebody else."},
		{"ContentDistribution", "A public link to a file was made, changed or opened.", "New public links to sensitive files; views of a link that should be dead."},
		{"DocumentAttachmentDownloads", "A document or an attachment was downloaded.", "As ContentTransfer, for the old kinds of files."},
	}},
	{"Pages and sites", []guide{
		{"URI", "A page of the classic interface was requested.", "Setup pages (`url.path: /setup/*`) opened by users who are no administrators; reports and exports by URL; ids in `salesforce.uri_id` in ascending order."},
		{"UriEvent", "A record was opened, created, changed or deleted in the classic interface, in real time.", "Many `salesforce.record_id` of one object by one user; `event.action: record-delete`."},
		{"LightningUriEvent", "The same in Lightning Experience.", "As UriEvent: a user who reads in an hour what others read in a month."},
		{"AuraRequest", "A component called an Aura endpoint.", "Guests and partners: `salesforce.aura_request.actions` with getItems, getObjectInfo or getRecords from one `source.ip` is how sites are scraped; `action_ids` and `action_durations` are in the same order; failures (`event.outcome`) in series are probing."},
		{"VisualforceRequest", "A Visualforce page was requested.", "Odd parameters in `url.query` (injection); `http.response.bytes` far above usual; pages of packages nobody uses."},
		{"Sites", "A page of a public site was requested.", "Scanning: many errors (`is_error`) and paths from one `source.ip`; guests on API paths; unencrypted requests (`is_secure: false`)."},
		{"LightningPageView", "A page was opened in Lightning.", "Who looked at which record (`salesforce.page_entity_id`, `salesforce.page_entity_type`); walks over many records, page after page."},
		{"LightningInteraction", "A user did something on a page.", "Clicks on export, delete or mass actions (`salesforce.target_ui_element`); `salesforce.record_id` of what was touched."},
		{"OneCommerceUsage", "Usage of Commerce. Salesforce documents no columns of its own.", "Little for detections; its columns arrive as they are."},
		{"Console", "A console tab was opened.", "Agents who open records without a case."},
	}},
	{"Web security", []guide{
		{"BlockedRedirect", "A redirect to a URL that is not trusted was blocked.", "`url.domain`: phishing that uses the company's own links; the page that it started at (`http.request.referrer`)."},
		{"CorsViolation", "A foreign origin was refused by the CORS allowlist.", "`salesforce.origin`: a page that tries to use sessions of your users, or an integration that was forgotten."},
		{"CspViolation", "A page broke its content security policy.", "`url.domain` that is new: injected scripts or skimmers; `event.action: csp-violation-report` was let through."},
		{"HostnameRedirects", "A request went to an old hostname and was redirected or blocked.", "Links that die with the next release; old hostnames that somebody else may take over."},
		{"InsecureExternalAssets", "A page loaded something from outside without encryption.", "`url.original` of scripts over http: whoever is on the way can change the page."},
	}},
	{"Code and automation", []guide{
		{"ApexExecution", "One run of Apex.", "`quiddity_name` anonymous Apex in production is an administrator at a console, or an attacker; entry points that nobody deployed."},
		{"ApexTrigger", "A trigger ran.", "New `trigger_name` after a deployment that nobody announced."},
		{"ApexUnexpectedException", "Apex failed and nobody caught it.", "`error.type` and `error.stack_trace`: failures of access checks; series in services that guests can call."},
		{"ConcurrentLongRunningApexLimit", "A request was ended because too many long ones ran.", "An outage made by one page (`url.path`), by error or on purpose."},
		{"QueuedExecution", "A batch or queueable job ran.", "Jobs of classes that nobody deployed (`entry_point`)."},
		{"ApexInline", "Salesforce reserves this type of log file. Nobody has documented what it holds.", "Nothing yet; its columns arrive as they are."},
		{"FlowExecution", "A flow ran.", "Flows that fail (`number_of_errors`); versions activated outside change windows."},
		{"TimeBasedWorkflow", "The queue of timed workflow was worked on.", "Entries deleted by hand (`type` UIDEL)."},
		{"Pricing", "A pricing procedure ran.", "Failures after a change of procedures; prices asked for by unusual users."},
	}},
	{"Performance and telemetry", []guide{
		{"LightningError", "A page failed in the browser.", "New `error.message` after a release; errors of one user only hint at tampering in the browser."},
		{"LightningLogger", "A component wrote a message.", "What your own components report in `message`."},
		{"LightningPerformance", "A measurement of Lightning.", "Little for detections; slow pages by place and browser."},
		{"WavePerformance", "A page load of CRM Analytics.", "Little for detections; slow assets."},
		{"UITelemetryNavigationTiming", "How long a page took to load, by phase.", "Little for detections; `url.domain` of pages in frames, network trouble by place."},
		{"UITelemetryResourceTiming", "How long a resource of a page took to load.", "Hosts in `url.domain` that pages should not load from."},
	}},
	{"The collection itself", []guide{
		{"EventLogFile", "One log file, as a record.", "Event types that stop coming: somebody switched off what would show them."},
	}},
}
