package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// A rowLength is about how many bytes a row has.
type rowLength struct {
	name  string
	bytes int
}

var (
	short = rowLength{"short", 300}
	long  = rowLength{"long", 1500}
)

func (l rowLength) String() string { return fmt.Sprintf("rows of %d bytes", l.bytes) }

// header has the columns of the event type Login.
var header = strings.Split("EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,RUN_TIME,CPU_TIME,URI,SESSION_KEY,LOGIN_KEY,"+
	"USER_TYPE,REQUEST_STATUS,DB_TOTAL_TIME,LOGIN_TYPE,BROWSER_TYPE,API_TYPE,API_VERSION,USER_NAME,TLS_PROTOCOL,CIPHER_SUITE,"+
	"AUTHENTICATION_METHOD_REFERENCE,LOGIN_SUB_TYPE,TIMESTAMP_DERIVED,USER_ID_DERIVED,CLIENT_IP,URI_ID_DERIVED,LOGIN_STATUS,SOURCE_IP", ",")

const (
	// variants is how many different rows there are, apart from their numbers: so many
	// that a compressed body repeats none of them within its window.
	variants = 2048
	// numberDigits is the length of the number that makes each row unlike the others.
	numberDigits = 12
	// numberColumn is the column that has it, at its end.
	numberColumn = "REQUEST_ID"
)

// cells returns the values of a variant, with a number of zeros.
func (l rowLength) cells(variant int, at time.Time) []string {
	browsers := []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
	}
	random := rand.New(rand.NewPCG(uint64(variant), uint64(l.bytes)))
	letters := func(n int) string {
		text := make([]byte, n)
		for i := range text {
			text[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[random.IntN(64)]
		}
		return string(text)
	}
	at = at.Add(time.Duration(variant) * 731 * time.Millisecond)
	user := fmt.Sprintf("0055j00000%05d", random.IntN(500))
	address := fmt.Sprintf("203.0.113.%d", random.IntN(256))
	values := map[string]string{
		"EVENT_TYPE": "Login", "TIMESTAMP_DERIVED": at.Format("2006-01-02T15:04:05.000Z"),
		numberColumn: letters(8) + strings.Repeat("0", numberDigits), "USER_ID": user,
		"RUN_TIME": fmt.Sprint(random.IntN(5000)), "CPU_TIME": fmt.Sprint(random.IntN(5000)), "URI": "/aura", "LOGIN_KEY": letters(16),
		"REQUEST_STATUS": "S", "LOGIN_TYPE": "A", "USER_NAME": user[10:] + "@acme.example",
		"BROWSER_TYPE": "Go-http-client/1.1", "LOGIN_STATUS": "LOGIN_NO_ERROR", "SOURCE_IP": address,
	}
	if l == long {
		more := map[string]string{
			"TIMESTAMP": at.Format("20060102150405.000"), "ORGANIZATION_ID": "00D5j0000000001", "SESSION_KEY": letters(16),
			"USER_TYPE": "Standard", "DB_TOTAL_TIME": fmt.Sprint(random.IntN(300_000_000)), "API_TYPE": "", "API_VERSION": "62.0",
			"TLS_PROTOCOL": "1.2", "CIPHER_SUITE": "ECDHE-RSA-AES256-GCM-SHA384", "LOGIN_SUB_TYPE": "oauthtoken",
			"USER_ID_DERIVED": user + "AAA", "CLIENT_IP": address, "BROWSER_TYPE": browsers[variant%len(browsers)],
		}
		for name, value := range more {
			values[name] = value
		}
		// A single sign-on's address, with the assertion's relay state in it.
		values["URI"] = "/services/oauth2/authorize?response_type=code&client_id=3MVG9&redirect_uri=https%3A%2F%2Fapp.acme.example%2Fcallback&state="
		// A state that says where to go on, which is like others, and one that is not.
		lack := l.bytes - len(encodeRow(list(values)))
		values["URI"] += strings.Repeat("%2Flightning%2Fpage%2Fhome", lack/26)[:lack*2/3] + letters(lack/3)
	}
	return list(values)
}

func list(values map[string]string) []string {
	cells := make([]string, len(header))
	for n, name := range header {
		cells[n] = values[name]
	}
	return cells
}

// encodeRow writes a row as Salesforce does.
func encodeRow(cells []string) []byte {
	var row []byte
	for n, cell := range cells {
		if n > 0 {
			row = append(row, ',')
		}
		row = append(row, '"')
		row = append(row, strings.ReplaceAll(cell, `"`, `""`)...)
		row = append(row, '"')
	}
	return append(row, '\n')
}

// message returns a variant as the JSON of all its cells, by their names.
func (l rowLength) message(variant int, at time.Time) string {
	values := make(map[string]string)
	for n, cell := range l.cells(variant, at) {
		values[header[n]] = cell
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // texts always encode
	}
	return string(text)
}

// A table is the body of a log file, made as it is read: however long it is, it takes
// the memory of its variants.
type table struct {
	head   []byte
	block  []byte // all variants
	places []int  // where the numbers stand in block
	ends   []int  // where the rows end in block
	rows   int
	first  int // the number of the first row
}

func newTable(l rowLength, at time.Time, rows, first int) *table {
	t := &table{head: encodeRow(header), rows: rows, first: first}
	for variant := range variants {
		row := encodeRow(l.cells(variant, at))
		place := bytes.Index(row, []byte(strings.Repeat("0", numberDigits)+`"`))
		t.places = append(t.places, len(t.block)+place)
		t.block = append(t.block, row...)
		t.ends = append(t.ends, len(t.block))
	}
	return t
}

// length returns how many bytes the body has.
func (t *table) length() int {
	whole, rest := t.rows/variants, t.rows%variants
	length := len(t.head) + whole*len(t.block)
	if rest > 0 {
		length += t.ends[rest-1]
	}
	return length
}

// WriteTo writes the body.
func (t *table) WriteTo(to io.Writer) (int64, error) {
	n, err := to.Write(t.head)
	written := int64(n)
	block := bytes.Clone(t.block)
	for row := 0; row < t.rows && err == nil; row += variants {
		rows := min(variants, t.rows-row)
		for k := range rows {
			putNumber(block[t.places[k]:], t.first+row+k)
		}
		n, err = to.Write(block[:t.ends[rows-1]])
		written += int64(n)
	}
	return written, err
}

// putNumber writes a number over the digits that are there.
func putNumber(to []byte, number int) {
	for n := numberDigits - 1; n >= 0; n-- {
		to[n] = byte('0' + number%10)
		number /= 10
	}
}
