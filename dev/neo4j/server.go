package neo4j

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// StartLimit bounds a start whose context has no deadline of its own, including
// the fetching of jars.
const StartLimit = 5 * time.Minute

// stopLimit bounds an orderly stop whose context has no deadline.
const stopLimit = 30 * time.Second

// ErrNotOurs is the answer of Kill and Restart for a server that this package
// did not start, and for one that was stopped for good.
var ErrNotOurs = errors.New("neo4j: the server was not started here, or was stopped")

// Server is a running server. Its fields do not change after Start. All methods
// may be called from several goroutines.
type Server struct {
	URI            string // bolt://127.0.0.1:PORT; with TLS.Required, bolt+ssc://…, which trusts any certificate
	Addr           string // 127.0.0.1:PORT
	HTTP           string // http://127.0.0.1:PORT, or empty without Options.HTTP
	User, Password string // both empty without authentication
	Certificate    []byte // PEM, its own authority; nil without TLS
	Dir            string // the server's home folder; empty for a server not started here

	options    Options
	java, lib  string
	port, http int
	temporary  bool

	mu      sync.Mutex // guards all below
	child   *child     // nil for a server not started here, and after Stop
	console *console
}

// Start starts a server and returns when it answers. Its life is not bound to
// ctx, which bounds the start only (StartLimit where it has no deadline).
// errors.Is(err, ErrAbsent) means that this machine cannot run one.
func Start(ctx context.Context, o Options) (*Server, error) {
	ctx, cancel := bounded(ctx, StartLimit)
	defer cancel()
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, User: o.Auth.User, Password: o.Auth.Password}
	if s.java, err = findJava(ctx); err != nil {
		return nil, err
	}
	if s.lib, err = Jars(ctx); err != nil {
		return nil, err
	}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(err, s.removeTemporary())
	}
	if err := s.launch(ctx); err != nil {
		return nil, errors.Join(err, s.removeTemporary())
	}
	return s, nil
}

func bounded(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, limit)
}

// prepare makes the home folder and the certificate in it.
func (s *Server) prepare() (err error) {
	if s.options.Dir == "" {
		s.temporary = true
		if s.Dir, err = os.MkdirTemp("", "dragoman-neo4j-"); err != nil {
			return fmt.Errorf("neo4j: home folder: %w", err)
		}
	} else if s.Dir, err = filepath.Abs(s.options.Dir); err != nil {
		return fmt.Errorf("neo4j: home folder %s: %w", s.options.Dir, err)
	}
	if s.options.TLS.Level != Plain {
		if s.Certificate, err = certify(s.Dir, s.options.TLS.Expired); err != nil {
			return fmt.Errorf("neo4j: certificate in %s: %w", s.Dir, err)
		}
	}
	return nil
}

// launch chooses ports, starts the server and waits until it is up. Where it
// chose the port itself and another process was quicker to take it, it chooses
// again.
func (s *Server) launch(ctx context.Context) error {
	const attempts = 3
	for n := 1; ; n++ {
		if err := s.choosePorts(); err != nil {
			return err
		}
		err := s.configure()
		if err == nil && n == 1 {
			err = s.setPassword(ctx)
		}
		if err != nil {
			return fmt.Errorf("neo4j: home folder %s: %w", s.Dir, err)
		}
		s.mu.Lock()
		err = s.run(ctx)
		taken := err != nil && s.console.portTaken()
		s.mu.Unlock()
		if !taken || n == attempts {
			return err
		}
	}
}

func (s *Server) choosePorts() (err error) {
	if s.port = s.options.Port; s.port == 0 {
		s.port, err = freePort()
	} else if !isFree(s.port) {
		err = fmt.Errorf("neo4j: port %d of 127.0.0.1 is taken; stop what listens there or choose another port, 0 for a free one", s.port)
	}
	if err != nil {
		return err
	}
	s.Addr = fmt.Sprintf("127.0.0.1:%d", s.port)
	s.URI = "bolt://" + s.Addr
	if s.options.TLS.Level == Required {
		s.URI = "bolt+ssc://" + s.Addr
	}
	if s.options.HTTP {
		if s.http, err = freePort(); err != nil {
			return err
		}
		s.HTTP = fmt.Sprintf("http://127.0.0.1:%d", s.http)
	}
	return nil
}

func (s *Server) classpath() string { return filepath.Join(s.lib, "*") }

// command is Neo4j's own start-up without its shell script: the flags are those
// of the configuration that it ships with, but for the sizes.
func (s *Server) command() *exec.Cmd {
	args := []string{
		"-Xmx" + s.options.Heap,
		"-XX:+UseG1GC", "-XX:-OmitStackTraceInFastThrow", "-XX:+DisableExplicitGC",
		"-XX:+UnlockExperimentalVMOptions", "-XX:+TrustFinalNonStaticFields",
		"-XX:-UsePerfData", "-Djava.io.tmpdir=" + filepath.Join(s.Dir, "tmp"),
		"-Djdk.nio.maxCachedBufferSize=1024", "-Dio.netty.tryReflectionSetAccessible=true",
		"-Dlog4j2.disable.jmx=true", "-Dfile.encoding=UTF-8",
		"--add-opens=java.base/java.nio=ALL-UNNAMED",
		"--add-opens=java.base/java.io=ALL-UNNAMED",
		"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
	}
	args = append(args, s.options.JVM...)
	args = append(args, "-cp", s.classpath(), "org.neo4j.server.CommunityEntryPoint",
		"--home-dir="+s.Dir, "--config-dir="+filepath.Join(s.Dir, "conf"), "--console-mode")
	return exec.Command(s.java, args...)
}

// run starts the process and waits for "Started."; s.mu is held.
func (s *Server) run(ctx context.Context) error {
	s.console = newConsole(s.options.Log)
	cmd := s.command()
	cmd.Dir = s.Dir
	cmd.Stdout, cmd.Stderr = s.console, s.console
	cmd.WaitDelay = time.Second
	c, err := spawn(cmd)
	if err != nil {
		return fmt.Errorf("neo4j: %s: %w", s.java, err)
	}
	select {
	case <-s.console.up:
		s.child = c
		return nil
	case <-c.done:
		return fmt.Errorf("neo4j: the server in %s ended (%s) before it was up; it said:\n%s", s.Dir, c.state, s.console.lastLines())
	case <-ctx.Done():
		err := fmt.Errorf("neo4j: the server in %s was not up in time: %w; it said:\n%s", s.Dir, ctx.Err(), s.console.lastLines())
		return errors.Join(err, c.kill())
	}
}
