package agent

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/elastic/elastic-agent-client/v7/pkg/client/chunk"
	"github.com/elastic/elastic-agent-client/v7/pkg/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	protobuf "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/beats-contrib/filebeat-salesforce/testing/managed"
)

const (
	serverName = "agent.test"
	token      = "component-token"
	outputID   = "default"
)

// server is the Agent's side of the protocol, for one component.
type server struct {
	proto.UnimplementedElasticAgentServer
	t    *testing.T
	info *proto.StartUpInfo

	mu       sync.Mutex // guards all below
	revision uint64
	expected map[string]*proto.UnitExpected
	observed map[string]*proto.UnitObserved
	stopped  map[string]bool // units that had to stop, and have
	changed  chan struct{}   // closed when what is expected changes
}

// startServer listens with certificates of its own, as an Agent does.
func startServer(t *testing.T) *server {
	t.Helper()
	certificate, certificatePEM, keyPEM := newCertificate(t)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificatePEM)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{
		t: t, changed: make(chan struct{}),
		expected: make(map[string]*proto.UnitExpected), observed: make(map[string]*proto.UnitObserved), stopped: make(map[string]bool),
		info: &proto.StartUpInfo{
			Addr: listener.Addr().String(), ServerName: serverName, Token: token,
			CaCert: certificatePEM, PeerCert: certificatePEM, PeerKey: keyPEM,
			Services:  []proto.ConnInfoServices{proto.ConnInfoServices_CheckinV2},
			Supports:  []proto.ConnectionSupports{proto.ConnectionSupports_CheckinChunking},
			AgentInfo: &proto.AgentInfo{Id: managed.AgentID, Version: "9.4.0"},
		},
	}
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{certificate}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
	})))
	proto.RegisterElasticAgentServer(server, s)
	go func() { _ = server.Serve(listener) }() // ends with the test
	t.Cleanup(server.Stop)
	return s
}

func newCertificate(t *testing.T) (certificate tls.Certificate, certificatePEM, keyPEM []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: serverName}, DNSNames: []string{serverName},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certificatePEM = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
	if certificate, err = tls.X509KeyPair(certificatePEM, keyPEM); err != nil {
		t.Fatal(err)
	}
	return certificate, certificatePEM, keyPEM
}

// CheckinV2 takes what the component observes, and says what is expected whenever that
// changes.
func (s *server) CheckinV2(stream proto.ElasticAgent_CheckinV2Server) error {
	ended := make(chan error, 1)
	go func() {
		for {
			observed, err := chunk.RecvObserved(stream)
			if err != nil {
				ended <- err
				return
			}
			s.observe(observed)
		}
	}()
	for {
		message, changed := s.expect()
		if err := stream.Send(message); err != nil {
			return err
		}
		select {
		case err := <-ended:
			return err
		case <-changed:
		}
	}
}

// Actions sends none.
func (s *server) Actions(stream proto.ElasticAgent_ActionsServer) error {
	<-stream.Context().Done()
	return nil
}

func (s *server) observe(observed *proto.CheckinObserved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if observed.Token != token && observed.Token != "" {
		s.t.Errorf("the component shows the token %q", observed.Token)
	}
	s.observed = make(map[string]*proto.UnitObserved)
	for _, unit := range observed.Units {
		s.observed[unit.Id] = unit
		// A unit that had to stop, and has, is not expected any more.
		if expected := s.expected[unit.Id]; expected != nil && expected.State == proto.State_STOPPED && unit.State == proto.State_STOPPED {
			delete(s.expected, unit.Id)
			s.stopped[unit.Id] = true
			s.announce()
		}
	}
}

func (s *server) expect() (*proto.CheckinExpected, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	message := &proto.CheckinExpected{AgentInfo: s.info.AgentInfo}
	for _, unit := range s.expected {
		message.Units = append(message.Units, unit)
	}
	return message, s.changed
}

// announce tells the stream that what is expected has changed.
func (s *server) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// apply expects what a policy says; inputs that are not in it are to stop.
func (s *server) apply(policy managed.Policy) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revision++
	wanted := map[string]*proto.UnitExpectedConfig{outputID: {
		Id: outputID, Type: policy.Output["type"].(string), Name: outputID, Revision: s.revision, Source: structOf(s.t, policy.Output),
	}}
	for _, input := range policy.Inputs {
		wanted[input.ID] = configOf(s.t, input, s.revision)
	}
	for id, unit := range s.expected {
		if wanted[id] == nil {
			unit = &proto.UnitExpected{Id: id, Type: unit.Type, State: proto.State_STOPPED, ConfigStateIdx: unit.ConfigStateIdx, Config: unit.Config, LogLevel: unit.LogLevel}
			s.expected[id] = unit
		}
	}
	for id, config := range wanted {
		// A unit whose policy stays the same stays as it is: a new output would have the
		// beat start anew.
		if before := s.expected[id]; before != nil && before.State == proto.State_HEALTHY && sameSource(before.Config, config) {
			continue
		}
		delete(s.stopped, id)
		kind := proto.UnitType_INPUT
		if id == outputID {
			kind = proto.UnitType_OUTPUT
		}
		s.expected[id] = &proto.UnitExpected{
			Id: id, Type: kind, State: proto.State_HEALTHY, ConfigStateIdx: s.revision, Config: config, LogLevel: proto.UnitLogLevel_INFO,
		}
	}
	s.announce()
}

func sameSource(a, b *proto.UnitExpectedConfig) bool { return protobuf.Equal(a.Source, b.Source) }

func configOf(t *testing.T, input managed.Input, revision uint64) *proto.UnitExpectedConfig {
	config := &proto.UnitExpectedConfig{
		Id: input.ID, Type: input.Type, Name: input.ID, Revision: revision, Source: structOf(t, input.Full()),
		DataStream: &proto.DataStream{Namespace: input.Namespace},
	}
	for _, stream := range input.Streams {
		config.Streams = append(config.Streams, &proto.Stream{
			Id: stream.ID, Source: structOf(t, stream.Full()),
			DataStream: &proto.DataStream{Dataset: stream.Dataset, Type: "logs", Namespace: input.Namespace},
		})
	}
	return config
}

func structOf(t *testing.T, value map[string]any) *structpb.Struct {
	converted, err := structpb.NewStruct(managed.Plain(value))
	if err != nil {
		t.Fatal(err)
	}
	return converted
}
