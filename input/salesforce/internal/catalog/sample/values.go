package sample

const (
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
	chrome  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
	python  = "python-requests/2.32.3"
	stack   = "Class.RateService.quote: line 48, column 1\nTrigger.QuoteTrigger: line 7, column 1"
)

// common are the columns and fields that have the same kind of value wherever
// they are.
var common = map[string]string{
	"TIMESTAMP": "20260105031020.117", "TIMESTAMP_DERIVED": "2026-01-05T03:10:20.117Z",
	"REQUEST_ID": "6Qk2vInventedReqId01-", "ORGANIZATION_ID": "00DQy00000Xk1Tb",
	"USER_ID": "005Qy00000Wz9Lm", "USER_ID_DERIVED": "005Qy00000Wz9LmIAJ", "USER_NAME": "ana.diaz@acme.example",
	"LOGIN_KEY": "pR4xInventedKey1", "SESSION_KEY": "sK9vInventedSes1",
	"CLIENT_IP": "203.0.113.27", "SOURCE_IP": "203.0.113.27", "FORWARDED_FOR_IP": "198.51.100.9",
	"CLIENT_GEO": "Portugal/Porto", "RUN_TIME": "142", "CPU_TIME": "61", "DB_TOTAL_TIME": "48210377", "DB_CPU_TIME": "20", "DB_BLOCKS": "915",
	"URI": "/services/data/v62.0/query", "URI_ID_DERIVED": "001Qy00000Ab1CdIAJ",
	"USER_TYPE": "Standard", "REQUEST_STATUS": "S", "STATUS_CODE": "200", "METHOD": "GET", "HTTP_METHOD": "GET", "REQUEST_METHOD": "POST",
	"REQUEST_SIZE": "210", "RESPONSE_SIZE": "48120", "MEDIA_TYPE": "application/json",
	"API_TYPE": "P", "API_VERSION": "62.0", "CLIENT_NAME": "NightlySync/2.1", "CLIENT_ID": "3MVG9InventedClientId",
	"CONNECTED_APP_ID": "0H4Qy000000Ab1C", "CONNECTED_APP_NAME": "Nightly sync", "USER_AGENT": "13013200",
	"BROWSER_TYPE": firefox, "BROWSER_NAME": "Chrome", "BROWSER_VERSION": "131.0", "OS_NAME": "Windows", "OS_VERSION": "10", "DEVICE_MODEL": "iPad",
	"DEVICE_PLATFORM": "SFX:BROWSER:DESKTOP", "DEVICE_SESSION_ID": "2f1c7e6a90b3", "DEVICE_ID": "5d0f6c1e", "APP_NAME": "one:one",
	"ENTITY_NAME": "Account,Contact", "ENTITY_TYPE": "Contact", "QUERY": "SELECT Id, Email FROM Contact LIMIT 2000", "ROWS_PROCESSED": "2000",
	"NUMBER_FIELDS": "2", "EXCEPTION_MESSAGE": "", "STACK_TRACE": stack,
	"REPORT_ID": "00OQy00000Ef2Gh", "REPORT_ID_DERIVED": "00OQy00000Ef2GhMAJ", "DASHBOARD_ID": "01ZQy00000Gh3Ij", "DASHBOARD_ID_DERIVED": "01ZQy00000Gh3IjMAJ",
	"ROW_COUNT": "48213", "AVERAGE_ROW_SIZE": "310", "NUMBER_COLUMNS": "14", "SORT": "Email;asc",
	"DOCUMENT_ID": "069Qy00000Kl4Mn", "DOCUMENT_ID_DERIVED": "069Qy00000Kl4MnIAJ", "VERSION_ID": "068Qy00000Kl4Mn", "VERSION_ID_DERIVED": "068Qy00000Kl4MnIAJ",
	"FILE_TYPE": "EXCEL_X", "JOB_ID": "750Qy00000Op5Qr", "BATCH_ID": "751Qy00000Op5Qr", "RECORD_ID": "003Qy00000St6Uv", "RECORD_ID_DERIVED": "003Qy00000St6UvIAJ",
	"POLICY_ID": "0NIQy0000000001", "POLICY_ID_DERIVED": "0NIQy0000000001OAA",
	"PAGE_URL": "/lightning/r/Contact/003Qy00000St6UvIAJ/view", "PREVPAGE_URL": "/lightning/o/Contact/list",
	"PAGE_CONTEXT": "one:recordHomeFlexipage2Wrapper", "PAGE_ENTITY_ID": "003Qy00000St6Uv", "PAGE_ENTITY_TYPE": "Contact", "PAGE_APP_NAME": "LightningSales",
	"PREVPAGE_ENTITY_ID": "001Qy00000Ab1Cd", "PREVPAGE_ENTITY_TYPE": "Account", "PREVPAGE_CONTEXT": "force:objectHomeDesktop", "PREVPAGE_APP_NAME": "LightningSales",
	"REFERRER": "https://acme.my.example.com/lightning/page/home", "REFERRER_URI": "/home/home.jsp", "ORIGIN": "https://evil.example",
	"EVENT_TIMESTAMP": "2026-01-05T03:10:20.001Z", "WAVE_TIMESTAMP": "1767582620117", "NETWORK_ID": "0DBQy0000004C93",

	"SDK_VERSION": "11.0", "SDK_APP_VERSION": "248.020", "COMPONENT_NAME": "force:recordHomePanel", "TARGET_UI_ELEMENT": "save-button", "PARENT_UI_ELEMENT": "record-form",
	"GRANDPARENT_UI_ELEMENT": "record-home", "UI_EVENT_ID": "ltng:interaction", "UI_ROOT_ACTIVITY_ID": "act-1", "PAGE_NAME": "Orders", "WAVE_SESSION_ID": "w-1", "QUERY_ID": "q-1",
	"PAGE_ID": "p-1", "SAVED_VIEW_ID": "v-1", "ActionName": "", "BotSessionIdentifier": "", "ExecutionIdentifier": "c5b5d6a0-1f3e-4c6e-8a0b-7e2d9f4b1a33", "DeviceId": "5d0f6c1e",
	"DeviceModel": "iPad", "AppName": "one:one", "DeviceSessionId": "2f1c7e6a90b3", "SdkVersion": "11.0", "SdkAppVersion": "248.020", "SdkAppType": "HYBRID",
	"PreviousPageAppName": "LightningSales", "PlannerId": "",
	"EffectivePageTimeDeviationErrorType": "SYSTEM", "EffectivePageTimeDeviationReason": "PageHasError", "CreatedByContext": "",

	"EventDate": "2026-01-05T03:10:20.117Z", "CreatedDate": "2026-01-05T03:10:22.481Z", "LoginTime": "2026-01-05T03:10:20.000Z",
	"EventIdentifier": "5d0f6c1e-2b7a-4c53-9e0d-7a51c8b3f2d4", "RelatedEventIdentifier": "7a51c8b3-9e0d-4c53-2b7a-5d0f6c1ef2d4",
	"RequestIdentifier": "6Qk2vInventedReqId01-", "UserIdentifier": "005Qy00000Wz9LmIAJ", "UserId": "005Qy00000Wz9LmIAJ", "UsersId": "005Qy00000Wz9LmIAJ",
	"Username": "ana.diaz@acme.example", "UserName": "ana.diaz@acme.example", "LoginKey": "pR4xInventedKey1", "SessionKey": "sK9vInventedSes1",
	"SessionLevel": "STANDARD", "SourceIp": "203.0.113.27", "ClientIp": "203.0.113.27", "ForwardedForIp": "198.51.100.9",
	"LoginHistoryId": "0YaQy00000Lk2PqKAJ", "LoginGeoId": "04FQy00000Mn5VeMAJ", "ProfileId": "00eQy00000Ab1CdEAJ", "RoleId": "00EQy00000Ab1CdEAJ",
	"PolicyId": "0NIQy0000000001OAA", "PolicyOutcome": "Notified", "EvaluationTime": "1.5", "UserType": "Standard", "NetworkId": "0DBQy0000004C93OAA",
	"Browser": "Chrome 131", "Platform": "Windows 11", "Application": "Browser", "ApiType": "REST API", "ApiVersion": "62.0", "ClientVersion": "N/A",
	"TlsProtocol": "TLS 1.3", "CipherSuite": "ECDHE-RSA-AES256-GCM-SHA384", "HttpMethod": "POST", "LoginUrl": "acme.my.example.com",
	"LoginType": "Remote Access 2.0", "LoginSubType": "OAuth JWT Bearer", "AuthServiceId": "0SOQy00000Wz9LmOAJ", "AuthenticationServiceId": "0SOQy00000Wz9LmOAJ",
	"AuthMethodReference": "pwd", "AuthContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
	"CountryIso": "PT", "Country": "Portugal", "Subdivision": "Porto", "City": "Porto", "PostalCode": "4000-001",
	"Latitude": "41.1496", "Longitude": "-8.611", "LoginLatitude": "41.1496", "LoginLongitude": "-8.611",
	"AdditionalInfo": `{"X-Correlation":"a7f3"}`, "UserAgent": chrome, "Uri": "/services/data/v62.0/query",
	"QueriedEntities": "Contact, Account", "Query": "SELECT Id, Email FROM Contact", "RowsProcessed": "2000.0", "RowsReturned": "2000.0",
	"Records":        `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Contact"},"Id":"003Qy00000St6UvIAJ"}]}`,
	"ConnectedAppId": "0H4Qy000000Ab1CGAS", "Client": "NightlySync/2.1", "RecordId": "003Qy00000St6UvIAJ", "ReportId": "00OQy00000Ef2GhMAJ",
	"DashboardId": "01ZQy00000Gh3IjMAJ", "OwnerId": "005Qy00000Wz9LmIAJ", "ColumnHeaders": "[Name, Email, Phone]",
	"CreatedById": "005Qy00000Bb8CcIAJ", "LastModifiedById": "005Qy00000Bb8CcIAJ", "Score": "95.0158",
	"SecurityEventData": `[{"featureName":"rowCount","featureValue":"48213","featureContribution":"73.4 %"},{"featureName":"autonomousSystem","featureValue":"Example Net","featureContribution":"15.6 %"}]`,
	"Summary":           "User activity differs from what is usual for the user", "Operation": "Query", "OperationStatus": "Success",
	"DocumentId": "069Qy00000Kl4MnIAJ", "VersionId": "068Qy00000Kl4MnIAJ", "ResourceId": "0CSQy00000Ab1CdEAJ",
	"PageUrl": "/lightning/r/Contact/003Qy00000St6UvIAJ/view", "PreviousPageUrl": "/lightning/o/Contact/list",
	"Sequence": "1", "CurrentIp": "198.51.100.77", "PreviousIp": "203.0.113.27", "Id": "a01Qy00000Ab1CdEAJ",
}
