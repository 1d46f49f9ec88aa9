package sample

import "maps"

// special are the values of one event type or object. Events that say that
// something failed are told as failures, since those are looked for.
var special = map[string]map[string]string{
	"API": {"URI": "Api", "METHOD_NAME": "query", "REQUEST_STATUS": "F", "EXCEPTION_MESSAGE": "MALFORMED_QUERY: unexpected token: FORM"},
	"ApexCallout": {
		"URI": "CALLOUT-LOG", "TYPE": "REST", "SUCCESS": "1", "TIME": "301", "METHOD": "POST", "URL": `"https://erp.acme.example/v2/orders?since=1"`, "RUN_TIME": "0",
	},
	"ApexExecution":  {"ENTRY_POINT": "OrderService.sync", "QUIDDITY": "H", "DB_TOTAL_TIME": "48", "IS_LONG_RUNNING_REQUEST": "0"},
	"ApexRestApi":    {"URI": "/services/apexrest/orders", "USER_AGENT": python, "EXCEPTION_MESSAGE": ""},
	"RestApi":        {"USER_AGENT": python},
	"ApexSoap":       {"URI": "APEXSOAP", "DB_TOTAL_TIME": "48", "CLASS_NAME": "OrderService", "METHOD_NAME": "create"},
	"ApexTrigger":    {"ENTITY_NAME": "Quote", "TRIGGER_ID": "01qQy00000Ab1Cd", "TRIGGER_NAME": "QuoteTrigger", "DB_TOTAL_TIME": "48"},
	"ApiTotalUsage":  {"API_RESOURCE": "/v62.0/query", "API_FAMILY": "REST"},
	"AsyncReportRun": {"ENTITY_NAME": "Contact", "ORIGIN": "ReportExportedAsynchronously", "RENDERING_TYPE": "X"},
	"Report":         {"ENTITY_NAME": "Contact", "ORIGIN": "ReportExported", "RENDERING_TYPE": "C", "URI": "/00OQy00000Ef2Gh"},
	"ReportExport":   {"URI": "/00OQy00000Ef2Gh", "CLIENT_INFO": chrome, "REPORT_DESCRIPTION": "All contacts with phone numbers"},
	"ApexUnexpectedException": {
		"EXCEPTION_TYPE": "System.MathException", "EXCEPTION_MESSAGE": "Divide by 0", "EXCEPTION_CATEGORY": "CustomException",
	},
	"AuraRequest": {
		"ACTION_MESSAGE_LENGTH": "161", "EASY_SUITE_VALUE": "",
		"URI": "/aura", "ACTION_MESSAGE": "123$serviceComponent://ui.force.components.controllers.hostConfig.HostConfigController/ACTION$getConfigData=12;124$aura://RecordUiController/ACTION$getRecordWithFields=30",
		"USER_AGENT": chrome,
	},
	"BlockedRedirect": {"BLOCKED_URI": "https://evil.example/phish?u=1", "BLOCKED_URI_DOMAIN": "evil.example", "MALFORMED_URL": "0", "ORIGIN": "https://help.acme.example"},
	"BulkApi":         {"OPERATION_TYPE": "query", "MESSAGE": "batch processed", "NUMBER_FAILURES": "0", "SUCCESS": "1", "ENTITY_TYPE": "Contact"},
	"BulkApi2":        {"OPERATION_TYPE": "query", "JOB_STATUS": "JobComplete", "RECORDS_FAILED": "0", "RECORDS_PROCESSED": "250000", "RESULT_SIZE_MB": "0"},
	"BulkApiRequest": {
		"REQUEST_PATH": "/services/async/62.0/job", "OPERATION_TYPE": "hardDelete", "SUCCESS": "0", "STATUS_CODE": "400",
		"ERROR_MESSAGE": "FeatureNotEnabled: hard delete is not allowed", "CONCURRENCY_MODE": "Parallel",
	},
	"ChangeSetOperation":     {"OPERATION": "DEPLOY", "CHANGE_SET_NAME": "Release 12", "TARGET_ORG_ID": "00DQy00000Yz2Ab"},
	"CompositeApi":           {"ALL_OR_NONE": "true", "FAILURE_REASON": "PROCESSING_HALTED", "IS_REQUEST_COLLATION_ON": "false", "NUM_RETRIES": "0", "NUM_GRAPH_DEPTH": "1"},
	"CompositeApiSubrequest": {"IS_CANCELLED": "false", "CANCELLED_REASON": "", "SUCCESS": "true", "INITIAL_REFERENCE_IDS": "refAccount"},
	"ConcurrentLongRunningApexLimit": {
		"REQUEST_URI": "/services/apexrest/orders", "NUMBER_REQUESTS": "11", "REQUESTS_LIMIT": "10",
	},
	"Console":             {"LICENSE_CONTEXT": "service"},
	"ContentDistribution": {"ACTION": "VIEW", "DELIVERY_LOCATION": "https://acme.file.example.com/sfc/p/abc"},
	"ContentDocumentLink": {"SHARING_OPERATION": "INSERT", "SHARING_PERMISSION": "V", "SHARED_WITH_ENTITY_ID": "005Qy00000Bb8Cc"},
	"ContentTransfer":     {"TRANSACTION_TYPE": "VersionDownloadApi", "SIZE_BYTES": "1048576", "FILE_PREVIEW_TYPE": "PDF"},
	"ContinuationCalloutSummary": {
		"URL": "https://erp.acme.example/a https://erp.acme.example/b", "STATUS_CODE": "2001", "RESPONSE_SIZE": "120 88", "REQUEST_FORM_SIZE": "12 8",
		"VF_CONTROLLER_SIZE": "40 40", "SUCCESS": "0", "ORIGIN_REQUEST_ID": "7Rl3wInventedReqId02-", "CONTINUATION_ID": "c-77",
	},
	"CorsViolation": {"HOST": "https://acme.my.example.com/services/data", "ORIGIN": "https://evil.example"},
	"CspViolation": {
		"BLOCKED_URI": "https://cdn.evil.example/x.js", "BLOCKED_URI_DOMAIN": "cdn.evil.example", "DIRECTIVE": "script-src", "CONTEXT": "Lightning",
		"DISPOSITION": "enforce", "SOURCE": "https://acme.lightning.example.com/one/one.app", "SOURCE_FILE": "https://acme.lightning.example.com/app.js",
		"RESOURCE_SAMPLE": "eval(atob(", "UNIQUE_ID": "u-1",
	},
	"Dashboard": {"IS_SUCCESS": "1", "DASHBOARD_TYPE": "S", "VIEWING_USER_ID": "005Qy00000Bb8Cc", "IS_SCHEDULED": "0"},
	"DatabaseSave": {
		"KEY_PREFIX": "003", "DML_TYPE": "Delete", "NUM_ROWS": "40", "SAMPLE_FACTOR": "1", "FIRST_ENTITY_ID": "003Qy00000St6Uv",
	},
	"DocumentAttachmentDownloads": {"ENTITY_ID": "00PQy00000Ab1Cd", "FILE_TYPE": "PDF"},
	"ExternalCrossOrgCallout":     callout,
	"ExternalCustomApexCallout":   callout,
	"ExternalODataCallout":        callout,
	"ExternalDataSourceCallout":   callout,
	"FlowExecution": {
		"PROCESS_TYPE": "AutoLaunchedFlow", "FLOW_VERSION_ID": "301Qy00000Ab1Cd", "TOTAL_EXECUTION_TIME": "820", "NUMBER_OF_ERRORS": "1", "NUMBER_OF_INTERVIEWS": "3",
	},
	"GroupMembership": {"OPERATION": "AddedGroupMember", "GROUP_TYPE": "Q", "GROUP_ID": "00GQy00000Ab1Cd", "MEMBER_ID": "005Qy00000Bb8Cc"},
	"HostnameRedirects": {
		"SOURCE_HOSTNAME": "acme.old.example.com", "TARGET_HOSTNAME": "acme.my.example.com", "PATH": "/login", "IS_BLOCKED_REDIRECTION": "1",
		"REDIRECT_REASON": "Redirection was blocked because redirections for this hostname are disabled.", "USER_ID": "", "USER_ID_DERIVED": "",
		"URI": "", "SESSION_KEY": "", "LOGIN_KEY": "", "MESSAGE": "", "DOMAIN": "", "RUN_TIME": "0", "CPU_TIME": "", "URI_ID_DERIVED": "", "ORIGIN": "https://portal.acme.example",
	},
	"InsecureExternalAssets": {
		"ASSET_TYPE": "Script", "DISPOSITION": "report", "DOCUMENT_URI": "https://acme.my.example.com/apex/Shop", "INSECURE_URI": "http://cdn.acme.example/old.js",
		"TYPE": "Mydomain", "UNIQUE_ID": "u-2", "URI": "",
	},
	"InsufficientAccess": {
		"ACCESS_ERROR": "NO_ACCESS", "ACTUAL_LOGGED_IN_USER_ID": "005Qy00000Bb8Cc", "ENTITY_TYPE": "Opportunity",
		"ERROR_DESCRIPTION": "insufficient access rights on cross-reference id", "ERROR_TIMESTAMP": "20260105031020.117", "RECORD_ID": "006Qy00000St6Uv",
		"REQUESTED_ACCESS_LEVEL": "DELETE",
	},
	"KnowledgeArticleView": {
		"USER_TYPE": "G", "ENTITY": "Knowledge__kav", "LANGUAGE": "en_US", "ARTICLE_VERSION": "3", "SESSION_ID": "s-1", "LARGE_LANGUAGE_MODEL": "",
	},
	"LightningError":       {"MESSAGE": "Cannot read properties of undefined", "UI_EVENT_TYPE": "error", "UI_EVENT_SOURCE": "TypeError", "USER_TYPE": "S", "COMPONENT_NAME": "c:orders"},
	"LightningInteraction": {"UI_EVENT_TYPE": "userInteraction", "UI_EVENT_SOURCE": "click", "USER_TYPE": "S", "RECORD_ID": `["003Qy00000St6Uv","003Qy00000St6Uw"]`, "RECORD_TYPE": "Contact", "DURATION": "640", "RELATED_LIST": "Opportunities", "TARGET_UI_ELEMENT": "delete-button"},
	"LightningLogger":      {"MESSAGE": "order form loaded", "USER_TYPE": "S"},
	"LightningPageView":    {"USER_TYPE": "S", "DURATION": "1240", "EFFECTIVE_PAGE_TIME": "980.5", "UI_EVENT_SOURCE": "", "USER_AGENT": chrome},
	"LightningPerformance": {"USER_TYPE": "S", "UI_EVENT_SOURCE": "read", "UI_EVENT_TYPE": "performance", "DURATION": "88"},
	"Login": {
		"URI": "/services/oauth2/token", "COUNTRY_CODE": "PT", "HTTP_REFERER": "https://portal.acme.example/start?from=mail", "USE_API_TOKEN": "P",
		"AUTHENTICATION_CONTEXT_CLASS_REFERENCE": "", "LOGIN_TYPE": "i", "LOGIN_SUB_TYPE": "oauthpassword", "LOGIN_STATUS": "LOGIN_ERROR_INVALID_PASSWORD", "API_TYPE": "f",
		"API_VERSION": "9998.0", "TLS_PROTOCOL": "TLSv1.3", "CIPHER_SUITE": "TLS_AES_256_GCM_SHA384", "AUTHENTICATION_METHOD_REFERENCE": "pwd",
		"LOGIN_URL": "acme.my.example.com", "AUTHENTICATION_SERVICE_ID": "0SOQy00000Wz9Lm", "CLIENT_IP": "Salesforce.com IP",
	},
	"LoginAs": {
		"URI": "/setup/user/settings", "DELEGATED_USER_ID": "005Qy00000Bb8Cc", "DELEGATED_USER_ID_DERIVED": "005Qy00000Bb8CcIAJ", "DELEGATED_USER_NAME": "root@acme.example",
	},
	"Logout": {
		"USER_TYPE": "S", "SESSION_TYPE": "U", "SESSION_LEVEL": "1", "PLATFORM_TYPE": "1015", "RESOLUTION_TYPE": "9999", "APP_TYPE": "1007", "CLIENT_VERSION": "9998",
		"API_TYPE": "f", "API_VERSION": "9998.0", "USER_INITIATED_LOGOUT": "0", "BROWSER_TYPE": chrome,
	},
	"MetadataApiOperation": {"OPERATION": "meta_deploy", "URI": "Metadata"},
	"MultiBlockReport":     {"MASTER_REPORT_ID": "00OQy00000Ef2Gh", "URI": "/00OQy00000Ef2Gh"},
	"NamedCredential":      {"BOT_IDENTIFIER": "", "BOT_SESSION_IDENTIFIER": "", "CALLER_PACKAGE_NAMESPACE": "acme", "NAMED_CREDENTIAL_NAME": "ERP", "URI": "/services/apexrest/orders"},
	"PackageInstall": {
		"OPERATION_TYPE": "INSTALL", "IS_SUCCESSFUL": "0", "FAILURE_TYPE": "UNEXPECTED_EXCEPTION", "PACKAGE_NAME": "Handy Tools", "IS_MANAGED": "1", "IS_PUSH": "0", "URI": "/packagingSetupUI/ipLanding.app",
	},
	"PermissionUpdate": {
		"DESCRIPTION": "UserPerm: ModifyAllData enabled", "FEATURE_ID": "0PSQy00000Ab1Cd", "PERMISSION_TYPE": "UserPerm", "UPDATE_TYPE": "update", "CONTEXT": "",
	},
	"UniqueQuery": merge(agent, map[string]string{"QUERY_IDENTIFIER": "SELECT Id, Email FROM Contact WHERE AccountId = '001Qy00000Ab1Cd'", "QUERY_TYPE": "soql", "SQL_ID": "8fq2vn1c0d3ka"}),
	"InvocableAction": merge(agent, map[string]string{
		"ACTION_NAME": "sendQuote", "ACTION_TYPE": "apex", "ACTION_VERSION": "1", "API_CALLER": "flow", "DURATION": "120481377", "FLOW_PROCESS_TYPE": "AutoLaunchedFlow",
		"FLOW_VERSION_ID": "301Qy00000Ab1Cd", "REQUEST_COUNT": "1", "URI": "/services/data/v64.0/actions/custom/apex/sendQuote",
	}),
	"OneCommerceUsage": {"URI": "/shop"},
	"ApexInline":       {"URI": "/services/data/v66.0/tooling"},
	"PlatformEncryption": {
		"ACTION": "TS Exported", "KEY_ID": "02GQy00000Ab1Cd", "KEY_ID_DERIVED": "02GQy00000Ab1CdMAJ", "KEY_TYPE": "Data", "METHOD": "HSM",
		"BOT_ID": "0XxQy00000Ab1Cd", "BOT_SESSION_ID": "b-1", "PLANNER_ID": "16jQy00000Ab1Cd", "URI": "/setup/secur/TenantSecret",
	},
	"Pricing":         {"PRICING_STATUS": "Failed", "PRICING_ERROR_CODE": "PRC-42", "PRICING_DETAILS": "no price book entry", "PRICING_API_ENDPOINT": "/connect/core-pricing/pricing"},
	"QueuedExecution": {"JOB_ID": "707Qy00000Ab1Cd", "ENTRY_POINT": "NightlyBatch"},
	"Sandbox":         {"STATUS": "Completed"},
	"Search":          {"SEARCH_QUERY": "ceo salary", "PREFIXES_SEARCHED": "001 003 069", "QUERY_ID": "q-1", "NUM_RESULTS": "14"},
	"SearchClick":     {"CLICKED_RECORD_ID": "003Qy00000St6Uv", "QUERY_ID": "q-1", "RANK": "2"},
	"Sites": {
		"URI": "/shop/orders", "QUERY": "id=1&mode=all", "HTTP_METHOD": "GET", "REQUEST_TYPE": "page", "IS_GUEST": "1", "IS_ERROR": "0", "SITE_ID": "0DMQy00000Ab1Cd",
		"HTTP_HEADERS": "{Host=shop.acme.example}", "USER_TYPE": "Guest",
	},
	"TimeBasedWorkflow":           {"DATA": "Opportunity 006Qy00000St6Uv", "LOG_GROUP_ID": "g-1", "NUMBER_OF_RECORDS": "1", "TYPE": "PROC"},
	"TransactionSecurity":         {"RESULT": "TRIGGERED", "EVALUATION_TIME_MS": "12"},
	"UITelemetryNavigationTiming": telemetry,
	"UITelemetryResourceTiming":   telemetry,
	"URI":                         {"URI": "/setup/secur/RemoteAccessAuthorizationPage.apexp?user=1"},
	"VisualforceRequest": {
		"URI": "/apex/Orders", "QUERY": "id=001Qy00000Ab1Cd", "USER_AGENT": chrome, "REQUEST_SIZE": "-1", "CONTROLLER_TYPE": "2", "PAGE_NAME": "Orders", "REQUEST_TYPE": "page",
		"MANAGED_PACKAGE_NAMESPACE": "acme",
	},
	"WaveChange":      {"ANALYTICS_MODE": "studio", "VIEW_MODE": "view", "PAGE_CONTEXT": "aura", "TYPE": "dashboard", "URI": "/analytics", "RECORD_ID": "0FKQy00000Ab1Cd", "TAB_ID": "dashboard-0FKQy00000Ab1Cd"},
	"WaveDownload":    {"ASSET_TYPE": "Dashboard", "ASSET_ID": "0FKQy00000Ab1Cd", "DATASET_IDS": "0FbQy00000Ab1Cd,0FbQy00000Ab1Ce", "DOWNLOAD_ERROR": "", "DOWNLOAD_FORMAT": "csv", "NUMBER_OF_RECORDS": "90000", "URI": "/analytics"},
	"WaveInteraction": {"TOTAL_TIME": "61000", "READ_TIME": "40", "VIEW_MODE": "view", "TYPE": "dashboard", "URI": "/analytics", "RECORD_ID": "0FKQy00000Ab1Cd", "TAB_ID": "dashboard-0FKQy00000Ab1Cd"},
	"WavePerformance": {"EPT": "1204.5", "NAME": "Pipeline", "VIEW_MODE": "view", "TYPE": "dashboard", "URI": "/analytics", "RECORD_ID": "0FKQy00000Ab1Cd", "TAB_ID": "dashboard-0FKQy00000Ab1Cd"},

	"ApiEvent":                   {"ApiType": "SOAP Partner", "Platform": "Unknown", "ElapsedTime": "120", "UserAgent": python, "PolicyOutcome": "Block", "Application": "Nightly sync"},
	"ApiAnomalyEventStore":       {"ApiAnomalyEventNumber": "AAE-000042", "Operation": "Query", "UserAgent": python, "Summary": "API activity differs from what is usual for the user"},
	"ReportAnomalyEventStore":    {"ReportAnomalyEventNumber": "RAE-000042", "Report": "00OQy00000Ef2GhMAJ"},
	"GuestUserAnomalyEventStore": {"GuestUserAnomalyEventNumber": "GUA-000042", "RequestedEntities": `["Account","Contact"]`, "SoqlCommands": "SELECT Id FROM Account", "UserType": "Guest", "TotalControllerEvents": "810"},
	"LoginAnomalyEventStore":     {"LoginAnomalyEventNumber": "LAE-000042", "FeatureName": "country", "FeatureContribution": "61.2", "FeatureValue": "1"},
	"UniversalAnomalyEventStore": {"UniversalAnomalyEventNumber": "UAE-000042", "AnomalySubType": "MCPAnomaly"},
	"CredentialStuffingEventStore": {
		"CredentialStuffingEventNumber": "CSE-000042", "AcceptLanguage": "en-US;q=0.8", "Score": "1.0", "LoginType": "Application", "LoginUrl": "login.example.com",
		"Summary": "Login in a credential stuffing attack",
	},
	"SessionHijackingEventStore": {
		"SessionHijackingEventNumber": "SHE-000042", "CurrentUserAgent": python, "PreviousUserAgent": chrome, "CurrentPlatform": "Linux x86_64", "PreviousPlatform": "Win32",
		"CurrentScreen": "(800.0,600.0)", "PreviousScreen": "(1440.0,900.0)", "CurrentWindow": "(800.0,600.0)", "PreviousWindow": "(1440.0,780.0)",
		"Score": "0.93", "SourceIp": "198.51.100.77", "Summary": "Session was used from another browser",
		"SecurityEventData": `[{"featureName":"userAgent","previousValue":"Chrome","currentValue":"python-requests","featureContribution":"60.2 %"}]`,
	},
	"AuthSession":             {"SessionType": "UI", "SessionSecurityLevel": "HIGH_ASSURANCE", "LoginType": "Application", "LoginSubType": "UiLoginPage", "NumSecondsValid": "7200", "LogoutUrl": "https://acme.my.example.com/secur/logout.jsp"},
	"BulkApiResultEventStore": {"PolicyOutcome": "NoAction"},
	"EventLogFile": {
		"EventType": "Login", "Interval": "Hourly", "LogFile": "/services/data/v62.0/sobjects/EventLogFile/0ATQy000001Vb7COAS/LogFile", "LogFileContentType": ".csv",
		"LogFileFieldNames": "EVENT_TYPE,TIMESTAMP", "LogFileFieldTypes": "String,String", "LogFileLength": "2692", "IsDeleted": "0", "Id": "0ATQy000001Vb7COAS",
	},
	"FileEventStore": {
		"FileAction": "API_DOWNLOAD", "FileName": "Payroll 2026.xlsx", "FileSource": "S", "FileType": "EXCEL_X", "ContentSize": "1048576", "ProcessDuration": "35", "VersionNumber": "3",
		"CanDownloadPdf": "0",
	},
	"IdentityProviderEventStore": {
		"AppId": "0spQy00000Ab1CdEAJ", "AuthSessionId": "0AkQy00000Ab1CdEAJ", "ErrorCode": "AppAccessDenied", "IdentityUsed": "ana.diaz@acme.example", "InitiatedBy": "SP",
		"SamlEntityUrl": "https://sp.example/saml", "SsoType": "SAML",
	},
	"IdentityVerificationEvent": {
		"Activity": "Login", "Status": "FailedTooManyAttempts", "VerificationMethod": "Totp", "Policy": "TwoFactorAuthentication", "Remarks": "Verification from a new device", "EventGroup": "7f3a",
	},
	"VerificationHistory": {
		"Activity": "Login", "Status": "ReportedDenied", "VerificationMethod": "SalesforceAuthenticator", "Policy": "HighAssurance", "Remarks": "Denied and reported by the user", "EventGroup": "7", "IsDeleted": "0",
	},
	"LightningUriEvent": {
		"Operation": "Read", "Duration": "1240", "EffectivePageTime": "980", "OsName": "Windows", "OsVersion": "10", "ConnectionType": "WIFI", "DevicePlatform": "SFX:BROWSER:DESKTOP",
		"PageStartTime": "2026-01-05T03:10:18.000Z", "AppName": "one:one", "PreviousPageEntityId": "001Qy00000Ab1CdIAJ", "PreviousPageEntityType": "Account",
	},
	"ListViewEvent":      {"Name": "All contacts", "DeveloperName": "AllContacts", "EventSource": "Lightning", "FilterCriteria": `{"filterItems":[]}`, "OrderBy": "Email", "Scope": "Everything", "ListViewId": "00BQy00000Ab1CdEAJ", "NumberOfColumns": "3"},
	"LockoutEventStream": {"FailedLogins": "5", "EventUuid": "0f6c1e5d-2b7a-4c53-9e0d-7a51c8b3f2d4", "ReplayId": "4711"},
	"LoginAsEvent": {
		"DelegatedUsername": "root@acme.example", "DelegatedOrganizationId": "00DQy00000Xk1TbMAJ", "LoginAsCategory": "OrgAdmin", "LoginType": "Application",
		"TargetUrl": "/home/home.jsp", "LoginAccessChangeGranteeName": "root", "LoginAccessChangeGranteeType": "OrgAdmin",
	},
	"LoginEvent":   {"Status": "Invalid Password", "Application": "Nightly sync"},
	"LoginHistory": {"Status": "Success", "Id": "0YaQy00000Lk2PqKAJ", "OptionsIsGet": "0"},
	"LoginGeo":     {"Id": "04FQy00000Mn5VeMAJ", "IsDeleted": "0"},
	"LoginIp":      {"ChallengeMethod": "Email", "IsAuthenticated": "1"},
	"LoginEventLog": {
		"Uri": "/services/oauth2/token", "LoginStatus": "LOGIN_NO_ERROR", "LoginType": "A", "LoginSubType": "uiup", "BrowserType": chrome, "RunTime": "142", "CpuTime": "61",
		"DatabaseTotalTime": "48210377", "TransportLayerSecurityProtocol": "TLSv1.2", "AuthenticatedMethodReference": "pwd", "ApiType": "f", "RequestStatus": "S",
		"Timestamp": "2026-01-05T03:10:20.117Z",
	},
	"RestApiEventLog": {
		"Method": "GET", "MediaType": "application/json", "StatusCode": "403", "ExceptionMessage": "INSUFFICIENT_ACCESS", "RequestStatus": "A", "ObjectName": "Contact", "FieldCount": "2",
		"RequestSize": "0", "ResponseSize": "4810", "RunTime": "142", "CpuTime": "61", "DatabaseTotalTime": "48210377", "DatabaseBlocks": "915", "DatabaseCpuTime": "20", "RowsProcessed": "20",
		"Timestamp": "2026-01-05T03:10:20.117Z",
	},
	"PermissionSetEventStore": {
		"Operation": "AssignedToUsers", "ImpactedUserIds": `["005Qy00000Bb8CcIAJ"]`, "ParentIdList": `["0PSQy00000Ab1CdEAJ"]`, "ParentNameList": `["Export"]`,
		"PermissionList": "ModifyAllData, ViewAllData", "PermissionType": "UserPermission", "EventSource": "Lightning", "UserCount": "1", "HasExternalUsers": "0",
		"PermissionExpirationList": "", "PermissionExpiration": "2026-02-05T00:00:00.000Z",
	},
	"ReportEvent": {
		"Operation": "ReportExported", "ExportFileFormat": "csv", "Format": "Tabular", "Name": "All contacts", "Description": "with phone numbers", "EventSource": "Lightning",
		"DisplayedFieldEntities": "Contact, Account", "GroupedColumnHeaders": "[Region]", "Scope": "organization", "NumberOfColumns": "14", "IsScheduled": "0",
		"DashboardName": "Sales", "ActionName": "", "RowsProcessed": "48213.0",
	},
	"SetupAuditTrail": {
		"Action": "PermSetAssign", "Section": "Manage Users", "Display": "Permission set Export: assigned to user Ana Diaz (UserID: [005Qy00000Wz9Lm])",
		"CreatedByContext": "", "CreatedByIssuer": "", "DelegateUser": "root@acme.example", "ResponsibleNamespacePrefix": "acme", "Id": "0YmQy00000Ab1CdEAJ",
	},
	"UriEvent":  {"Operation": "Update", "Message": "record was changed", "Name": "Ana Diaz"},
	"UserLogin": {"IsFrozen": "1", "IsPasswordLocked": "0", "Id": "0YwQy00000Ab1CdEAJ"},
}

