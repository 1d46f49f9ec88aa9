package orgsim_test

import (
	"fmt"
	"net/http"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

// An org listens on localhost and answers as Salesforce does.
func Example() {
	org, err := orgsim.New(orgsim.Options{Empty: true, PublicKey: &orgtest.Key().PublicKey})
	if err != nil {
		fmt.Println(err)
		return
	}
	server, err := org.Start("127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	response, err := http.Get(server.URL + "/services/data/v62.0/limits")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	fmt.Println("without a session:", response.Status)
	// Output: without a session: 401 Unauthorized
}
