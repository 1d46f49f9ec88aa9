package ecs

import "strings"

// word is a field outside ECS that means the same in all event types and objects.
type word struct {
	kind        kind // how it is read where the rule does not say
	fieldType   string
	unit        string // in the words of Elasticsearch
	description string
	shared      bool // several columns may add to it, or say the same
}

// vocabulary are the fields directly under salesforce. What detections correlate
// has one name here, wherever it comes from: a query of a REST call, of a SOAP
// call and of a real-time event are all salesforce.query. The kind of a
// word without one is that of its type.
var vocabulary = merge(agentWords(genAI), map[string]word{
	"login_key":        {description: "Ties together what was done under one login."},
	"session_key":      {description: "Stands for the session; never the session id itself."},
	"session_level":    {kind: named, description: "Security level of the session."},
	"login_type":       {kind: named, description: "How the user came in."},
	"login_sub_type":   {kind: named, description: "Login flow."},
	"login_geo_id":     {kind: id18, description: "LoginGeo record of the place of the login."},
	"login_history_id": {kind: id18, description: "LoginHistory record of the login that the session began with."},
	"user_type":        {kind: coded, description: "License category of the user."},
	"profile_id":       {kind: id18, description: "Profile of the user."},
	"role_id":          {kind: id18, description: "Role of the user."},
	"network_id":       {kind: id18, description: "Experience Cloud site."},
	"related_event_id": {description: "Event of the same activity that this one refers to."},
	"event_number":     {description: "Number that Salesforce gave the detection."},
	"event_source":     {description: "Where the user did it: API, Classic or Lightning."},
	"event_uuid":       {description: "Id of the platform event message."},

	"application":        {kind: known(keyword), description: "Application that the user worked with."},
	"api_type":           {kind: known(named), description: "Kind of API."},
	"api_version":        {kind: known(apiVersion), description: "API version that was called."},
	"client_name":        {description: "Name that the caller gave its client."},
	"client_id":          {description: "API client, or client of the OAuth app."},
	"client_version":     {kind: known(apiVersion), description: "Version of the client."},
	"connected_app_id":   {kind: id18, description: "Connected app that called."},
	"connected_app_name": {description: "Name of the connected app that called."},

	"operation":      {kind: coded, description: "What was done, in Salesforce's words; event.action has it in one spelling."},
	"entity_name":    {shared: true, kind: list, description: "Objects that were touched, by API name."},
	"query":          {fieldType: typeText, description: "SOQL, or what else was asked for."},
	"rows_processed": {fieldType: typeLong, description: "Rows or records that were processed, fetched or saved."},
	"rows_returned":  {fieldType: typeLong, description: "Rows that were returned."},
	"record_id":      {shared: true, kind: idList, description: "Records that it was about."},
	"records":        {fieldType: typeFlattened, description: "Records that were in the result, as Salesforce gives them."},
	"owner_id":       {kind: id18, description: "Owner of the report or list view."},
	"scope":          {description: "Whose records the report or list view shows."},
	"column_headers": {shared: true, kind: list, description: "Columns of the report or list view."},
	"sequence":       {fieldType: typeLong, description: "Number of the part, where one execution gives several events."},
	"execution_id":   {description: "Ties together the parts of one execution."},

	"report_id":         {shared: true, kind: id18, description: "Report that was run."},
	"report_name":       {description: "Name of the report; for ids alone, by enrich.names."},
	"dashboard_id":      {shared: true, kind: id18, description: "Dashboard that was run."},
	"dashboard_name":    {description: "Name of the dashboard; for ids alone, by enrich.names."},
	"document_id":       {shared: true, kind: id18, description: "Document or attachment."},
	"version_id":        {shared: true, kind: id18, description: "Version of the document."},
	"file_type":         {description: "Type of the file, in Salesforce's words."},
	"job_id":            {kind: id18, description: "Job of the Bulk API or of Apex."},
	"batch_id":          {kind: id18, description: "Batch of the job."},
	"number_of_columns": {fieldType: typeLong, description: "Columns of the report or list view."},

	"policy_outcome":      {description: "What a transaction security policy did."},
	"evaluation_time":     {fieldType: typeDouble, unit: "ms", description: "Time it took to evaluate the policies."},
	"security_event_data": {kind: features, fieldType: typeFlattened, description: "What made Salesforce raise the detection, by name of the feature."},
	"additional_info":     {fieldType: typeFlattened, description: "Further headers and facts of the request."},

	"request_status": {kind: coded, description: "How the request ended."},
	"origin":         {description: "Origin that the request came from."},
	"uri_id":         {kind: id18, description: "Record id found in the URI."},
	"run_time":       {fieldType: typeLong, unit: "ms", description: "Elapsed time of the request."},
	"cpu_time":       {fieldType: typeLong, unit: "ms", description: "CPU time on the application servers."},
	"db_total_time":  {kind: nanoseconds, fieldType: typeLong, unit: "nanos", description: "Time spent on database round trips."},
	"db_cpu_time":    {fieldType: typeLong, unit: "ms", description: "CPU time of the database."},
	"db_blocks":      {fieldType: typeLong, description: "Database blocks that were read; a measure of its work."},

	"action_name": {description: "Action that was called, by an agent or a flow."},

	"created_date":         {fieldType: typeDate, description: "When the record was made, which is later than the event."},
	"created_by_id":        {kind: id18, description: "User who made the record."},
	"last_modified_date":   {fieldType: typeDate, description: "When the record was changed last."},
	"last_modified_by_id":  {kind: id18, description: "User who changed the record last."},
	"last_viewed_date":     {fieldType: typeDate, description: "When the collecting user last viewed the record."},
	"last_referenced_date": {fieldType: typeDate, description: "When the collecting user last viewed something related to the record."},
	"system_modstamp":      {fieldType: typeDate, description: "When a user or the system changed the record last."},
	"is_deleted":           {fieldType: typeBoolean, description: "Whether the record is in the bin."},

	"app_name":                    {description: "App in which the user worked."},
	"client_geo":                  {description: "Country and region of the client, as Salesforce writes them."},
	"component_name":              {description: "Component that the event is about."},
	"connection_type":             {kind: coded, description: "Network the device was on."},
	"device_id":                   {description: "Installation of the mobile app."},
	"device_platform":             {description: "Application, experience and form factor, colon-separated."},
	"device_session_id":           {description: "Session of the loaded page."},
	"page_app_name":               {description: "Internal name of the opened app."},
	"page_context":                {kind: coded, description: "Component or host that shows the page."},
	"page_entity_id":              {kind: id18, description: "Record shown by the page."},
	"page_entity_type":            {description: "Object of the record shown by the page."},
	"page_name":                   {description: "Visualforce page."},
	"page_start_time":             {kind: epochOrDate, fieldType: typeDate, description: "When the page was first loaded."},
	"previous_page_app_name":      {description: "App of the page before."},
	"previous_page_context":       {description: "Component that hosted the page before."},
	"previous_page_entity_id":     {kind: id18, description: "Record shown by the page before."},
	"previous_page_entity_type":   {description: "Object of the record shown by the page before."},
	"sdk_app_type":                {kind: coded, description: "Kind of app built with the mobile SDK."},
	"sdk_app_version":             {description: "Version of the app built with the mobile SDK."},
	"sdk_version":                 {description: "Version of the mobile SDK."},
	"target_ui_element":           {description: "Page element of the event."},
	"parent_ui_element":           {description: "Scope around the page element."},
	"grandparent_ui_element":      {description: "Scope two levels above the page element."},
	"ui_event_id":                 {kind: coded, description: "Family of the Lightning event."},
	"ui_event_source":             {kind: coded, description: "What the user did, or what kind of error it was."},
	"ui_event_type":               {kind: coded, description: "Kind of the Lightning event."},
	"ui_event_sequence_num":       {fieldType: typeLong, description: "Number of the event within the session."},
	"ui_event_timestamp":          {kind: epochOrDate, fieldType: typeDate, description: "When the Lightning event happened."},
	"ui_event_relative_timestamp": {fieldType: typeDouble, unit: "ms", description: "Time since the browser tab was opened."},

	"wave_session_id": {description: "CRM Analytics session."},
	"wave_timestamp":  {fieldType: typeLong, description: "When CRM Analytics wrote the row; Salesforce does not state the unit."},
	"tab_id":          {description: "Tab of CRM Analytics."},
	"view_mode":       {kind: coded, description: "Mode of the CRM Analytics asset."},
})

// wordKind is the kind of words that have none of their own.
func wordKind(fieldType string) kind {
	switch fieldType {
	case typeLong:
		return long
	case typeDouble:
		return double
	case typeBoolean:
		return boolean
	case typeDate:
		return date
	case typeFlattened:
		return flattened
	case typeText:
		return text
	}
	return keyword
}

const ownGroup = "salesforce."

// say is the rule for a word of the vocabulary.
func say(name string) rule { return rule{to: ownGroup + name} }

// said returns the word that a rule writes to.
func (c *compiler) said(to string) (word, bool) {
	name, ok := strings.CutPrefix(to, ownGroup)
	if !ok {
		return word{}, false
	}
	w, ok := c.words[name]
	if w.fieldType == "" {
		w.fieldType = typeKeyword
	}
	if w.kind == nil {
		w.kind = wordKind(w.fieldType)
	}
	return w, ok
}
