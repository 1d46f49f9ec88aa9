package orgsim

import (
	"fmt"
	"net/http"
)

// serveVersions lists the API versions; it needs no session.
func (o *Org) serveVersions(w http.ResponseWriter, r *http.Request) {
	type version struct {
		Label   string `json:"label"`
		URL     string `json:"url"`
		Version string `json:"version"`
	}
	var list []version
	for v := oldestVersion; v <= o.options.NewestVersion; v++ {
		list = append(list, version{release(v), versionURL(v), fmt.Sprintf("%d.0", v)})
	}
	writeJSON(w, r, http.StatusOK, list)
}

// release is the name of the release that brought a version. There are three a
// year, and version 31 came in Summer '14.
func release(version int) string {
	since := version - oldestVersion
	switch since % 3 {
	case 0:
		return fmt.Sprintf("Summer '%02d", (14+since/3)%100)
	case 1:
		return fmt.Sprintf("Winter '%02d", (15+since/3)%100)
	}
	return fmt.Sprintf("Spring '%02d", (15+since/3)%100)
}

// serveResources lists what is under a version.
func (o *Org) serveResources(w http.ResponseWriter, r *http.Request, c *call) {
	resources := map[string]string{}
	for _, name := range []string{"limits", "query", "queryAll", "sobjects"} {
		resources[name] = c.url(name)
	}
	if !o.options.NoComposite {
		resources["composite"] = c.url("composite")
	}
	resources["identity"] = "https://login.salesforce.com/id/" + o.orgID + "/" + o.generator.integration.id
	writeJSON(w, r, http.StatusOK, resources)
}

// serveLimits says what is left of the org's limits.
func (o *Org) serveLimits(w http.ResponseWriter, r *http.Request, c *call) {
	type limit struct {
		Max       int `json:"Max"`
		Remaining int `json:"Remaining"`
	}
	o.mu.Lock()
	used := o.usage.total(c.now)
	o.mu.Unlock()
	writeJSON(w, r, http.StatusOK, map[string]limit{
		"ConcurrentAsyncGetReportInstances": {200, 200},
		"DailyApiRequests":                  {o.options.DailyRequests, max(o.options.DailyRequests-used, 0)},
		"DailyAsyncApexExecutions":          {250000, 250000},
		"DailyBulkApiBatches":               {15000, 15000},
		"DailyBulkV2QueryFileStorageMB":     {976562, 976562},
		"DailyBulkV2QueryJobs":              {10000, 10000},
		"DailyDeliveredPlatformEvents":      {50000, 50000},
		"DailyDurableStreamingApiEvents":    {200000, 200000},
		"DataStorageMB":                     {1024, 987},
		"FileStorageMB":                     {1024, 1001},
		"HourlyTimeBasedWorkflow":           {1000, 1000},
	})
}
