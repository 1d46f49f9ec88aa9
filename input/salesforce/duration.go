package salesforce

import (
	"fmt"
	"math"
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
		return d.seconds(float64(v))
	case uint64:
		return d.seconds(float64(v))
	case float64:
		return d.seconds(v)
	}
	return noDuration(value)
}

func (d *duration) seconds(count float64) error {
	length := count * float64(time.Second)
	if math.IsNaN(length) || math.Abs(length) >= math.MaxInt64 {
		return noDuration(count)
	}
	*d = duration(length)
	return nil
}

func noDuration(value any) error {
	return fmt.Errorf("%s is not a duration such as 90s, 10m, 24h or 7d", quoted(value))
}

func (d duration) String() string { return time.Duration(d).String() }

func parseDuration(text string) (time.Duration, error) {
	length, err := querytemplate.ParseDuration(strings.TrimSpace(text))
	if err != nil {
		return 0, noDuration(text)
	}
	return length, nil
}
