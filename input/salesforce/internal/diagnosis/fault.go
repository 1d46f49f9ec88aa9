package diagnosis

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// fault is why a request got no answer.
type fault struct{ found, cause, remedy string }

const (
	authoritiesRemedy = "if the certificate belongs to your proxy, add its authority to resource.ssl.certificate_authorities; otherwise update the host's trusted authorities"
	proxyAuthCause    = "the proxy requires a username and password"
	proxyAuthRemedy   = "put them into resource.proxy_url, as in http://user:${PROXY_PASSWORD}@proxy:3128"
	unknownRemedy     = "check the network, proxy and TLS settings"
)

// faultOf tells the kinds of failure apart, the farthest from here first: who got
// as far as a certificate has no problem with names.
func faultOf(err error, w way) fault {
	for _, kind := range []func(error, way) (fault, bool){certificateFault, proxyFault, handshakeFault, nameFault, connectionFault} {
		if f, ok := kind(err, w); ok {
			return f
		}
	}
	return fault{err.Error(), "", unknownRemedy}
}

// certificateFault is for certificates that are not accepted.
func certificateFault(err error, _ way) (fault, bool) {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var noRoots x509.SystemRootsError
	switch {
	case errors.As(err, &authority):
		by := ""
		if authority.Cert != nil {
			by = " by " + issuer(authority.Cert)
		}
		return fault{"certificate" + by + ": unknown authority", "this host does not trust the authority that signed the certificate: a proxy may inspect TLS", authoritiesRemedy}, true
	case errors.As(err, &noRoots):
		return fault{"this host has no trusted authorities", "the operating system's bundle of certificates is missing, as in bare containers", "install it (ca-certificates), or set resource.ssl.certificate_authorities"}, true
	case errors.As(err, &name):
		return fault{fmt.Sprintf("certificate for %s, not for %q", namesOf(name.Certificate), name.Host), "a different server answered", "check the URL for a misspelled host, the DNS, and the proxy"}, true
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		found := "certificate expired or not yet valid"
		if invalid.Cert != nil {
			found = fmt.Sprintf("certificate is valid from %s to %s only", words.Date(invalid.Cert.NotBefore), words.Date(invalid.Cert.NotAfter))
		}
		return fault{found, "the certificate expired, or this host's clock is wrong", "set the clock of this host; if it is right, the owner of the certificate must renew it"}, true
	case errors.As(err, &invalid):
		return fault{err.Error(), "the certificate cannot be used", authoritiesRemedy}, true
	}
	return fault{}, false
}

func namesOf(certificate *x509.Certificate) string {
	switch {
	case certificate == nil:
		return "another host"
	case len(certificate.DNSNames) > 0:
		names := certificate.DNSNames[:min(len(certificate.DNSNames), 3)]
		return fmt.Sprintf("%q", strings.Join(names, ", "))
	case len(certificate.IPAddresses) > 0:
		return fmt.Sprintf("%q", certificate.IPAddresses[0])
	}
	return fmt.Sprintf("%q", certificate.Subject.CommonName)
}

// proxyFault is for a proxy that does not let the request pass.
func proxyFault(err error, w way) (fault, bool) {
	if w.proxy == nil {
		return fault{}, false
	}
	remedy := "check the proxy, and resource.proxy_url"
	if w.source != ProxyOption {
		remedy = "check the proxy, and HTTPS_PROXY and NO_PROXY in the environment; set resource.proxy_disable to use no proxy"
	}
	var operation *net.OpError
	if errors.As(err, &operation) && operation.Op == "proxyconnect" {
		inner := faultOf(operation.Err, way{connected: w.connected})
		return fault{"the proxy cannot be reached: " + inner.found, inner.cause, remedy}, true
	}
	// What a proxy answers to CONNECT has no type, only the words of its status.
	switch text := err.Error(); {
	case strings.Contains(text, "Proxy Authentication Required"):
		return fault{"the proxy refuses: " + text, proxyAuthCause, proxyAuthRemedy}, true
	case text == "Forbidden":
		return fault{"the proxy refuses: " + text, "the proxy does not allow this host", "let the proxy pass port 443 of *.salesforce.com and of the org's host"}, true
	case strings.HasPrefix(text, "Bad Gateway"), strings.HasPrefix(text, "Gateway Timeout"), strings.HasPrefix(text, "Service Unavailable"):
		return fault{"the proxy fails: " + text, "the proxy cannot reach the host", "check the host name, and the proxy's own internet connection"}, true
	}
	return fault{}, false
}

// handshakeFault is for TLS that cannot be agreed on.
func handshakeFault(err error, w way) (fault, bool) {
	var record tls.RecordHeaderError
	var alert tls.AlertError
	text := err.Error()
	switch {
	case errors.As(err, &record), strings.Contains(text, "server gave HTTP response to HTTPS client"):
		return fault{"the answer is not TLS", "something in between answers in plain text, such as a proxy or a captive portal", "check the URL's port, and the proxy"}, true
	case errors.As(err, &alert), strings.HasPrefix(text, "tls: "), strings.HasPrefix(text, "remote error: tls"), strings.Contains(text, "tls version"):
		return fault{"TLS handshake: " + text, "the two ends do not agree on TLS: Salesforce wants version 1.2 or later", "check resource.ssl.supported_protocols, cipher_suites and certificate, and the proxy"}, true
	case w.secure && w.connected && !w.encrypted && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)):
		return fault{"the connection was closed during the TLS handshake", "a firewall or proxy closes connections that it does not recognize", "allow the host without TLS inspection"}, true
	}
	return fault{}, false
}

// nameFault is for host names that have no address.
func nameFault(err error, _ way) (fault, bool) {
	var lookup *net.DNSError
	if !errors.As(err, &lookup) {
		return fault{}, false
	}
	if lookup.IsNotFound {
		return fault{fmt.Sprintf("DNS has no host %q", lookup.Name), "the name is misspelled, the org was renamed, or this host's DNS cannot resolve public names", "check the URL; if it is right, check the DNS server of this host, or set resource.proxy_url"}, true
	}
	return fault{fmt.Sprintf("DNS did not answer for %q", lookup.Name), "the DNS server of this host cannot be reached or fails", "check the network and DNS settings of this host"}, true
}

// connectionFault is for connections that do not come about or break off.
func connectionFault(err error, w way) (fault, bool) {
	var slow net.Error
	late := errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout()
	switch {
	case errors.Is(err, syscall.ECONNREFUSED), strings.Contains(err.Error(), "refused"):
		return fault{"connection refused", "nothing listens there, or a firewall rejects it", "check the URL's host and port, and the firewall: TCP to port 443 is needed"}, true
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return fault{"no route to the host", "this host has no internet connection", "check the network of this host, or set resource.proxy_url"}, true
	case late && !w.connected:
		return fault{"no connection in time", "a firewall drops the packets, or the host's address is wrong", "allow TCP to port 443 of the host, or set resource.proxy_url"}, true
	case late && w.secure && !w.encrypted:
		return fault{"connected, but the TLS handshake does not finish", "a firewall or proxy in between blocks it", "check the firewall and proxy: something drops TLS packets, or the path's MTU is wrong"}, true
	case late:
		return fault{"connected, but no answer in time", "the host, or a proxy in between, is too slow", "try again; if it persists, check https://status.salesforce.com and the proxy"}, true
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		// net/http has no value for this one: closed before the request was written.
		strings.Contains(err.Error(), "server closed idle connection"):
		return fault{"the connection was interrupted", "a firewall, a proxy or the host closed it", "try again; if it persists, check the firewall and proxy"}, true
	}
	return fault{}, false
}
