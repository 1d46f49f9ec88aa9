package ecs

import "strings"

// Salesforce has several names for one system and one browser, and Elasticsearch's user
// agent processor has another. Events have the name of the processor, so that one search
// finds all.

const (
	osMac     = "Mac OS X"
	osWindows = "Windows"
)

// osNames are the names of systems, in the form of plainName.
var osNames = map[string]string{
	"macosx": osMac, "osx": osMac, "macos": osMac, "mac": osMac, "macintosh": osMac, "macintel": osMac, "darwin": osMac,
	"windows": osWindows, "windowsnt": osWindows, "win32": osWindows, "win64": osWindows, "win": osWindows,
	"ios": "iOS", "iphoneos": "iOS", "ipados": "iOS", "iphone": "iOS", "ipad": "iOS", "android": "Android",
	"linux": "Linux", "chromeos": "Chrome OS", "cros": "Chrome OS",
}

// browserNames are the names of browsers, in the same form.
var browserNames = map[string]string{
	"chrome": "Chrome", "googlechrome": "Chrome", "headlesschrome": "HeadlessChrome",
	"firefox": "Firefox", "mozillafirefox": "Firefox", "safari": "Safari", "opera": "Opera",
	"edge": "Edge", "microsoftedge": "Edge", "msedge": "Edge",
	"ie": "IE", "msie": "IE", "internetexplorer": "IE", "microsoftinternetexplorer": "IE",
}

// deviceNames are the devices that the name of a system tells, in the same form.
var deviceNames = map[string]string{"iphone": "iPhone", "iphoneos": "iPhone", "ipad": "iPad", "ipados": "iPad"}

// deviceOf returns the device that the name of a system tells, or an empty one.
func deviceOf(system string) string {
	if osSpelling(system) == osMac {
		return "Mac"
	}
	return deviceNames[plainName(system)]
}

// windowsVersions are the versions that go by the number of the kernel in user agents.
var windowsVersions = map[string]string{
	"5.1": "XP", "5.2": "XP", "6.0": "Vista", "6.1": "7", "6.2": "8", "6.3": "8.1", "10.0": "10", "11.0": "11",
}

func osSpelling(name string) string { return spelling(osNames, name) }

func browserSpelling(name string) string { return spelling(browserNames, name) }

func spelling(names map[string]string, name string) string {
	if known, ok := names[plainName(name)]; ok {
		return known
	}
	return name
}

func windowsVersion(version string) string {
	if known, ok := windowsVersions[version]; ok {
		return known
	}
	return version
}

// maskedAddress is what Salesforce writes in place of a version that looks like an
// address.
const maskedAddress = "IP_ADDRESS_REMOVED"

func unmaskedVersion(version string) string {
	if strings.Contains(version, maskedAddress) {
		return ""
	}
	return version
}

// unmasked drops a version that was masked.
func unmasked(of kind) kind { return without(of, maskedAddress) }

// client is a browser or a system as it is put into events; nil is not known.
type client struct{ name, version, full, device any }

func readBrowser(value string) *client {
	name, version := splitVersion(value)
	return &client{name: browserSpelling(name), version: boxedOrNil(version)}
}

func readSystem(value string) *client {
	name, version := splitVersion(value)
	system := osSpelling(name)
	return &client{
		name: system, version: boxedOrNil(version), full: strings.TrimSpace(system + " " + version),
		device: boxedOrNil(deviceOf(name)),
	}
}

// readClient reads a browser or a system. Most rows have the one of the row before.
func (b *builder) readClient(at slot, value string, read func(string) *client) *client {
	before := &b.before[at.number]
	if before.value == nil || before.text != value {
		*before = cachedText{value, read(value)}
	}
	known, _ := before.value.(*client)
	return known
}

// browserName is for the name of a browser without a version.
func browserName(c *compiler, _ source, _ rule) setter {
	name := c.declare(Field{Name: "user_agent.name", Type: typeKeyword})
	read := func(value string) *client { return &client{name: browserSpelling(value)} }
	return func(b *builder, value string) { b.put(name, b.readClient(name, value, read).name) }
}

// osName is for the name of a system without a version.
func osName(c *compiler, _ source, _ rule) setter {
	name := c.declare(Field{Name: "user_agent.os.name", Type: typeKeyword})
	device := c.declare(Field{Name: "user_agent.device.name", Type: typeKeyword})
	read := func(value string) *client {
		return &client{name: osSpelling(value), device: boxedOrNil(deviceOf(value))}
	}
	return func(b *builder, value string) {
		system := b.readClient(name, value, read)
		b.put(name, system.name)
		b.putDevice(device, system)
	}
}

// putDevice puts the device that a system runs on, unless something better tells it.
func (b *builder) putDevice(to slot, system *client) {
	if !b.has(to) {
		b.putNotNil(to, system.device)
	}
}

// browser is for "Chrome 77": a name with a version.
func browser(c *compiler, _ source, _ rule) setter {
	name := c.declare(Field{Name: "user_agent.name", Type: typeKeyword})
	version := c.declare(Field{Name: "user_agent.version", Type: typeKeyword})
	return func(b *builder, value string) {
		browser := b.readClient(name, value, readBrowser)
		b.put(name, browser.name)
		b.putNotNil(version, browser.version)
	}
}

// platform is for "Windows 10": an operating system with a version.
func platform(c *compiler, _ source, _ rule) setter {
	name := c.declare(Field{Name: "user_agent.os.name", Type: typeKeyword})
	version := c.declare(Field{Name: "user_agent.os.version", Type: typeKeyword})
	full := c.declare(Field{Name: "user_agent.os.full", Type: typeKeyword})
	device := c.declare(Field{Name: "user_agent.device.name", Type: typeKeyword})
	return func(b *builder, value string) {
		system := b.readClient(name, value, readSystem)
		b.put(name, system.name)
		b.putNotNil(version, system.version)
		b.put(full, system.full)
		b.putDevice(device, system)
	}
}

// splitVersion parts a name from the version that follows it, which begins with a
// digit or was masked.
func splitVersion(value string) (name, version string) {
	i := strings.LastIndexByte(value, ' ')
	if i <= 0 || i == len(value)-1 || !isDigit(value[i+1]) && value[i+1:] != maskedAddress {
		return value, ""
	}
	return strings.TrimRight(value[:i], " "), unmaskedVersion(value[i+1:])
}
