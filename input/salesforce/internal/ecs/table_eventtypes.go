package ecs

// typeRules are what differs for one event type.
var typeRules = map[string]map[string]rule{
	"Login": {
		"LOGIN_STATUS":              {kind: loginStatus, field: "status"},
		"REQUEST_STATUS":            {kind: loginRequest, to: "salesforce.request_status"},
		"LOGIN_URL":                 {kind: loginHost, field: "url"},
		"AUTHENTICATION_SERVICE_ID": {kind: id18},
	},
	"Logout": {
		"USER_INITIATED_LOGOUT": {kind: userInitiatedLogout},
		"RESOLUTION_TYPE":       {kind: without(long, "9999")},
		"SESSION_LEVEL":         {kind: coded, to: "salesforce.session_level"},
	},
	"LoginAs": {
		"DELEGATED_USER_ID":         {kind: actorID},
		"DELEGATED_USER_ID_DERIVED": {kind: actorID},
		"DELEGATED_USER_NAME":       {kind: actorName},
	},
	"InsufficientAccess": {
		"ACTUAL_LOGGED_IN_USER_ID": {kind: actorID},
		"ACCESS_ERROR":             because(rule{}),
		"ERROR_DESCRIPTION":        {kind: errorMessage},
		"ERROR_TIMESTAMP":          {kind: date},
	},
	"Dashboard": {
		"VIEWING_USER_ID": {kind: actorID},
	},

	// RUN_TIME is not used, or is not what the event took.
	"ApexCallout":               {"RUN_TIME": say("run_time"), "TIME": {kind: duration}},
	"ApexExecution":             {"RUN_TIME": say("run_time"), "EXEC_TIME": {kind: duration}},
	"ApexTrigger":               {"RUN_TIME": say("run_time"), "EXEC_TIME": {kind: duration}, "TRIGGER_ID": {kind: id18}},
	"FlowExecution":             {"TOTAL_EXECUTION_TIME": {kind: duration}, "NUMBER_OF_ERRORS": {kind: failures}},
	"WaveInteraction":           {"RUN_TIME": say("run_time"), "TOTAL_TIME": {kind: duration}},
	"ExternalCrossOrgCallout":   external,
	"ExternalCustomApexCallout": external,
	"ExternalDataSourceCallout": external,
	"ExternalODataCallout":      external,

	"UITelemetryNavigationTiming": timing,
	"UITelemetryResourceTiming":   timing,

	"ContinuationCalloutSummary": {
		"DURATION":           {kind: duration},
		"URL":                {kind: uris, field: "urls"},
		"STATUS_CODE":        {kind: callStatuses},
		"ORIGIN_REQUEST_ID":  {kind: keyword},
		"REQUEST_FORM_SIZE":  {kind: total},
		"RESPONSE_SIZE":      {kind: total, to: "http.response.bytes"},
		"VF_CONTROLLER_SIZE": {kind: total},
	},

	"ApexUnexpectedException": {"EXCEPTION_CATEGORY": because(rule{})},
	"LightningError":          {"MESSAGE": {kind: errorMessage}},
	"LightningLogger":         {"MESSAGE": message(rule{})},
	"LightningPageView":       {"DURATION": {kind: duration}},
	"Pricing": {
		"PRICING_STATUS":     ended(statusWords, rule{}),
		"PRICING_ERROR_CODE": {kind: keyword, to: "error.code"},
		"PRICING_DETAILS":    message(rule{}),
	},
	"CompositeApi": {
		"FAILURE_REASON":          failed(rule{}),
		"ALL_OR_NONE":             {kind: boolean},
		"IS_REQUEST_COLLATION_ON": {kind: boolean},
		"NUM_RETRIES":             {kind: count},
		"NUM_GRAPH_DEPTH":         {kind: count},
	},
	"CompositeApiSubrequest": {"CANCELLED_REASON": because(rule{}), "IS_CANCELLED": {kind: boolean}},
	"API":                    {"METHOD_NAME": does(apiCalls, rule{})},
	"AuraRequest":            {"ACTION_MESSAGE": {kind: auraActions}},
	"ApiTotalUsage":          {"API_RESOURCE": {kind: resource}},

	"BulkApi": {
		"OPERATION_TYPE": does(bulkJobs, say("operation")),
		"MESSAGE":        message(rule{}),
	},
	"BulkApi2": {
		"OPERATION_TYPE": does(bulkJobs, say("operation")),
		"JOB_STATUS":     ended(statusWords, rule{}),
		"RESULT_SIZE_MB": {kind: double},
	},
	"BulkApiRequest": {
		"OPERATION_TYPE": does(bulkJobs, say("operation")),
		"REQUEST_PATH":   {kind: uri},
	},
	"InvocableAction": {"RUN_TIME": say("run_time"), "DURATION": {kind: duration}},
	"UniqueQuery":     {"QUERY_IDENTIFIER": {kind: queryIdentifier}, "QUERY_TYPE": does(queryTypes, rule{})},
	"DatabaseSave": {
		"DML_TYPE":        does(savedRows, say("operation")),
		"NUM_ROWS":        {kind: count, to: "salesforce.rows_processed"},
		"FIRST_ENTITY_ID": say("record_id"),
	},

	"Report":           {"ORIGIN": does(reports, rule{}), "RENDERING_TYPE": does(reports, rule{})},
	"AsyncReportRun":   {"ORIGIN": does(reports, rule{}), "RENDERING_TYPE": does(reports, rule{})},
	"ReportExport":     {"REPORT_DESCRIPTION": message(rule{}), "CLIENT_INFO": {kind: clientInfo}},
	"MultiBlockReport": {"MASTER_REPORT_ID": say("report_id")},
	"Search":           {"PREFIXES_SEARCHED": {kind: words}, "SEARCH_QUERY": say("query")},
	"SearchClick":      {"CLICKED_RECORD_ID": say("record_id")},
	"KnowledgeArticleView": {
		"ENTITY":     say("entity_name"),
		"SESSION_ID": {kind: keyword},
	},
	"WaveDownload": {
		"DATASET_IDS":       {kind: idList},
		"DOWNLOAD_ERROR":    failed(rule{}),
		"NUMBER_OF_RECORDS": {kind: count, to: "salesforce.rows_processed"},
	},

	"ContentTransfer":             {"TRANSACTION_TYPE": does(transfers, say("operation"))},
	"ContentDistribution":         {"ACTION": does(deliveries, say("operation"))},
	"ContentDocumentLink":         {"SHARING_OPERATION": does(fileShares, say("operation")), "SHARED_WITH_ENTITY_ID": {kind: memberID}},
	"DocumentAttachmentDownloads": {"ENTITY_ID": say("record_id")},

	"GroupMembership": {
		"OPERATION": does(memberships, say("operation")),
		"GROUP_ID":  {kind: id18, to: "group.id"},
		"MEMBER_ID": {kind: memberID},
	},
	"PermissionUpdate":     {"DESCRIPTION": message(rule{}), "UPDATE_TYPE": say("operation")},
	"PackageInstall":       {"OPERATION_TYPE": does(packages, say("operation")), "FAILURE_TYPE": because(rule{}), "PACKAGE_NAME": {kind: keyword, to: "package.name"}},
	"ChangeSetOperation":   {"OPERATION": does(changeSets, say("operation"))},
	"MetadataApiOperation": {"OPERATION": does(metadataCalls, say("operation"))},
	"PlatformEncryption": {
		"ACTION": does(keySteps, say("operation")),
		"METHOD": {kind: keyword}, // of the key, not of HTTP
		"KEY_ID": {kind: id18}, "KEY_ID_DERIVED": {kind: id18, field: "derived_key_id"},
	},
	"TransactionSecurity": {
		"RESULT":          does(policyResults, rule{}),
		"EVENT_TIMESTAMP": {kind: date},
		"RUN_TIME":        say("run_time"),
	},
	"Sandbox": {"STATUS": ended(statusWords, rule{})},

	"BlockedRedirect": {
		"BLOCKED_URI":        {kind: uri},
		"BLOCKED_URI_DOMAIN": {kind: host},
		"ORIGIN":             {kind: otherHost, to: "salesforce.origin"},
		"MALFORMED_URL":      {kind: boolean},
	},
	"CorsViolation": {
		"HOST":   {kind: uri},
		"ORIGIN": {kind: otherHost, to: "salesforce.origin"},
	},
	"CspViolation": {
		"BLOCKED_URI":        {kind: uri},
		"BLOCKED_URI_DOMAIN": {kind: host},
		"DISPOSITION":        does(violations, ended(cspWords, rule{})),
		"DIRECTIVE":          because(rule{}),
		"SOURCE":             {kind: referrer},
	},
	"HostnameRedirects": {
		"SOURCE_HOSTNAME":        {kind: host},
		"TARGET_HOSTNAME":        {kind: otherHost},
		"PATH":                   {kind: urlPath},
		"REDIRECT_REASON":        does(hostRedirects, because(rule{})),
		"RUN_TIME":               say("run_time"),
		"IS_BLOCKED_REDIRECTION": {kind: refused},
		"ORIGIN":                 {kind: otherHost, to: "salesforce.origin"},
		"MESSAGE":                message(rule{}),
	},
	"InsecureExternalAssets": {
		"INSECURE_URI": {kind: uri},
		"DOCUMENT_URI": {kind: referrer},
	},
	"ConcurrentLongRunningApexLimit": {"REQUEST_URI": {kind: uri}},

	"Sites":              {"QUERY": {kind: urlQuery}, "IS_ERROR": {kind: refused}, "SITE_ID": {kind: id18}},
	"VisualforceRequest": {"QUERY": {kind: urlQuery}, "CONTROLLER_TYPE": {}},
}

// external are the callouts to data sources outside.
var external = map[string]rule{
	"STATUS":          {kind: succeeded},
	"TOTAL_MS":        {kind: duration},
	"ACTION":          does(callouts, say("operation")),
	"ENTITY":          say("entity_name"),
	"EXTERNAL_OBJECT": say("entity_name"),
	"MESSAGE":         because(rule{}),
	"ROWS_FETCHED":    {kind: count, to: "salesforce.rows_processed"},
	"ROWS":            {kind: count},
	"LIMIT":           {kind: count},
	"OFFSET":          {kind: count},
	"BYTES":           {kind: count, to: "http.response.bytes"},
	"NEXT_LINK":       {kind: keyword},
	"OPERATION":       {kind: keyword, field: "source_operation"},
}

// timing are the measurements of a browser.
var timing = map[string]rule{
	"DURATION":          {kind: duration},
	"PAGE_URL":          {kind: referrer},
	"TRANSFER_SIZE":     {kind: count, to: "http.response.bytes"},
	"ENCODED_BODY_SIZE": {kind: count, to: "http.response.body.bytes"},
}
