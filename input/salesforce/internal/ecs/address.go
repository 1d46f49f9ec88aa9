package ecs

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// clientIP is for CLIENT_IP, which can be words for traffic inside Salesforce.
func clientIP(c *compiler, _ source, _ rule) setter {
	other := c.declare(Field{
		Name: "salesforce.client_ip", Type: typeKeyword,
		Description: "What Salesforce gives as the client's address where that is no IP address, such as Salesforce.com IP.",
	})
	return func(b *builder, value string) {
		if value = strings.TrimSpace(value); isIP(value) {
			b.clientIP = value
			return
		}
		b.put(other, value)
	}
}

// sourceIP is for SOURCE_IP and SourceIp.
func sourceIP(c *compiler, _ source, _ rule) setter {
	other := c.declare(Field{
		Name: "salesforce.source_ip", Type: typeKeyword,
		Description: "What Salesforce gives as the source address where that is no IP address, such as Salesforce.com IP.",
	})
	return func(b *builder, value string) {
		if value = strings.TrimSpace(value); isIP(value) {
			b.sourceIP = value
			return
		}
		b.put(other, value)
	}
}

// forwardedIP is for the X-Forwarded-For header. Its first address is the one
// that ECS wants; a header with more than that is kept whole.
func forwardedIP(c *compiler, src source, _ rule) setter {
	to := c.declare(Field{Name: "network.forwarded_ip", Type: typeIP})
	whole := keyword(c, src, rule{})
	return func(b *builder, value string) {
		value = strings.TrimSpace(value)
		first, _, _ := strings.Cut(value, ",")
		if first = strings.TrimSpace(first); isIP(first) {
			b.put(to, first)
			b.relateIP(first)
		}
		if first != value || !b.has(to) {
			whole(b, value)
		}
	}
}

// ip is for an address that is neither the source nor the client.
func ip(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	to := c.slotFor(src, r, typeIP)
	return func(b *builder, value string) {
		if value = strings.TrimSpace(value); !isIP(value) {
			b.misfit(c.shared, src.field, value, "not an IP address")
			return
		}
		b.put(to, value)
		b.relateIP(value)
	}
}

// clientGeo is for the country and region of the client, with a slash between.
func clientGeo(c *compiler, src source, _ rule) setter {
	set := c.compile(src, say("client_geo"))
	country := c.declare(Field{Name: "source.geo.country_name", Type: typeKeyword})
	region := c.declare(Field{Name: "source.geo.region_name", Type: typeKeyword})
	return func(b *builder, value string) {
		set(b, value)
		n, r, _ := strings.Cut(value, "/")
		b.putNonEmpty(country, strings.TrimSpace(n))
		b.putNonEmpty(region, strings.TrimSpace(r))
	}
}

// latitude and longitude are written together or not at all.
func latitude(c *compiler, src source, _ rule) setter {
	c.shared.declareLocation(c.layout)
	return coordinate(c, src, 90, func(b *builder) *geoCoordinate { return &b.latitude })
}

func longitude(c *compiler, src source, _ rule) setter {
	c.shared.declareLocation(c.layout)
	return coordinate(c, src, 180, func(b *builder) *geoCoordinate { return &b.longitude })
}

func coordinate(c *compiler, src source, limit float64, of func(*builder) *geoCoordinate) setter {
	return func(b *builder, value string) {
		degrees, ok := parseDouble(value)
		if !ok || degrees < -limit || degrees > limit {
			b.misfit(c.shared, src.field, value, "not a coordinate")
			return
		}
		*of(b) = geoCoordinate{degrees: degrees, set: true}
	}
}

// countryCode is for the country of source.ip, which is a code of two letters.
func countryCode(c *compiler, src source, _ rule) setter {
	own := keyword(c, src, rule{})
	to := c.declare(Field{Name: "source.geo.country_iso_code", Type: typeKeyword})
	return func(b *builder, value string) {
		if len(value) != 2 || !isLetters(value) {
			own(b, value)
			return
		}
		b.put(to, strings.ToUpper(value))
	}
}
