package catalog

import "strings"

// Type is the type of a column or field, in Salesforce's words.
type Type string

// The types that occur in the catalog.
const (
	String        Type = "String"
	EscapedString Type = "EscapedString" // free text in which Salesforce escaped special characters
	Text          Type = "Text"          // free text, possibly of several lines
	Set           Type = "Set"           // several names in one value
	ID            Type = "Id"            // a record id of 15 or 18 characters
	IP            Type = "IP"
	Boolean       Type = "Boolean" // 1 and 0, or true and false
	DateTime      Type = "DateTime"
	Number        Type = "Number"  // whole numbers
	Integer       Type = "Integer" // whole numbers, in objects
	Double        Type = "Double"  // numbers that may have a fraction
)

// The units that occur in the catalog.
const (
	Milliseconds      = "ms"
	Nanoseconds       = "ns"
	Seconds           = "s"
	EpochMilliseconds = "epoch_ms" // a moment, as milliseconds since 1970
	Bytes             = "bytes"
	Megabytes         = "megabytes"
	Blocks            = "blocks"
	Percent           = "percent"
	RecordsPerSecond  = "records/s"
)

// ParseType reads a type name as LogFileFieldTypes writes it. Names differ in
// case and some are synonyms; a name that is not known is String, which fits
// every value. A Number of a column that the catalog does not describe may
// have a fraction, so it is a Double.
func ParseType(name string) Type {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "number", "double", "decimal", "integer", "long":
		return Double
	case "boolean":
		return Boolean
	case "datetime":
		return DateTime
	case "id", "reference":
		return ID
	case "ip":
		return IP
	case "set":
		return Set
	case "text":
		return Text
	case "escapedstring":
		return EscapedString
	}
	return String
}
