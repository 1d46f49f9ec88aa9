package outputs

import (
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
	"github.com/gomodule/redigo/redis"
)

// redisList is what the beat pushes to.
const redisList = "salesforce"

// The library is there wherever Go is, and Debian's server is the real thing.
func TestRedisGetsAllRowsThroughAnOutage(t *testing.T) {
	for name, start := range map[string]func(*testing.T) string{"redis-server": redisServer, "miniredis": miniRedis} {
		t.Run(name, func(t *testing.T) {
			o := startOrg(t)
			address := start(t)
			var received inbox
			go drain(t, address, &received)
			l := newLine(t, address)
			output := fmt.Sprintf("output.redis: {hosts: [\"%s\"], key: %s, backoff: {init: 0.1s, max: 0.5s}}", l.address, redisList)
			survives(t, o, newBeat(t, o, output), &received, l.outage)
		})
	}
}

func miniRedis(t *testing.T) string {
	t.Helper()
	mini := miniredis.RunT(t)
	// A beat asks for the version, which this one does not tell.
	mini.Server().SetPreHook(func(peer *server.Peer, command string, _ ...string) bool {
		if command != "INFO" {
			return false
		}
		peer.WriteBulk("# Server\r\nredis_version:7.0.0\r\n")
		return true
	})
	return mini.Addr()
}

func redisServer(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed; the same test runs with a Redis in Go")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	process := exec.Command(program, "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir())
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill() // it keeps nothing
		_ = process.Wait()
	})
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	for range 500 {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			return address
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("redis-server does not listen")
	return ""
}

// drain takes what is pushed, until the server goes away.
func drain(t *testing.T, address string, received *inbox) {
	connection, err := redis.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	defer connection.Close()
	for t.Context().Err() == nil {
		reply, err := redis.ByteSlices(connection.Do("BLPOP", redisList, 1))
		if err == redis.ErrNil {
			continue
		}
		if err != nil {
			return // the server is gone, with the test
		}
		received.add(reply[1], "")
	}
}
