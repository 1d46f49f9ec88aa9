package ecs

import "strings"

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
		}
		if first != value || !b.has(to) {
			whole(b, value)
		}
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
