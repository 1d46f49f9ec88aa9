package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// Share is a part of a whole, such as 25% or 0.25: more than nothing, at most 1.
type Share float64

// Unpack implements the unpacking of go-ucfg.
func (s *Share) Unpack(value any) error {
	text := strings.TrimSpace(fmt.Sprint(value))
	digits, percent := strings.CutSuffix(text, "%")
	number, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	switch {
	case err != nil:
		return fmt.Errorf("must be a share such as 25%% or 0.25, got %s", quoted(value))
	case !percent && number >= 1:
		return fmt.Errorf("%s is ambiguous: write a percentage, such as 25%%, or a fraction of 1, such as 0.25", text)
	case percent:
		number /= 100
	}
	if !(number > 0 && number <= 1) {
		return fmt.Errorf("must be greater than 0%% and at most 100%%, got %s", text)
	}
	*s = Share(number)
	return nil
}

// String returns the share as a percentage.
func (s Share) String() string { return strconv.FormatFloat(100*float64(s), 'f', -1, 64) + "%" }
