package engine

import (
	"cmp"
	"strings"
	"time"
)

// A sortKey is a resolved entry of ORDER BY.
type sortKey struct {
	field      Field
	descending bool
	nullsLast  bool
}

// compareRecords orders two records by keys.
func compareRecords(keys []sortKey, a, b Record) int {
	for _, key := range keys {
		left, right := a[key.field.Name], b[key.field.Name]
		if left == nil || right == nil {
			if left == nil && right == nil {
				continue
			}
			if (left == nil) == key.nullsLast {
				return 1
			}
			return -1
		}
		compared := compare(key.field.Type, left, right)
		if key.descending {
			compared = -compared
		}
		if compared != 0 {
			return compared
		}
	}
	return 0
}

// compare orders two values of a type. Text is compared without regard to case,
// as Salesforce does, but ids are not, and a 15-character id equals its
// 18-character form.
func compare(t FieldType, a, b any) int {
	switch t {
	case Datetime:
		left, _ := a.(time.Time)
		right, _ := b.(time.Time)
		return left.Compare(right)
	case Boolean:
		if a == b {
			return 0
		}
		if b == true {
			return -1
		}
		return 1
	case Integer, Decimal:
		return cmp.Compare(number(a), number(b))
	case ID:
		return strings.Compare(shortID(a), shortID(b))
	default:
		left, _ := a.(string)
		right, _ := b.(string)
		return strings.Compare(strings.ToLower(left), strings.ToLower(right))
	}
}

func shortID(value any) string {
	text, _ := value.(string)
	if len(text) > 15 {
		return text[:15]
	}
	return text
}

func number(value any) float64 {
	switch value := value.(type) {
	case int:
		return float64(value)
	case float64:
		return value
	}
	return 0
}
