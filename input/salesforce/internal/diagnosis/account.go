package diagnosis

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// user says who signed in. That the user may not be read is no fault: collecting
// needs no such right.
func (e *examination) user(ctx context.Context) {
	e.ask(ctx, User, "", func(ctx context.Context) Check {
		if e.token.UserID == "" {
			return skipped("the token endpoint did not identify the user")
		}
		var user struct {
			Username  string
			IsActive  bool
			UserType  string
			ProfileID string `json:"ProfileId"`
		}
		found, err := e.one(ctx, soql.Query{
			Select: []string{"Username", "IsActive", "UserType", "ProfileId"},
			From:   "User", Where: []string{"Id = " + soql.Quote(e.token.UserID)},
		}, &user)
		switch {
		case unavailable(err) || rest.ClassOf(err) == rest.VersionRetired:
			c := e.refused(err)
			if c.Status == Failed && e.blocked != "" {
				return c
			}
			return skipped("the user may not be read: " + c.Found)
		case err != nil:
			return e.refused(err)
		case !found:
			return skipped("the user may not be read")
		}
		text := user.Username + ", " + user.UserType
		if name := e.profile(ctx, user.ProfileID); name != "" {
			text += fmt.Sprintf(", profile %q", name)
		}
		if !user.IsActive {
			return warning(text, "the user is not active: the session ends soon and cannot be renewed", "activate the user in Salesforce")
		}
		return ok(text)
	})
}

// profile returns the name of a profile, or nothing if it may not be read.
func (e *examination) profile(ctx context.Context, id string) string {
	var profile struct{ Name string }
	found, err := e.one(ctx, soql.Query{Select: []string{"Name"}, From: "Profile", Where: []string{"Id = " + soql.Quote(id)}}, &profile)
	if err != nil || !found {
		return ""
	}
	return profile.Name
}

// one reads the first record of a query and reports whether there is one.
func (e *examination) one(ctx context.Context, query soql.Query, into any) (bool, error) {
	query.Limit = 1
	page, err := e.Client.Query(ctx, query.String())
	if err != nil || len(page.Records) == 0 {
		return false, err
	}
	if err := json.Unmarshal(page.Records[0], into); err != nil {
		return false, fmt.Errorf("decoding a record of %s: %w", query.From, err)
	}
	return true, nil
}

// version compares the API version in use with those of the org.
func (e *examination) version(ctx context.Context) {
	e.ask(ctx, APIVersion, "", func(ctx context.Context) Check {
		offered, err := e.Client.Versions(ctx)
		if err == nil && len(offered) == 0 {
			err = errors.New("the org names no API version")
		}
		if err != nil {
			c := e.refused(err)
			e.blocked = "the org's API does not answer"
			return c
		}
		slices.SortFunc(offered, func(a, b rest.APIVersion) int { return cmp.Compare(number(a.Version), number(b.Version)) })
		oldest, newest := offered[0].Version, offered[len(offered)-1].Version
		span := fmt.Sprintf("the org offers %s to %s", oldest, newest)
		const remedy = "remove version to use the newest one, or set a version that the org offers"
		served := slices.ContainsFunc(offered, func(v rest.APIVersion) bool { return number(v.Version) == number(e.Version) })
		if e.Version != "" && !served {
			e.blocked = "the org does not have the API version"
			cause := "the org's release is older than this version"
			if number(e.Version) < number(oldest) {
				cause = "Salesforce retired this version"
			}
			return failed(fmt.Sprintf("version %s, but %s", e.Version, span), cause, remedy)
		}
		used, err := e.Client.Version(ctx)
		switch {
		case err != nil:
			c := e.refused(err)
			e.blocked = "there is no API version to use"
			return c
		case e.Version != "":
			return ok(fmt.Sprintf("%s as configured; %s", used, span))
		case number(used) < number(newest):
			return ok(fmt.Sprintf("%s, the newest that this collector knows; %s", used, span))
		}
		return ok(fmt.Sprintf("%s, the newest; %s", used, span))
	})
}

// number reads a version; what is none is 0.
func number(version string) float64 {
	n, _ := strconv.ParseFloat(strings.TrimPrefix(version, "v"), 64)
	return n
}
