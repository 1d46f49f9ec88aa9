package ecs

// objectRules are what differs for one object. EventLog objects have the columns
// of log files under other names and follow their rules.
var objectRules = map[string]map[string]rule{
	"LoginEvent": merge(loginRules, placeRules, map[string]rule{
		"LoginLatitude":  {kind: latitude},
		"LoginLongitude": {kind: longitude},
	}),
	"LoginHistory": merge(loginRules, placeRules, map[string]rule{
		"Id": {kind: loginHistoryID, to: "salesforce.login_history_id"},
	}),
	"LoginGeo": locationRules,
	"LoginIp":  {"IsAuthenticated": {kind: boolean}},
	"UserLogin": {
		"Id":               {kind: ownID},
		"UserId":           {kind: targetUser},
		"LastModifiedById": {kind: changer},
	},
	"AuthSession": {
		"SessionSecurityLevel": say("session_level"),
	},
	"LoginAsEvent": {
		"DelegatedUsername": {kind: actorName},
		"TargetUrl":         {kind: uri},
		"Browser":           {kind: known(browser)},
		"Platform":          {kind: known(platform)},
	},
	"LockoutEventStream": {"ReplayId": {kind: keyword}},
	"IdentityVerificationEvent": merge(locationRules, map[string]rule{
		"Status":     ended(verificationWords, rule{}),
		"ResourceId": {kind: id18},
		"Remarks":    message(rule{field: "remarks"}),
		"Policy":     {field: "policy"},
		"EventGroup": {kind: keyword},
	}),
	"VerificationHistory": {
		"Status":     ended(verificationWords, rule{}),
		"Remarks":    message(rule{field: "remarks"}),
		"EventGroup": {kind: keyword},
	},
	"IdentityProviderEventStore": {
		"ErrorCode":     {kind: ssoError},
		"SamlEntityUrl": {kind: keyword},
		"IdentityUsed":  {kind: keyword},
	},

	"ApiEvent": {
		"Operation":       does(apiCalls, say("operation")),
		"OperationStatus": ended(statusWords, rule{}),
		"ElapsedTime":     {kind: duration},
		"Platform":        {kind: known(platform)},
	},
	"ReportEvent": {
		"Operation":              does(reports, say("operation")),
		"ExportFileFormat":       does(actions{{word: "", action: "report-export"}}, rule{}),
		"Name":                   say("report_name"),
		"DashboardName":          say("dashboard_name"),
		"Description":            {field: "description"},
		"GroupedColumnHeaders":   {kind: list},
		"DisplayedFieldEntities": {kind: list},
		"Sequence":               say("sequence"),
	},
	"ListViewEvent": {
		"ListViewId": {kind: id18},
		"Sequence":   say("sequence"),
	},
	"UriEvent": {
		"Operation":       does(recordPages, say("operation")),
		"OperationStatus": ended(statusWords, rule{}),
		"Message":         message(rule{}),
	},
	"LightningUriEvent": {
		"Operation": does(recordPages, say("operation")),
		"Duration":  {kind: wholeDuration},
		"DeviceId":  say("device_id"),
	},
	"FileEventStore": {
		"FileAction":      does(transfers, say("operation")),
		"ProcessDuration": {kind: wholeDuration},
	},
	"PermissionSetEventStore": {
		"Operation":                does(permissionSets, say("operation")),
		"ImpactedUserIds":          {kind: impacted},
		"ParentIdList":             {kind: idList, field: "parent_ids"},
		"ParentNameList":           {kind: list, field: "parent_names"},
		"PermissionList":           {kind: list, field: "permissions"},
		"PermissionExpirationList": {kind: list, field: "permission_expirations"},
		"UserCount":                {kind: count},
	},

	"ApiAnomalyEventStore":       merge(detectionRules, map[string]rule{"ApiAnomalyEventNumber": say("event_number")}),
	"ReportAnomalyEventStore":    merge(detectionRules, map[string]rule{"ReportAnomalyEventNumber": say("event_number"), "Report": say("report_id")}),
	"GuestUserAnomalyEventStore": merge(detectionRules, map[string]rule{"GuestUserAnomalyEventNumber": say("event_number"), "SoqlCommands": say("query"), "TotalControllerEvents": {kind: count}}),
	"LoginAnomalyEventStore":     merge(detectionRules, map[string]rule{"LoginAnomalyEventNumber": say("event_number")}),
	"UniversalAnomalyEventStore": merge(detectionRules, map[string]rule{"UniversalAnomalyEventNumber": say("event_number"), "AnomalySubType": {kind: anomalySubType}}),
	"CredentialStuffingEventStore": merge(detectionRules, map[string]rule{
		"CredentialStuffingEventNumber": say("event_number"),
		"Score":                         {kind: constantScore},
		"LoginUrl":                      {kind: loginHost},
	}),
	// What the session looked like and what it looks like now.
	"SessionHijackingEventStore": merge(detectionRules, map[string]rule{
		"SessionHijackingEventNumber": say("event_number"),
		"Score":                       {kind: deviationScore},
		"CurrentIp":                   {kind: ip},
		"PreviousIp":                  {kind: ip},
		"CurrentUserAgent":            {kind: userAgent},
		"PreviousUserAgent":           {kind: keyword},
	}),

	"EventLogFile": {
		"EventType":     {kind: keyword}, // what the file has, not what this event is
		"LogFileLength": {kind: long},
	},

	"SetupAuditTrail": {
		"Action":             {kind: auditAction},
		"Section":            {kind: auditSection},
		"Display":            {kind: auditDisplay},
		"CreatedById":        {kind: auditActor},
		"DelegateUser":       {kind: auditDelegate},
		"CreatedBy.Username": {kind: auditActorName},
		"CreatedBy.Name":     {kind: auditActorFullName},
	},
}

