package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// newestKnown is the newest API version that this package was written for.
const newestKnown = 67.0

// presumedVersion is used where there is no list of versions, which only something that
// stands before an org can be the cause of. All that this package asks for is in it.
const presumedVersion = "62.0"

// answerLimit bounds what is read of an answer that is no page and no body.
const answerLimit = 64 << 20

// APIVersion is an API version that the org serves.
type APIVersion struct {
	Label   string `json:"label"`
	URL     string `json:"url"`
	Version string `json:"version"`
}

// Limit is one of the org's limits. Orgs report Remaining with a delay of up to
// five minutes.
type Limit struct {
	Max       int64 `json:"Max"`
	Remaining int64 `json:"Remaining"`
}

// Description tells what an object is like for this user.
type Description struct {
	Name      string  `json:"name"`
	Queryable bool    `json:"queryable"`
	Fields    []Field `json:"fields"`
}

// Field is a field of an object that the user may see.
type Field struct {
	Name       string `json:"name"`
	Label      string `json:"label"` // its name in the setup pages
	Type       string `json:"type"`
	Filterable bool   `json:"filterable"`
	Sortable   bool   `json:"sortable"`
}

// Field returns the field of a name, whatever its case.
func (d *Description) Field(name string) (Field, bool) {
	for _, field := range d.Fields {
		if strings.EqualFold(field.Name, name) {
			return field, true
		}
	}
	return Field{}, false
}

// EventLogs lists the event log objects that the org has and the user may query, sorted.
// Orgs that are not on Hyperforce have none.
func (c *Client) EventLogs(ctx context.Context) ([]string, error) {
	var global struct {
		SObjects []struct {
			Name      string `json:"name"`
			Queryable bool   `json:"queryable"`
		} `json:"sobjects"`
	}
	if err := c.getVersioned(ctx, "listing the org's objects", ResourceDescribe, "/sobjects/", &global); err != nil {
		return nil, err
	}
	var names []string
	for _, object := range global.SObjects {
		if object.Queryable && strings.HasSuffix(object.Name, "EventLog") {
			names = append(names, object.Name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// Versions lists the API versions that the org serves.
func (c *Client) Versions(ctx context.Context) ([]APIVersion, error) {
	var versions []APIVersion
	err := c.get(ctx, &call{operation: "listing API versions", resource: ResourceOther, path: "/services/data/", open: true}, &versions)
	return versions, err
}

// Version returns the API version that calls use. Unless Options name one, it is
// the newest that both the org and this package know, and the org is asked once.
func (c *Client) Version(ctx context.Context) (string, error) {
	c.mu.Lock()
	version := c.version
	c.mu.Unlock()
	if version != "" {
		return version, nil
	}
	versions, err := c.Versions(ctx)
	switch {
	case statusOf(err) == http.StatusNotFound:
		c.log.Debugw("the org does not list its API versions, using one that all orgs support", "version", presumedVersion, "error", err)
		version = presumedVersion
	case err != nil:
		return "", err
	}
	var newest float64
	for _, candidate := range versions {
		number, err := strconv.ParseFloat(candidate.Version, 64)
		if err == nil && number > newest && number <= newestKnown {
			newest, version = number, candidate.Version
		}
	}
	if version == "" {
		return "", &Error{
			Operation: "choosing an API version",
			Err:       fmt.Errorf("the org supports no version up to %.1f", newestKnown),
			Remedy:    "set version, or use a newer collector",
			class:     VersionRetired,
		}
	}
	c.mu.Lock()
	c.version, c.versionFound = version, true
	c.mu.Unlock()
	return version, nil
}

// forgetRetired makes the next call look for a version again if the one that was
// found is not served any more.
func (c *Client) forgetRetired(err error) {
	if ClassOf(err) != VersionRetired {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.versionFound {
		c.version = ""
	}
}

// normalVersion writes "62" and "v62.0" as "62.0".
func normalVersion(version string) string {
	version = strings.TrimPrefix(strings.TrimSpace(version), "v")
	if version != "" && !strings.Contains(version, ".") {
		version += ".0"
	}
	return version
}

// Limits returns the org's limits by their names, such as DailyApiRequests. The
// user needs View Setup and Configuration.
func (c *Client) Limits(ctx context.Context) (map[string]Limit, error) {
	var limits map[string]Limit
	err := c.getVersioned(ctx, "reading the org's limits", ResourceOther, "/limits", &limits)
	return limits, err
}

// Describe tells what an object is like. The class is NotFound if the org has no
// such object or the user may not see it.
func (c *Client) Describe(ctx context.Context, object string) (*Description, error) {
	description := &Description{}
	if err := c.getVersioned(ctx, "describing "+object, ResourceDescribe, "/sobjects/"+url.PathEscape(object)+"/describe", description); err != nil {
		return nil, err
	}
	return description, nil
}

// getVersioned reads the JSON at a path below the API version's.
func (c *Client) getVersioned(ctx context.Context, operation string, resource Resource, path string, into any) error {
	version, err := c.Version(ctx)
	if err != nil {
		return err
	}
	err = c.get(ctx, &call{operation: operation, resource: resource, path: "/services/data/v" + version + path}, into)
	c.forgetRetired(err)
	return err
}

// get reads the JSON of an answer.
func (c *Client) get(ctx context.Context, call *call, into any) error {
	call.accept = func(s *success) error {
		body, err := io.ReadAll(io.LimitReader(s.body, answerLimit))
		if err != nil {
			return fmt.Errorf("reading the answer: %w", err)
		}
		if err := json.Unmarshal(body, into); err != nil {
			return fmt.Errorf("reading the answer: %w", err)
		}
		_ = s.body.Close() // It was read to its end.
		return nil
	}
	return c.do(ctx, call)
}
