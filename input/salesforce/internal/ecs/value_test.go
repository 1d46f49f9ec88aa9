package ecs

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	utc := func(year int, month time.Month, day, hour, minute, second, millis int) time.Time {
		return time.Date(year, month, day, hour, minute, second, millis*1e6, time.UTC)
	}
	for _, tt := range []struct {
		in   string
		want time.Time // zero: refused
	}{
		{"20260105031020.117", utc(2026, 1, 5, 3, 10, 20, 117)},
		{"20220803011210", utc(2022, 8, 3, 1, 12, 10, 0)},
		{"2026-01-05T03:10:20.117Z", utc(2026, 1, 5, 3, 10, 20, 117)},
		{"2026-01-05T03:10:20Z", utc(2026, 1, 5, 3, 10, 20, 0)},
		{"2026-01-05T03:10:20.117+0000", utc(2026, 1, 5, 3, 10, 20, 117)},
		{"2026-01-05T03:10:20.1+02:00", utc(2026, 1, 5, 1, 10, 20, 100)},
		{"2026-01-05T03:10:20.117-0530", utc(2026, 1, 5, 8, 40, 20, 117)},
		{" 2026-01-05T03:10:20.117Z ", utc(2026, 1, 5, 3, 10, 20, 117)},
		{"2024-02-29", utc(2024, 2, 29, 0, 0, 0, 0)},
		{"2016-12-31T23:59:60Z", utc(2017, 1, 1, 0, 0, 0, 0)},
		{"", time.Time{}},
		{"2026-02-29", time.Time{}},
		{"2026-13-01", time.Time{}},
		{"2026-00-10", time.Time{}},
		{"2026-01-00", time.Time{}},
		{"2026-01-05T24:00:00Z", time.Time{}},
		{"2026-01-05T03:60:00Z", time.Time{}},
		{"2026-01-05 03:10:20Z", time.Time{}},
		{"2026-01-05T03:10:20", time.Time{}},
		{"2026-01-05T03:10:20.Z", time.Time{}},
		{"2026-01-05T03:10:20.1", time.Time{}},
		{"2026-01-05T03:10:20+2500", time.Time{}},
		{"9999-12-31T23:59:59-0100", time.Time{}},
		{"0000-01-01T00:00:00+0100", time.Time{}},
		{"2026-01-05T03:10:20+1x00", time.Time{}},
		{"2026-01-xxT03:10:20Z", time.Time{}},
		{"2026-01-05T0x:10:20Z", time.Time{}},
		{"202601050310", time.Time{}},
		{"2026010503102x", time.Time{}},
		{"202x0105031020", time.Time{}},
		{"20260105031020.", time.Time{}},
		{"20260105031020.117Z", time.Time{}},
		{"yesterday, at noon", time.Time{}},
	} {
		got, ok := parseTime(tt.in)
		if ok == tt.want.IsZero() || !got.Equal(tt.want) {
			t.Errorf("parseTime(%q) = %v, %v, want %v", tt.in, got, ok, tt.want)
		}
	}
}

func TestParseLong(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{"142", 142, true},
		{" -7 ", -7, true},
		{"9223372036854775807", 9223372036854775807, true},
		{"12.0", 12, true},
		{"3.9254335E7", 39254335, true},
		{"12.5", 0, false},
		{"9223372036854775808", 0, false},
		{"1e300", 0, false},
		{"", 0, false},
		{"0x10", 0, false},
		{"1_000", 0, false},
		{"NaN", 0, false},
		{"many", 0, false},
	} {
		if got, ok := parseLong(tt.in); got != tt.want || ok != tt.ok {
			t.Errorf("parseLong(%q) = %d, %v", tt.in, got, ok)
		}
	}
}

func TestParseDouble(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want float64
		ok   bool
	}{
		{"1.25", 1.25, true},
		{"-8.611", -8.611, true},
		{"1e3", 1000, true},
		{"Infinity", 0, false},
		{"1e999", 0, false},
		{"", 0, false},
		{"1,5", 0, false},
	} {
		if got, ok := parseDouble(tt.in); got != tt.want || ok != tt.ok {
			t.Errorf("parseDouble(%q) = %v, %v", tt.in, got, ok)
		}
	}
}

func TestIsIP(t *testing.T) {
	for in, want := range map[string]bool{
		"203.0.113.27": true, "2001:db8::1": true, "::ffff:203.0.113.27": true, "::1": true, "fe80::1": true,
		"": false, "Salesforce.com IP": false, "fe80::1%eth0": false, "203.0.113.270": false, "203.0.113": false,
		"203.0.113.27, 198.51.100.8": false, "0203.0.113.27": false,
	} {
		if got := isIP(in); got != want {
			t.Errorf("isIP(%q) = %v", in, got)
		}
	}
}

func TestSnakeCase(t *testing.T) {
	for in, want := range map[string]string{
		"Login":                       "login",
		"LoginAs":                     "login_as",
		"API":                         "api",
		"URI":                         "uri",
		"CspViolation":                "csp_violation",
		"CSPViolation":                "csp_violation",
		"UITelemetryNavigationTiming": "ui_telemetry_navigation_timing",
		"ApexRestApi":                 "apex_rest_api",
		"BulkApi2":                    "bulk_api2",
		"BulkApi2Job":                 "bulk_api2_job",
		"ExternalODataCallout":        "external_o_data_callout",
		"RUN_TIME":                    "run_time",
		"B2B_EDITION":                 "b2b_edition",
		"BROWSER_DEVICE_TYPE.X":       "browser_device_type_x",
		"Score__c":                    "score__c",
		"a b":                         "a_b",
		"":                            "unnamed",
		"...":                         "unnamed",
		"é":                           "unnamed",
	} {
		if got := snakeCase(in); got != want {
			t.Errorf("snakeCase(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSplitTLS(t *testing.T) {
	for in, want := range map[string][2]string{
		"TLSv1.2": {"tls", "1.2"}, "TLS 1.3": {"tls", "1.3"}, "1.0": {"tls", "1.0"}, "SSLv3": {"ssl", "3"},
		"tls": {}, "QUIC": {}, "TLS 1.x": {},
	} {
		if protocol, version := splitTLS(in); protocol != want[0] || version != want[1] {
			t.Errorf("splitTLS(%q) = %q, %q", in, protocol, version)
		}
	}
}

func TestSplitVersion(t *testing.T) {
	for in, want := range map[string][2]string{
		"Chrome 131": {"Chrome", "131"}, "Mobile Safari 13.1": {"Mobile Safari", "13.1"}, "Mac OSX": {"Mac OSX", ""},
		"Java (Salesforce.com)": {"Java (Salesforce.com)", ""}, "Edge ": {"Edge ", ""}, "7": {"7", ""}, " 7": {" 7", ""},
	} {
		if name, version := splitVersion(in); name != want[0] || version != want[1] {
			t.Errorf("splitVersion(%q) = %q, %q", in, name, version)
		}
	}
}
