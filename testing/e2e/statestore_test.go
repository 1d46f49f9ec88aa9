package e2e

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// Without an Elastic Agent Beats would wait forever for a place for the state.
func TestStateInElasticsearchIsRefusedWithoutAnAgent(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	b := newBeat(t, org.hourly())
	for _, arguments := range [][]string{{"run"}, {"test", "config"}} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		command := b.Command(ctx, arguments...)
		command.Env = append(os.Environ(), "AGENTLESS_ELASTICSEARCH_STATE_STORE_INPUT_TYPES=salesforce")
		output, err := command.CombinedOutput()
		cancel()
		if err == nil || ctx.Err() == context.DeadlineExceeded || !strings.Contains(string(output), "state can be kept in Elasticsearch only by a beat that an Elastic Agent manages") {
			t.Errorf("%q: %v\n%s", arguments, err, output)
		}
	}
}
