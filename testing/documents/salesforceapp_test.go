package documents

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

const salesforceApp = "examples/salesforce-app"

func TestTheXMLOfTheSalesforceAppIsWellFormed(t *testing.T) {
	var found int
	for _, name := range files(t, "-meta.xml") {
		found++
		decoder := xml.NewDecoder(strings.NewReader(read(t, name)))
		root := ""
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			if start, ok := token.(xml.StartElement); ok && root == "" {
				root = start.Name.Local
				if start.Name.Space != "http://soap.sforce.com/2006/04/metadata" {
					t.Errorf("%s: %s has the namespace %q", name, root, start.Name.Space)
				}
			}
		}
		if root == "" {
			t.Errorf("%s has no element", name)
		}
	}
	if found != 6 {
		t.Errorf("%d files, want 6", found)
	}
}
