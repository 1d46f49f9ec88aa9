package ecs

// columnRules are the columns of log files that have a home in ECS, or one that
// is the same for all event types. They hold for every event type, known or not.
var columnRules = map[string]rule{
	"EVENT_TYPE":        {kind: eventCode},
	"TIMESTAMP":         {kind: rowTime},
	"TIMESTAMP_DERIVED": {kind: derivedTime},
	"REQUEST_ID":        {kind: keyword, to: "http.request.id"},
	"ORGANIZATION_ID":   {kind: id18, to: "organization.id"},
	"LOGIN_KEY":         {kind: keyword, to: "salesforce.login_key"},
	"SESSION_KEY":       {kind: keyword, to: "salesforce.session_key"},

	"USER_ID":         {kind: userID},
	"USER_ID_DERIVED": {kind: userIDDerived},
	"USER_NAME":       {kind: userName},

	"CLIENT_IP":        {kind: clientIP},
	"SOURCE_IP":        {kind: sourceIP},
	"FORWARDED_FOR_IP": {kind: forwardedIP},

	"RUN_TIME":       {kind: duration},
	"REQUEST_STATUS": {kind: requestStatus},
	"SUCCESS":        {kind: succeeded},
	"IS_SUCCESS":     {kind: succeeded},
	"IS_SUCCESSFUL":  {kind: succeeded},

	"URI":             {kind: uri},
	"URL":             {kind: uri},
	"METHOD":          {kind: httpMethod},
	"HTTP_METHOD":     {kind: httpMethod},
	"REQUEST_METHOD":  {kind: httpMethod},
	"REQUEST_SIZE":    {kind: size, to: "http.request.bytes"},
	"RESPONSE_SIZE":   {kind: size, to: "http.response.bytes"},
	"STATUS_CODE":     {kind: statusCode},
	"RESPONSE_STATUS": {kind: statusCode},
	"MEDIA_TYPE":      {kind: keyword, to: "http.response.mime_type"},
	"REFERRER":        {kind: keyword, to: "http.request.referrer"},
	"REFERRER_URI":    {kind: keyword, to: "http.request.referrer"},

	"USER_AGENT":      {kind: userAgent},
	"BROWSER_TYPE":    {kind: userAgent},
	"BROWSER_NAME":    {kind: known(keyword), to: "user_agent.name"},
	"BROWSER_VERSION": {kind: known(keyword), to: "user_agent.version"},
	"OS_NAME":         {kind: known(keyword), to: "user_agent.os.name"},
	"OS_VERSION":      {kind: known(keyword), to: "user_agent.os.version"},
	"DEVICE_MODEL":    {kind: known(keyword), to: "user_agent.device.name"},

	"TLS_PROTOCOL": {kind: known(tlsProtocol)},
	"CIPHER_SUITE": {kind: known(keyword), to: "tls.cipher"},

	"POLICY_ID":         {kind: id18, to: "rule.id"},
	"POLICY_ID_DERIVED": {kind: id18, to: "rule.id"},
}

// typeRules are what differs for one event type.
var typeRules = map[string]map[string]rule{
	"Login": {
		"LOGIN_TYPE":                {field: "type"},
		"LOGIN_SUB_TYPE":            {field: "sub_type"},
		"LOGIN_STATUS":              {kind: loginStatus, field: "status"},
		"LOGIN_URL":                 {kind: loginHost, field: "url"},
		"AUTHENTICATION_SERVICE_ID": {kind: id18},
	},
	"Logout": {
		"USER_INITIATED_LOGOUT": {kind: userInitiatedLogout},
	},

	// RUN_TIME is not used, or is not what the event took.
	"ApexCallout":               {"RUN_TIME": {}, "TIME": {kind: duration}},
	"ApexExecution":             {"RUN_TIME": {}, "EXEC_TIME": {kind: duration}},
	"ApexTrigger":               {"RUN_TIME": {}, "EXEC_TIME": {kind: duration}},
	"FlowExecution":             {"TOTAL_EXECUTION_TIME": {kind: duration}},
	"ExternalCrossOrgCallout":   {"STATUS": {kind: succeeded}, "TOTAL_MS": {kind: duration}},
	"ExternalCustomApexCallout": {"STATUS": {kind: succeeded}, "TOTAL_MS": {kind: duration}},
	"ExternalDataSourceCallout": {"STATUS": {kind: succeeded}, "TOTAL_MS": {kind: duration}},
	"ExternalODataCallout":      {"STATUS": {kind: succeeded}, "TOTAL_MS": {kind: duration}},

	"UITelemetryNavigationTiming": {"DURATION": {kind: duration}},
	"UITelemetryResourceTiming":   {"DURATION": {kind: duration}},

	"ApexUnexpectedException": {
		"EXCEPTION_TYPE":    {kind: keyword, to: "error.type"},
		"EXCEPTION_MESSAGE": {kind: errorMessage},
		"STACK_TRACE":       {kind: stackTrace},
	},
	"LightningError": {
		"STACK_TRACE": {kind: stackTrace},
	},
}

