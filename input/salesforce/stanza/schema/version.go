package schema

import (
	"fmt"
	"regexp"
	"strings"
)

// APIVersion is the version of the REST API: 62, 62.0 or "v62.0"; empty for the
// newest.
type APIVersion string

var apiVersionForm = regexp.MustCompile(`^v?([0-9]{2,3})(\.0)?$`)

// Unpack implements the unpacking of go-ucfg.
func (v *APIVersion) Unpack(value any) error {
	match := apiVersionForm.FindStringSubmatch(strings.TrimSpace(fmt.Sprint(value)))
	if match == nil {
		return fmt.Errorf("must be an API version such as 62, got %s", quoted(value))
	}
	*v = APIVersion(match[1] + ".0")
	return nil
}