var detectionRules = map[string]rule{
	"Score":   {kind: percentScore},
	"Summary": message(rule{}),
}

// loginRules give the fields of a login record the names that the columns of a
// Login file have.
var loginRules = map[string]rule{
	"Status":   {kind: loginStatus, field: "status"},
	"LoginUrl": {kind: loginHost, field: "url"},
	"Browser":  {kind: known(browser)},
	"Platform": {kind: known(platform)},

	"AuthServiceId":           {kind: id18, field: "authentication_service_id"},
	"AuthenticationServiceId": {kind: id18, field: "authentication_service_id"},
	"AuthMethodReference":     {field: "authentication_method_reference"},
	"AuthContextClassRef":     {field: "authentication_context_class_reference"},
}

// placeRules are for what Salesforce found out about the place of source.ip.
var placeRules = map[string]rule{
	"CountryIso":  {kind: keyword, to: "source.geo.country_iso_code"},
	"Country":     {kind: keyword, to: "source.geo.country_name"},
	"Subdivision": {kind: keyword, to: "source.geo.region_name"},
	"City":        {kind: keyword, to: "source.geo.city_name"},
	"PostalCode":  {kind: keyword, to: "source.geo.postal_code"},
}

var locationRules = merge(placeRules, map[string]rule{
	"Latitude":  {kind: latitude},
	"Longitude": {kind: longitude},
})

// anyField are the names that a custom query can ask of an object although the
// catalog does not have them there. Those of columnRules count only for objects
// that the catalog does not know at all.
var anyField = []string{
	"EventIdentifier", "RequestIdentifier", "LoginKey", "SessionKey", "UserId", "UsersId", "Username",
	"SourceIp", "ForwardedForIp", "HttpMethod", "Uri", "UserAgent", "PolicyId",
}

// eventLogColumns are the fields of EventLog objects whose column in the log file
// is called otherwise. All others differ in spelling only: LoginKey is LOGIN_KEY, and
// ReportIdentifier REPORT_ID.
var eventLogColumns = map[string]string{
	"UserIdentifier":                 "USER_ID_DERIVED",
	"DatabaseTotalTime":              "DB_TOTAL_TIME",
	"DatabaseCpuTime":                "DB_CPU_TIME",
	"DatabaseBlocks":                 "DB_BLOCKS",
	"FieldCount":                     "NUMBER_FIELDS",
	"ObjectName":                     "ENTITY_NAME",
	"TransportLayerSecurityProtocol": "TLS_PROTOCOL",
	"AuthenticatedMethodReference":   "AUTHENTICATION_METHOD_REFERENCE",
	"Timestamp":                      "TIMESTAMP_DERIVED",
	"ColumnCount":                    "NUMBER_COLUMNS",
	"BucketCount":                    "NUMBER_BUCKETS",
	"ExceptionFilterCount":           "NUMBER_EXCEPTION_FILTERS",
	"SortOrder":                      "SORT",
	"IsUserInitiatedLogout":          "USER_INITIATED_LOGOUT",
	"IsApiLimitCounted":              "COUNTS_AGAINST_API_LIMIT",
}
