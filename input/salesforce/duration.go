package salesforce

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// duration is a length of time in a stanza: what Beats' durations take ("90s",
// "1h30m", a bare number of seconds), and days and weeks ("7d", "2w").
type duration time.Duration

var longUnits = regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?)([dw])`)

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
	unsigned, negative := strings.CutPrefix(strings.TrimSpace(text), "-")
	var length time.Duration
	rest := longUnits.ReplaceAllStringFunc(unsigned, func(part string) string {
		count, _ := strconv.ParseFloat(part[:len(part)-1], 64) // the expression takes numbers only
		unit := 24 * time.Hour
		if part[len(part)-1] == 'w' {
			unit *= 7
		}
		length += time.Duration(count * float64(unit))
		return ""
	})
	if rest != "" || unsigned == "" {
		short, err := time.ParseDuration(rest)
		if err != nil || short < 0 {
			return 0, fmt.Errorf("%q is not a duration such as 90s, 10m, 24h or 7d", text)
		}
		length += short
	}
	if negative {
		length = -length
	}
	return length, nil
}