// agent are the columns of what an agent did.
var agent = map[string]string{
	"BOT_IDENTIFIER": "0XxQy00000Ab1Cd", "BOT_SESSION_IDENTIFIER": "b2f0c5d6-1f3e-4c6e-8a0b-7e2d9f4b1a33", "PLANNER_IDENTIFIER": "16jQy00000Ab1Cd",
}

func merge(tables ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, table := range tables {
		maps.Copy(all, table)
	}
	return all
}

var callout = map[string]string{
	"ACTION": "query", "STATUS": "0", "MESSAGE": "connection refused", "ENTITY": "Orders__x", "EXTERNAL_OBJECT": "Orders__x", "ROWS": "-1", "ROWS_FETCHED": "20",
	"LIMIT": "200", "OFFSET": "-1", "SELECT": "Id,Name", "FILTER": "Total > 100", "ORDERBY": "Name", "TOTAL_MS": "301", "EXECUTE_MS": "290", "FETCH_MS": "11",
	"THROUGHPUT": "66.4", "PROVIDER_TYPE": "OData4", "PARENT_CALLOUT": "6Qk2vInventedReqId01-", "BYTES": "48120", "DATA_SOURCE_NAME": "Warehouse", "TABLE_NAME": "orders", "OPERATION": "Scan",
}

var telemetry = map[string]string{
	"URL": "https://acme.lightning.example.com/lightning/page/home", "DURATION": "1204.5", "RESPONSE_STATUS": "200", "USER_TYPE": "S", "INITIATOR_TYPE": "navigation",
	"NEXT_HOP_PROTOCOL": "h2", "SERVER_REQUEST_ID": "7Rl3wInventedReqId02-", "TRANSFER_SIZE": "48120", "ENCODED_BODY_SIZE": "47000", "DECODED_BODY_SIZE": "180000",
}
