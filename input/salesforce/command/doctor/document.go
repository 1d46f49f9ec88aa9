package doctor

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

// document prints one JSON document when all is known. Its shape is for machines:
// keys are always there, and none is renamed.
type document struct {
	out    io.Writer
	Inputs []*inputDocument `json:"inputs"`
	// Shared are the orgs of which several inputs collect.
	Shared []*groupDocument `json:"shared"`
	Totals totalsDocument   `json:"totals"`

	checks *[]checkDocument // of what was begun last
}

type inputDocument struct {
	ID     string          `json:"id"`
	URL    string          `json:"url"`
	Checks []checkDocument `json:"checks"`
}

type groupDocument struct {
	URL    string          `json:"url"`
	Inputs []string        `json:"inputs"`
	Checks []checkDocument `json:"checks"`
}

type checkDocument struct {
	Name           diagnosis.Name   `json:"name"`
	Subject        string           `json:"subject"`
	Status         diagnosis.Status `json:"status"`
	Found          string           `json:"found"`
	Cause          string           `json:"cause"`
	Remedy         string           `json:"remedy"`
	DurationMillis int64            `json:"duration_ms"`
}

type totalsDocument struct {
	Inputs   int `json:"inputs"`
	Checks   int `json:"checks"`
	OK       int `json:"ok"`
	Warnings int `json:"warnings"`
	Failed   int `json:"failed"`
	Skipped  int `json:"skipped"`
}

func (d *document) input(id, url string) {
	begun := &inputDocument{ID: id, URL: url, Checks: []checkDocument{}}
	d.Inputs, d.checks = append(d.Inputs, begun), &begun.Checks
	d.Totals.Inputs++
}

func (d *document) group(url string, inputs []string) {
	begun := &groupDocument{URL: url, Inputs: inputs, Checks: []checkDocument{}}
	d.Shared, d.checks = append(d.Shared, begun), &begun.Checks
}

func (d *document) check(check diagnosis.Check) {
	*d.checks = append(*d.checks, checkDocument{
		Name: check.Name, Subject: check.Subject, Status: check.Status,
		Found: check.Found, Cause: check.Cause, Remedy: check.Remedy,
		DurationMillis: check.Duration.Milliseconds(),
	})
	d.Totals.Checks++
	switch check.Status {
	case diagnosis.OK:
		d.Totals.OK++
	case diagnosis.Warning:
		d.Totals.Warnings++
	case diagnosis.Failed:
		d.Totals.Failed++
	case diagnosis.Skipped:
		d.Totals.Skipped++
	}
}

func (d *document) end() error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(d); err != nil {
		return err
	}
	_, err := d.out.Write(terminal.JSON(text.Bytes()))
	return err
}