// fieldRules are the same for the fields of objects. EventLog objects have the
// columns of log files under other names and follow columnRules.
var fieldRules = map[string]rule{
	"EventIdentifier":   {kind: ownID},
	"RequestIdentifier": {kind: keyword, to: "http.request.id"},
	"LoginKey":          {kind: keyword, to: "salesforce.login_key"},
	"SessionKey":        {kind: keyword, to: "salesforce.session_key"},

	"UserId":   {kind: userID},
	"UsersId":  {kind: userID},
	"Username": {kind: userName},

	"SourceIp":       {kind: sourceIP},
	"ForwardedForIp": {kind: forwardedIP},
	"HttpMethod":     {kind: httpMethod},
	"Uri":            {kind: uri},
	"UserAgent":      {kind: userAgent},
	"PolicyId":       {kind: id18, to: "rule.id"},
}

// objectRules are what differs for one object.
var objectRules = map[string]map[string]rule{
	"LoginEvent": merge(loginRules, placeRules, map[string]rule{
		"LoginLatitude":  {kind: latitude},
		"LoginLongitude": {kind: longitude},
		"AdditionalInfo": {kind: flattened},
	}),
	"LoginHistory": merge(loginRules, placeRules, map[string]rule{
		"Id": {kind: loginHistoryID, field: "history_id"},
	}),
	"LoginGeo": merge(placeRules, map[string]rule{
		"Latitude":  {kind: latitude},
		"Longitude": {kind: longitude},
	}),
	"SetupAuditTrail": {
		"Action":             {kind: auditAction},
		"Section":            {kind: auditSection},
		"Display":            {kind: auditDisplay},
		"CreatedById":        {kind: auditActor},
		"DelegateUser":       {kind: auditDelegate},
		"CreatedBy.Username": {kind: auditActorName},
		"CreatedBy.Name":     {kind: keyword, to: "user.full_name"},
	},
}

// loginRules give the fields of a login record the names that the columns of a
// Login file have.
var loginRules = map[string]rule{
	"Status":       {kind: loginStatus, field: "status"},
	"LoginType":    {kind: named, field: "type"},
	"LoginSubType": {kind: named, field: "sub_type"},
	"LoginUrl":     {kind: loginHost, field: "url"},

	"Application":   {kind: known(keyword)},
	"ApiType":       {kind: known(named)},
	"ApiVersion":    {kind: known(keyword)},
	"ClientVersion": {kind: known(keyword)},
	"Browser":       {kind: known(browser)},
	"Platform":      {kind: known(platform)},
	"TlsProtocol":   {kind: known(tlsProtocol)},
	"CipherSuite":   {kind: known(keyword), to: "tls.cipher"},

	"AuthServiceId":           {kind: id18, field: "authentication_service_id"},
	"AuthenticationServiceId": {kind: id18, field: "authentication_service_id"},
	"AuthMethodReference":     {field: "authentication_method_reference"},
	"AuthContextClassRef":     {field: "authentication_context_class_reference"},
	"LoginGeoId":              {field: "geo_id"},
	"LoginHistoryId":          {field: "history_id"},
}

// placeRules are for what Salesforce found out about the place of source.ip.
var placeRules = map[string]rule{
	"CountryIso":  {kind: keyword, to: "source.geo.country_iso_code"},
	"Country":     {kind: keyword, to: "source.geo.country_name"},
	"Subdivision": {kind: keyword, to: "source.geo.region_name"},
	"City":        {kind: keyword, to: "source.geo.city_name"},
	"PostalCode":  {kind: keyword, to: "source.geo.postal_code"},
}

// eventLogColumns are the fields of EventLog objects whose column in the log file
// is called otherwise. All others differ in spelling only: LoginKey is LOGIN_KEY.
var eventLogColumns = map[string]string{
	"RequestIdentifier":              "REQUEST_ID",
	"UserIdentifier":                 "USER_ID_DERIVED",
	"OrganizationIdentifier":         "ORGANIZATION_ID",
	"DatabaseTotalTime":              "DB_TOTAL_TIME",
	"DatabaseCpuTime":                "DB_CPU_TIME",
	"DatabaseBlocks":                 "DB_BLOCKS",
	"FieldCount":                     "NUMBER_FIELDS",
	"ObjectName":                     "ENTITY_NAME",
	"TransportLayerSecurityProtocol": "TLS_PROTOCOL",
	"AuthenticatedMethodReference":   "AUTHENTICATION_METHOD_REFERENCE",
	"Timestamp":                      "TIMESTAMP_DERIVED",
}

func merge(tables ...map[string]rule) map[string]rule {
	all := map[string]rule{}
	for _, table := range tables {
		for name, r := range table {
			all[name] = r
		}
	}
	return all
}
