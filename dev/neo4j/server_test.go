package neo4j_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"dragoman/dev/neo4j"
	"dragoman/dev/neo4j/neo4jtest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// hello does Bolt's handshake, offering versions 5.8 down to 5.0, and gives the
// one that the server chose, as major.minor.
func hello(t *testing.T, c net.Conn) string {
	t.Helper()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	offer := []byte{0x60, 0x60, 0xB0, 0x17, 0, 8, 8, 5, 0, 0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0}
	if _, err := c.Write(offer); err != nil {
		t.Fatal(err)
	}
	var chosen [4]byte
	if _, err := io.ReadFull(c, chosen[:]); err != nil {
		t.Fatalf("no answer to the handshake: %v", err)
	}
	return fmt.Sprintf("%d.%d", chosen[3], chosen[2])
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// cypher runs one statement over HTTP and gives the first value of its first
// row, or the code of the failure.
func cypher(t *testing.T, s *neo4j.Server, password, statement string) any {
	t.Helper()
	body, err := json.Marshal(map[string]any{"statements": []any{map[string]any{"statement": statement}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.HTTP+"/db/neo4j/tx/commit", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if password != "" {
		r.SetBasicAuth("neo4j", password)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct {
		Results []struct{ Data []struct{ Row []any } }
		Errors  []struct{ Code string }
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Errors) > 0 {
		return answer.Errors[0].Code
	}
	if len(answer.Results) == 0 || len(answer.Results[0].Data) == 0 {
		return nil
	}
	return answer.Results[0].Data[0].Row[0]
}

func TestBoltAnswers(t *testing.T) {
	s := neo4jtest.ForTests(t)
	if got := hello(t, dial(t, s.Addr)); !strings.HasPrefix(got, "5.") {
		t.Errorf("Bolt %s chosen, want 5.x", got)
	}
	if neo4jtest.ForTests(t).URI != s.URI {
		t.Error("the second call gave another server")
	}
}

// One server goes through everything that happens to a server in its life.
func TestLife(t *testing.T) {
	const password = "correct horse"
	began := time.Now()
	s := neo4jtest.Start(t, neo4j.Options{HTTP: true, Auth: neo4j.Auth{Password: password}})
	t.Logf("started in %v, %s resident", time.Since(began).Round(100*time.Millisecond), resident(s.Pid()))

	for _, c := range []struct {
		password string
		want     any
		reason   string
	}{
		{"", "Neo.ClientError.Security.Unauthorized", "authentication is on"},
		{"wrong horse", "Neo.ClientError.Security.Unauthorized", "the password counts"},
		{password, 1.0, "the account works at once, without a change of password"},
	} {
		if got := cypher(t, s, c.password, "RETURN 1"); got != c.want {
			t.Errorf("RETURN 1 gave %v, want %v: %s", got, c.want, c.reason)
		}
	}

	cypher(t, s, password, "CREATE (:Mark {n: 1})")
	uri, pid := s.URI, s.Pid()
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.Done()
	if _, err := net.Dial("tcp", s.Addr); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dialling a killed server: %v, want connection refused", err)
	}
	if err := s.Kill(); err != nil {
		t.Errorf("a second Kill: %v", err)
	}
	for _, how := range []string{"after Kill", "while running"} {
		if err := s.Restart(t.Context()); err != nil {
			t.Fatalf("Restart %s: %v", how, err)
		}
		if s.URI != uri || s.Pid() == pid || s.Pid() == 0 {
			t.Errorf("Restart %s: URI %s, pid %d; want %s and another process", how, s.URI, s.Pid(), uri)
		}
		if got := cypher(t, s, password, "MATCH (m:Mark) RETURN count(m)"); got != 1.0 {
			t.Errorf("Restart %s: %v marks, want 1", how, got)
		}
	}

	if err := s.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.Dir); !os.IsNotExist(err) {
		t.Errorf("the temporary home is still there after Stop: %v", err)
	}
	if err := s.Restart(t.Context()); !errors.Is(err, neo4j.ErrNotOurs) {
		t.Errorf("Restart after Stop: %v, want ErrNotOurs", err)
	}
}

func TestExpiredCertificate(t *testing.T) {
	s := neo4jtest.Start(t, neo4j.Options{TLS: neo4j.TLS{Level: neo4j.Required, Expired: true}})
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(s.Certificate) {
		t.Fatalf("Certificate is no PEM: %q", s.Certificate)
	}
	var invalid x509.CertificateInvalidError
	_, err := tls.Dial("tcp", s.Addr, &tls.Config{RootCAs: roots})
	if !errors.As(err, &invalid) || invalid.Reason != x509.Expired {
		t.Errorf("dial: %v, want an expired certificate", err)
	}
	lastWeek := func() time.Time { return time.Now().Add(-7 * 24 * time.Hour) }
	c, err := tls.Dial("tcp", s.Addr, &tls.Config{RootCAs: roots, Time: lastWeek})
	if err != nil {
		t.Fatalf("a client whose clock is a week behind: %v", err)
	}
	defer func() { _ = c.Close() }()
	if got := hello(t, c); !strings.HasPrefix(got, "5.") {
		t.Errorf("Bolt %s chosen, want 5.x", got)
	}
}

func TestStartRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for _, c := range []struct {
		options neo4j.Options
		says    string
		reason  string
	}{
		{neo4j.Options{Port: taken.Addr().(*net.TCPAddr).Port}, "is taken", "a port of the caller's choice is not exchanged for another"},
		{neo4j.Options{Auth: neo4j.Auth{User: "neo4j", Password: "short"}}, "8 or more", "the server would refuse the password"},
		{neo4j.Options{Auth: neo4j.Auth{User: "me", Password: "long enough"}}, "account neo4j", "a new server has one account"},
		{neo4j.Options{Settings: map[string]string{"no.such.setting": "1"}}, "no.such.setting", "the server's own words are quoted"},
		{neo4j.Options{Settings: map[string]string{"a": "1\nb=2"}}, "line break", "one setting is one line"},
		{neo4j.Options{TLS: neo4j.TLS{Level: "SOME"}}, "Optional or Required", "levels are named"},
	} {
		s, err := neo4j.Start(t.Context(), c.options)
		if errors.Is(err, neo4j.ErrAbsent) {
			t.Skip(err)
		}
		if err == nil {
			_ = s.Stop(context.Background())
			t.Errorf("%+v started: %s", c.options, c.reason)
		} else if !strings.Contains(err.Error(), c.says) {
			t.Errorf("error %q lacks %q: %s", err, c.says, c.reason)
		}
	}
}

func TestStartOutOfTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := neo4j.Start(ctx, neo4j.Options{}); errors.Is(err, neo4j.ErrAbsent) {
		t.Skip(err)
	} else if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Start: %v, want a deadline exceeded", err)
	}
}

// resident is the memory of a process, where /proc tells it.
func resident(pid int) string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "unknown"
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
