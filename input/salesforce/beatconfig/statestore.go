package beatconfig

import (
	"fmt"
	"os"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// stateStoreVariable is the environment variable by which Beats is told of which input types to
// keep the state in Elasticsearch.
const stateStoreVariable = "AGENTLESS_ELASTICSEARCH_STATE_STORE_INPUT_TYPES"

// validateStateStore refuses state in Elasticsearch for a beat that no Elastic Agent manages. Beats
// would wait forever for the output that only an Agent hands over.
func validateStateStore(managed bool) error {
	if managed {
		return nil
	}
	for name := range strings.SplitSeq(os.Getenv(stateStoreVariable), ",") {
		if name = strings.TrimSpace(name); stanza.Named(name) {
			return fmt.Errorf("the environment variable %s names %q: state can be kept in Elasticsearch only by a beat that an Elastic Agent manages, and this one would never start; remove %q from the variable", stateStoreVariable, name, name)
		}
	}
	return nil
}
