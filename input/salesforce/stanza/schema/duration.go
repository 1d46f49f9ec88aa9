package schema

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
)

// Duration is a length of time in a stanza: what Beats' durations take ("90s",
// "1h30m", a bare number of seconds), and days and weeks ("7d", "2w").
type Duration time.Duration

// Unpack implements the unpacking of go-ucfg.
func (d *Duration) Unpack(value any) error {
	switch v := value.(type) {
	case string:
		parsed, err := ParseDuration(v)
		*d = Duration(parsed)
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

func (d *Duration) seconds(count float64) error {
	length := count * float64(time.Second)
	if math.IsNaN(length) || math.Abs(length) >= math.MaxInt64 {
		return noDuration(count)
	}
	*d = Duration(length)
	return nil
}

func noDuration(value any) error {
	return fmt.Errorf("must be a duration such as 90s, 10m, 24h or 7d, got %s", quoted(value))
}

// String returns the duration as Go writes it.
func (d Duration) String() string { return time.Duration(d).String() }

// ParseDuration reads a duration as a stanza has it, such as 90s, 36h, 7d or 2w.
func ParseDuration(text string) (time.Duration, error) {
	length, err := querytemplate.ParseDuration(strings.TrimSpace(text))
	if err != nil {
		return 0, noDuration(text)
	}
	return length, nil
}

// Short writes a duration as a stanza has it: 25m and not 25m0s, 15d and not 360h.
func Short(length time.Duration) string {
	if days := length / (24 * time.Hour); days > 0 && length%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", days)
	}
	text := length.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
