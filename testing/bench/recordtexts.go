package main

// recordTexts are a record of each object as the query API gives it. What is in capital
// letters, TIME and NUMBER, is replaced.
func recordTexts() map[string]string {
	return map[string]string{
		"LoginEvent": `{"attributes":{"type":"LoginEvent","url":"/services/data/v62.0/sobjects/LoginEvent/000000000000000AAA"},"Id":"000000000000000AAA",` +
			`"CreatedDate":"TIME","EventDate":"TIME","EventIdentifier":"5d0f6c1e-2b7a-4c53-9e0d-NUMBER","RelatedEventIdentifier":null,` +
			`"UserId":"0055j0000000001AAA","Username":"ana.diaz@acme.example","UserType":"Standard","Status":"Success","SourceIp":"203.0.113.27",` +
			`"LoginType":"Remote Access 2.0","LoginSubType":"OAuth JWT Bearer","LoginUrl":"acme-dev.my.example.com","Application":"Nightly sync",` +
			`"Browser":"Chrome 131","Platform":"Windows 11","HttpMethod":"POST","ApiType":"N/A","ApiVersion":"N/A","ClientVersion":"N/A",` +
			`"CipherSuite":"ECDHE-RSA-AES256-GCM-SHA384","TlsProtocol":"TLS 1.3","CountryIso":"PT","Country":"Portugal","City":"Porto",` +
			`"Subdivision":"Porto","PostalCode":"4000-069","LoginLatitude":41.1496,"LoginLongitude":-8.611,"LoginGeoId":"04F5j00000Mn5VeMAJ",` +
			`"LoginHistoryId":"0Ya5j0000123456CAA","LoginKey":"pR4xInventedKey1","SessionKey":null,"SessionLevel":"STANDARD","AdditionalInfo":"{}",` +
			`"AuthServiceId":null,"AuthMethodReference":null,"NetworkId":"000000000000000AAA","CertificateSubject":null,"PolicyId":null,` +
			`"PolicyOutcome":null,"EvaluationTime":0.0,"ForwardedForIp":null,"DelegatedOrganizationId":null,"DelegatedUsername":null,"HasExternalUsers":null}`,
		"ApiEvent": `{"attributes":{"type":"ApiEvent","url":"/services/data/v62.0/sobjects/ApiEvent/000000000000000AAA"},"Id":"000000000000000AAA",` +
			`"CreatedDate":"TIME","EventDate":"TIME","EventIdentifier":"5d0f6c1e-2b7a-4c53-9e0d-NUMBER","RelatedEventIdentifier":null,` +
			`"UserId":"0055j0000000001AAA","Username":"ana.diaz@acme.example","SourceIp":"203.0.113.27","LoginHistoryId":"0Ya5j0000123456CAA",` +
			`"LoginKey":"pR4xInventedKey1","SessionKey":"Tq8nInventedKey2","SessionLevel":"STANDARD","PolicyId":null,"PolicyOutcome":null,"EvaluationTime":0.0,` +
			`"ActionName":null,"AdditionalInfo":"{}","ApiType":"REST","ApiVersion":62.0,"Application":"Nightly sync","BotSessionIdentifier":null,` +
			`"Client":"acme-etl/2.4","ConnectedAppId":"0H45j0000000Xy1CAE","ElapsedTime":214,"Operation":"Query","OperationStatus":"SUCCESS","PlannerId":null,` +
			`"Platform":"Unknown","ProfileId":"00e5j000000Ab12AAC","QueriedEntities":"Account,Contact",` +
			`"Query":"SELECT Id, Name, Industry, AnnualRevenue FROM Account WHERE LastModifiedDate > 2026-01-04T00:00:00Z ORDER BY LastModifiedDate LIMIT 2000",` +
			`"Records":"{\"totalSize\":2,\"rows\":[{\"datacells\":[\"0015j00000AbCd1AAF\"]},{\"datacells\":[\"0015j00000AbCd2AAF\"]}]}",` +
			`"RequestIdentifier":"6Qk2vInventedReqId01-","RoleId":"00E5j000000Cd34EAC","RowsProcessed":2.0,"RowsReturned":2.0,` +
			`"UserAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"}`,
		"ReportEvent": `{"attributes":{"type":"ReportEvent","url":"/services/data/v62.0/sobjects/ReportEvent/000000000000000AAA"},"Id":"000000000000000AAA",` +
			`"CreatedDate":"TIME","EventDate":"TIME","EventIdentifier":"5d0f6c1e-2b7a-4c53-9e0d-NUMBER","RelatedEventIdentifier":null,` +
			`"UserId":"0055j0000000001AAA","Username":"ana.diaz@acme.example","SourceIp":"203.0.113.27","LoginHistoryId":"0Ya5j0000123456CAA",` +
			`"LoginKey":"pR4xInventedKey1","SessionKey":"Tq8nInventedKey2","SessionLevel":"STANDARD","PolicyId":null,"PolicyOutcome":null,"EvaluationTime":0.0,` +
			`"ActionName":null,"BotSessionIdentifier":null,"ColumnHeaders":"[Account Name, Industry, Annual Revenue, Owner]","DashboardId":null,` +
			`"DashboardName":null,"Description":"Accounts by industry, with revenue","DisplayedFieldEntities":"Account, User","EventSource":"Lightning",` +
			`"ExecutionIdentifier":"1c2d6c1e-2b7a-4c53-9e0d-5d0f6c1e2b7a","ExportFileFormat":"CSV","Format":"Tabular","GroupedColumnHeaders":"[]","IsScheduled":false,` +
			`"Name":"Accounts by industry","NumberOfColumns":4,"Operation":"ReportExported","OwnerId":"0055j0000000002AAA","PlannerId":null,` +
			`"ProfileId":"00e5j000000Ab12AAC","QueriedEntities":"Account, User","Records":"{\"totalSize\":2,\"rows\":[{\"datacells\":[\"0015j00000AbCd1AAF\"]}]}",` +
			`"ReportId":"00O5j000000Ef56EAG","RoleId":"00E5j000000Cd34EAC","RowsProcessed":1312.0,"Scope":"organization","Sequence":1}`,
		"ListViewEvent": `{"attributes":{"type":"ListViewEvent","url":"/services/data/v62.0/sobjects/ListViewEvent/000000000000000AAA"},"Id":"000000000000000AAA",` +
			`"CreatedDate":"TIME","EventDate":"TIME","EventIdentifier":"5d0f6c1e-2b7a-4c53-9e0d-NUMBER","RelatedEventIdentifier":null,` +
			`"UserId":"0055j0000000001AAA","Username":"ana.diaz@acme.example","SourceIp":"203.0.113.27","LoginHistoryId":"0Ya5j0000123456CAA",` +
			`"LoginKey":"pR4xInventedKey1","SessionKey":"Tq8nInventedKey2","SessionLevel":"STANDARD","PolicyId":null,"PolicyOutcome":null,"EvaluationTime":0.0,` +
			`"AppName":"one:one","ColumnHeaders":"[Name, Phone, Email, Title]","DeveloperName":"All_Contacts","EventSource":"Lightning",` +
			`"ExecutionIdentifier":"1c2d6c1e-2b7a-4c53-9e0d-5d0f6c1e2b7a","FilterCriteria":"{\"whereCondition\":{\"type\":\"soqlCondition\",\"field\":\"Name\"}}",` +
			`"ListViewId":"00B5j000000Gh78EAC","Name":"All Contacts","NumberOfColumns":4,"OrderBy":"[Name ASC NULLS FIRST, Id ASC NULLS FIRST]",` +
			`"OwnerId":"0055j0000000002AAA","ProfileId":"00e5j000000Ab12AAC","QueriedEntities":"Contact",` +
			`"Records":"{\"totalSize\":2,\"rows\":[{\"datacells\":[\"0035j00000AbCd1AAF\"]},{\"datacells\":[\"0035j00000AbCd2AAF\"]}]}",` +
			`"RoleId":"00E5j000000Cd34EAC","RowsProcessed":50.0,"Scope":"everything","Sequence":1}`,
	}
}
