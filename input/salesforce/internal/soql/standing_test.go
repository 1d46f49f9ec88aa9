package soql

import (
	"strings"
	"testing"
)

func TestRefuseStandingKeys(t *testing.T) {
	for _, query := range []string{
		"SELECT AccessToken FROM OauthToken",
		"SELECT Id, accesstoken FROM oauthtoken",
		"SELECT o.RequestToken FROM OauthToken o",
		"SELECT OauthToken.DELETETOKEN FROM OauthToken",
		"SELECT MAX(DeleteToken) x FROM OauthToken",
		"SELECT AppName FROM OauthToken WHERE AccessToken LIKE '5Aep%'",
		"SELECT AppName FROM OauthToken ORDER BY RequestToken",
		"SELECT Id, (SELECT AccessToken FROM OauthTokens) FROM User",
		"SELECT Id, (SELECT FIELDS(ALL) FROM OauthTokens) FROM User",
		"SELECT TYPEOF What WHEN OauthToken THEN DeleteToken END FROM Event",
		"SELECT FIELDS(ALL) FROM OauthToken LIMIT 200",
		"SELECT fields ( standard ) FROM OAUTHTOKEN",
		"SELECT FIELDS(CUSTOM), AppName FROM OauthToken",
		"SELECT AccessToken FROM OauthToken WHERE AppName = 'it", // no SOQL
		"SELECT AccessToken\tFROM OauthToken {",
	} {
		if err := RefuseStandingKeys(query); err == nil || !strings.Contains(err.Error(), "asks for") {
			t.Errorf("%s: got %v, want a refusal", query, err)
		}
	}
	for _, query := range []string{
		"SELECT AppName, UseCount, LastUsedDate, UserId FROM OauthToken",
		"SELECT FIELDS(STANDARD) FROM LoginEvent",
		"SELECT Id FROM LoginEvent WHERE Application = 'AccessToken'",
		"SELECT AccessToken__c FROM Thing__c",
	} {
		if err := RefuseStandingKeys(query); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
}
