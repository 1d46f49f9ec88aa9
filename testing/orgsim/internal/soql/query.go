package soql

import "time"

// A Query is a SELECT statement.
type Query struct {
	// Text is the query as it was written.
	Text string
	// Select lists what is selected, in order.
	Select []SelectItem
	// From is the object and where its name stands.
	From Name
	// Where is nil if there is no condition.
	Where Condition
	// OrderBy lists the sort keys, the first being the most significant.
	OrderBy []SortKey
	// Limit and Offset are nil if the query does not say.
	Limit, Offset *int
	// OffsetPos is where the OFFSET clause's number stands.
	OffsetPos int
}

// A Name is an identifier and its byte offset in the query.
type Name struct {
	Text string
	Pos  int
}

// SelectKind says what a SelectItem is.
type SelectKind int

// The kinds of a SelectItem.
const (
	SelectField     SelectKind = iota // a field
	SelectFields                      // FIELDS(STANDARD), FIELDS(ALL) or FIELDS(CUSTOM)
	SelectCount                       // COUNT(), with no field
	SelectAggregate                   // COUNT(field) and the other aggregate functions
	SelectChildren                    // a query of the children of each record, in parentheses
)

// A SelectItem is one entry of the SELECT list.
type SelectItem struct {
	Kind SelectKind
	// Name is the field, or the group that FIELDS() names in upper case.
	Name Name
	// Function is the aggregate function, in upper case.
	Function string
	// Children is the query of children, whose From is the relationship.
	Children *Query
}

// A SortKey is one entry of ORDER BY.
type SortKey struct {
	Field      Name
	Descending bool
	// NullsLast is whether null sorts last; Salesforce sorts it first unless told.
	NullsLast bool
}

// A Condition is a node of the WHERE clause: *Comparison, *Logical or *Not.
type Condition interface{ condition() }

// A Logical joins conditions by one operator.
type Logical struct {
	// Operator is "AND" or "OR".
	Operator string
	Terms    []Condition
}

// A Not negates a condition.
type Not struct{ Term Condition }

// Operator is a comparison operator.
type Operator string

// The comparison operators.
const (
	Equal          Operator = "="
	NotEqual       Operator = "!="
	Less           Operator = "<"
	LessOrEqual    Operator = "<="
	Greater        Operator = ">"
	GreaterOrEqual Operator = ">="
	Like           Operator = "LIKE"
	In             Operator = "IN"
	NotIn          Operator = "NOT IN"
	Includes       Operator = "INCLUDES"
	Excludes       Operator = "EXCLUDES"
)

// A Comparison compares a field with a value or, for the operators that take a
// list, with several.
type Comparison struct {
	Field Name
	// Function is applied to the field, in upper case, or "".
	Function string
	Operator Operator
	Values   []Value
}

func (*Logical) condition()    {}
func (*Not) condition()        {}
func (*Comparison) condition() {}

// ValueKind says what a Value is.
type ValueKind int

// The kinds of a Value.
const (
	NullValue ValueKind = iota
	StringValue
	NumberValue
	BooleanValue
	DateTimeValue
	DateValue
	DateLiteralValue // TODAY, LAST_N_DAYS:3 and the like
)

// A Value is a literal.
type Value struct {
	Kind ValueKind
	// Text is the literal: unescaped for a string, in upper case for a date
	// literal, as written otherwise.
	Text string
	// LikeText is a string with its \_ and \% still escaped, for LIKE.
	LikeText string
	Number   float64
	Boolean  bool
	// Time is the moment of a dateTime, or midnight UTC of a date.
	Time time.Time
	// Days is the number after the colon of a date literal.
	Days int
	Pos  int
}

// Fields calls visit for each field that the condition compares.
func Fields(c Condition, visit func(*Comparison)) {
	switch c := c.(type) {
	case *Comparison:
		visit(c)
	case *Not:
		Fields(c.Term, visit)
	case *Logical:
		for _, term := range c.Terms {
			Fields(term, visit)
		}
	}
}
