package salesforce

import (
	"fmt"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
)

// duration is a length of time in a stanza: what Beats' durations take ("90s",
// "1h30m", a bare number of seconds), and days and weeks ("7d", "2w").
type duration time.Duration

// Unpack implements the unpacking of go-ucfg.
func (d *duration) Unpack(value any) error {
	switch v := value.(type) {
	case string:
		parsed, err := parseDuration(v)
		*d = duration(parsed)
		return err
	case int64:
		*d = duration(time.Duration(v) * time.Second)
	case uint64:
		*d = duration(time.Duration(v) * time.Second)
	case float64:
		*d = duration(v * float64(time.Second))
	default:
		return fmt.Errorf("%v is not a duration such as 90s, 10m, 24h or 7d", value)
	}
	return nil
}

func (d duration) String() string { return time.Duration(d).String() }

func parseDuration(text string) (time.Duration, error) {
	return querytemplate.ParseDuration(strings.TrimSpace(text))
}
