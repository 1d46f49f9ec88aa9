package ecs

// columnRules are the columns of log files, and the fields of objects under the
// name that they would have as columns, that have a home in ECS or a word in the
// vocabulary. They hold for every event type and object, known or not.
var columnRules = merge(sameWords(
	"APP_NAME", "COMPONENT_NAME", "CONNECTION_TYPE", "DEVICE_ID", "DEVICE_PLATFORM", "DEVICE_SESSION_ID",
	"PAGE_APP_NAME", "PAGE_CONTEXT", "PAGE_ENTITY_ID", "PAGE_ENTITY_TYPE", "PAGE_NAME", "PAGE_START_TIME",
	"SDK_APP_TYPE", "SDK_APP_VERSION", "SDK_VERSION",
	"TARGET_UI_ELEMENT", "PARENT_UI_ELEMENT", "GRANDPARENT_UI_ELEMENT",
	"UI_EVENT_ID", "UI_EVENT_SOURCE", "UI_EVENT_TYPE", "UI_EVENT_SEQUENCE_NUM", "UI_EVENT_TIMESTAMP",
	"WAVE_SESSION_ID", "TAB_ID", "VIEW_MODE",
), agentRules(genAI), map[string]rule{
	"EVENT_TYPE":        {kind: eventCode},
	"TIMESTAMP":         {kind: rowTime},
	"TIMESTAMP_DERIVED": {kind: derivedTime},
	"REQUEST_ID":        {kind: keyword, to: "http.request.id"},
	"ORGANIZATION_ID":   {kind: organization},
	"LOGIN_KEY":         say("login_key"),
	"SESSION_KEY":       say("session_key"),
	"SESSION_LEVEL":     say("session_level"),
	"LOGIN_TYPE":        say("login_type"),
	"LOGIN_SUB_TYPE":    say("login_sub_type"),
	"LOGIN_GEO_ID":      say("login_geo_id"),
	"LOGIN_HISTORY_ID":  say("login_history_id"),

	"USER_ID":         {kind: userID},
	"USERS_ID":        {kind: userID},
	"USER_ID_DERIVED": {kind: userIDDerived},
	"ACTUAL_USER_ID":  {kind: actorID}, // of Salesforce's support, in SalesforceLoginAs
	"USER_NAME":       {kind: userName},
	"USERNAME":        {kind: userName},
	"USER_TYPE":       say("user_type"),
	"PROFILE_ID":      say("profile_id"),
	"ROLE_ID":         say("role_id"),
	"NETWORK_ID":      say("network_id"),

	"CLIENT_IP":        {kind: clientIP},
	"SOURCE_IP":        {kind: sourceIP},
	"IP_ADDRESS":       {kind: sourceIP},
	"FORWARDED_FOR_IP": {kind: forwardedIP},
	"COUNTRY_ISO":      {kind: keyword, to: "source.geo.country_iso_code"},
	"COUNTRY_CODE":     {kind: countryCode},
	"CLIENT_GEO":       {kind: clientGeo},

	"RUN_TIME":       {kind: duration, to: "salesforce.run_time"},
	"CPU_TIME":       say("cpu_time"),
	"DB_TOTAL_TIME":  say("db_total_time"),
	"DB_CPU_TIME":    say("db_cpu_time"),
	"DB_BLOCKS":      say("db_blocks"),
	"REQUEST_STATUS": {kind: requestStatus, to: "salesforce.request_status"},
	"SUCCESS":        {kind: succeeded},
	"IS_SUCCESS":     {kind: succeeded},
	"IS_SUCCESSFUL":  {kind: succeeded},

	"EXCEPTION_MESSAGE": {kind: errorMessage},
	"ERROR_MESSAGE":     {kind: errorMessage},
	"EXCEPTION_TYPE":    {kind: keyword, to: "error.type"},
	"STACK_TRACE":       {kind: stackTrace},

	"URI":             {kind: uri},
	"URL":             {kind: uri},
	"URI_ID_DERIVED":  say("uri_id"),
	"METHOD":          {kind: httpMethod},
	"HTTP_METHOD":     {kind: httpMethod},
	"REQUEST_METHOD":  {kind: httpMethod},
	"REQUEST_SIZE":    {kind: count, to: "http.request.bytes"},
	"RESPONSE_SIZE":   {kind: count, to: "http.response.bytes"},
	"STATUS_CODE":     {kind: statusCode},
	"RESPONSE_STATUS": {kind: statusCode},
	"MEDIA_TYPE":      {kind: keyword, to: "http.response.mime_type"},
	"REFERRER":        {kind: referrer},
	"REFERRER_URI":    {kind: referrer},
	"HTTP_REFERER":    {kind: referrer},

	"USER_AGENT":      {kind: userAgent},
	"BROWSER_TYPE":    {kind: userAgent},
	"BROWSER_NAME":    {kind: known(browserName)},
	"BROWSER_VERSION": {kind: known(unmasked(keyword)), to: "user_agent.version"},
	"OS_NAME":         {kind: known(osName)},
	"OS_VERSION":      {kind: known(unmasked(keyword)), to: "user_agent.os.version"},
	"DEVICE_MODEL":    {kind: known(keyword), to: "user_agent.device.name"},
	"TLS_PROTOCOL":    {kind: known(tlsProtocol)},
	"CIPHER_SUITE":    {kind: known(keyword), to: "tls.cipher"},

	"APPLICATION":        say("application"),
	"API_TYPE":           say("api_type"),
	"API_VERSION":        say("api_version"),
	"CLIENT_NAME":        say("client_name"),
	"CLIENT":             say("client_name"),
	"CLIENT_ID":          say("client_id"),
	"CLIENT_VERSION":     say("client_version"),
	"CONNECTED_APP_ID":   say("connected_app_id"),
	"CONNECTED_APP_NAME": say("connected_app_name"),

	"OPERATION":          say("operation"),
	"OPERATION_TYPE":     say("operation"),
	"ENTITY_NAME":        say("entity_name"),
	"ENTITY_TYPE":        say("entity_name"),
	"QUERIED_ENTITIES":   say("entity_name"),
	"REQUESTED_ENTITIES": say("entity_name"),
	"QUERY":              say("query"),
	"ROWS_PROCESSED":     {kind: count, to: "salesforce.rows_processed"},
	"ROWS_RETURNED":      {kind: count, to: "salesforce.rows_returned"},
	"RECORDS_PROCESSED":  {kind: count, to: "salesforce.rows_processed"},
	"ROW_COUNT":          {kind: count, to: "salesforce.rows_processed"},
	"RECORD_ID":          say("record_id"),
	"RECORD_ID_DERIVED":  say("record_id"),
	"RECORDS":            say("records"),

	"REPORT_ID":            say("report_id"),
	"REPORT_ID_DERIVED":    say("report_id"),
	"DASHBOARD_ID":         say("dashboard_id"),
	"DASHBOARD_ID_DERIVED": say("dashboard_id"),
	"DOCUMENT_ID":          say("document_id"),
	"DOCUMENT_ID_DERIVED":  say("document_id"),
	"VERSION_ID":           say("version_id"),
	"VERSION_ID_DERIVED":   say("version_id"),
	"JOB_ID":               say("job_id"),
	"BATCH_ID":             say("batch_id"),
	"FILE_NAME":            {kind: fileName},
	"FILE_TYPE":            {kind: fileType},
	"CONTENT_SIZE":         {kind: count, to: "file.size"},
	"SIZE_BYTES":           {kind: count, to: "file.size"},
	"COLUMN_HEADERS":       say("column_headers"),
	"NUMBER_COLUMNS":       say("number_of_columns"),
	"NUMBER_OF_COLUMNS":    say("number_of_columns"),
	"OWNER_ID":             say("owner_id"),
	"SCOPE":                say("scope"),
	"EXECUTION_IDENTIFIER": say("execution_id"),
	"EVENT_SOURCE":         say("event_source"),

	"POLICY_ID":                {kind: id18, to: "rule.id"},
	"POLICY_ID_DERIVED":        {kind: id18, to: "rule.id"},
	"POLICY_OUTCOME":           {kind: policyOutcome},
	"EVALUATION_TIME":          say("evaluation_time"),
	"EVALUATION_TIME_MS":       say("evaluation_time"),
	"EVENT_IDENTIFIER":         {kind: ownID},
	"EVENT_UUID":               say("event_uuid"),
	"RELATED_EVENT_IDENTIFIER": say("related_event_id"),
	"REQUEST_IDENTIFIER":       {kind: keyword, to: "http.request.id"},
	"SECURITY_EVENT_DATA":      say("security_event_data"),
	"ADDITIONAL_INFO":          say("additional_info"),
	"ACTION_NAME":              say("action_name"),

	"CREATED_DATE":         say("created_date"),
	"CREATED_BY_ID":        say("created_by_id"),
	"LAST_MODIFIED_DATE":   say("last_modified_date"),
	"LAST_MODIFIED_BY_ID":  say("last_modified_by_id"),
	"LAST_VIEWED_DATE":     say("last_viewed_date"),
	"LAST_REFERENCED_DATE": say("last_referenced_date"),
	"SYSTEM_MODSTAMP":      say("system_modstamp"),
	"IS_DELETED":           say("is_deleted"),

	"PAGE_URL":                  {kind: uri},
	"PREVPAGE_URL":              {kind: referrer},
	"PREVPAGE_APP_NAME":         say("previous_page_app_name"),
	"PREVPAGE_CONTEXT":          say("previous_page_context"),
	"PREVPAGE_ENTITY_ID":        say("previous_page_entity_id"),
	"PREVPAGE_ENTITY_TYPE":      say("previous_page_entity_type"),
	"PREVIOUS_PAGE_URL":         {kind: referrer},
	"PREVIOUS_PAGE_APP_NAME":    say("previous_page_app_name"),
	"PREVIOUS_PAGE_ENTITY_ID":   say("previous_page_entity_id"),
	"PREVIOUS_PAGE_ENTITY_TYPE": say("previous_page_entity_type"),

	"WAVE_TIMESTAMP":              say("wave_timestamp"),
	"UI_EVENT_RELATIVE_TIMESTAMP": say("ui_event_relative_timestamp"),
})

// sameWords are the rules of columns that are called as their word of the
// vocabulary.
func sameWords(columns ...string) map[string]rule {
	rules := map[string]rule{}
	for _, column := range columns {
		rules[column] = say(snakeCase(column))
	}
	return rules
}

func merge[V any](tables ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, table := range tables {
		for name, r := range table {
			all[name] = r
		}
	}
	return all
}
