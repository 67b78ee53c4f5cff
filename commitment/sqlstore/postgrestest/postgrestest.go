// Package postgrestest gives tests a PostgreSQL database: the server that
// EVENKEEL_TEST_POSTGRES names (a URL whose user may create databases), or a
// throw-away cluster made with the initdb and postgres found on the PATH or
// below /usr/lib/postgresql. Where there is neither, the test is skipped with a
// message that says how to mend it, or fails if EVENKEEL_TEST_REQUIRE is set.
package postgrestest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
)

// Server is a PostgreSQL server for tests. It is safe for concurrent use.
type Server struct {
	url      url.URL
	dir      string // of a throw-away cluster; "" for a server that was there
	bin      string
	uid, gid int
	process  *exec.Cmd
	mu       sync.Mutex
	count    int
}

// Start returns a server that is stopped and removed when the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	if dsn := os.Getenv("EVENKEEL_TEST_POSTGRES"); dsn != "" {
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatalf("EVENKEEL_TEST_POSTGRES: %v", err)
		}
		return &Server{url: *u}
	}
	bin, err := binaries()
	if err != nil {
		const how = "install PostgreSQL 15 or later (Debian: apt-get install postgresql) or set EVENKEEL_TEST_POSTGRES to the URL of a server"
		if os.Getenv("EVENKEEL_TEST_REQUIRE") != "" {
			t.Fatalf("%v; %s", err, how)
		}
		t.Skipf("%v; %s", err, how)
	}
	s := &Server{bin: bin}
	s.create(t)
	if err := s.Up(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Down()
		if err := os.RemoveAll(s.dir); err != nil {
			t.Error(err)
		}
	})
	return s
}

func binaries() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("no initdb on the PATH or below /usr/lib/postgresql")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// create makes the cluster. PostgreSQL refuses to run as root, so root hands it
// to the user postgres.
func (s *Server) create(t testing.TB) {
	t.Helper()
	dir, err := os.MkdirTemp("", "evenkeel-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	s.dir, s.uid, s.gid = dir, os.Getuid(), os.Getgid()
	if s.uid == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Fatalf("running as root, and there is no user postgres to run the server as: %v", err)
		}
		s.uid, _ = strconv.Atoi(u.Uid)
		s.gid, _ = strconv.Atoi(u.Gid)
		if err := os.Chown(dir, s.uid, s.gid); err != nil {
			t.Fatal(err)
		}
	}
	out, err := s.command("initdb", "-D", s.data(), "-U", "evenkeel", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput()
	if err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	s.url = url.URL{Scheme: "postgres", User: url.User("evenkeel"), Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "sslmode": {"disable"}}.Encode()}
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(s.uid), Gid: uint32(s.gid)}}
	}
	return cmd
}

// Up starts a server that is down and waits until it answers. A server that
// EVENKEEL_TEST_POSTGRES names is taken to be up.
func (s *Server) Up() error {
	if s.dir == "" {
		return nil
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }() // the server has its own descriptor
	s.process = s.command("postgres", "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=200")
	s.process.Stdout, s.process.Stderr = log, log
	if err := s.process.Start(); err != nil {
		return err
	}
	db, err := sql.Open("pgx", s.url.String())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // nothing was written through it
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if err = db.PingContext(context.Background()); err == nil {
			return nil
		}
		if time.Now().After(until) {
			text, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("postgres did not start: %w\n%s", err, text)
		}
	}
}

// Down stops a throw-away server at once, as a power cut would.
func (s *Server) Down() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Signal(syscall.SIGQUIT) // immediate shutdown
	_ = s.process.Wait()
	s.process = nil
}

// Own reports whether the server is a throw-away one, whose files [Server.Dir]
// holds and which may be stopped.
func (s *Server) Own() bool { return s.dir != "" }

// Dir is the data directory of a throw-away server.
func (s *Server) Dir() string { return s.data() }

// Give makes the user that a throw-away server runs as the owner of a file or
// directory, so that it can be read and written there.
func (s *Server) Give(t testing.TB, path string) {
	t.Helper()
	if err := os.Chown(path, s.uid, s.gid); err != nil {
		t.Fatal(err)
	}
}

// Database creates an empty database and returns its URL. It is dropped when
// the test ends.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.mu.Lock()
	s.count++
	name := fmt.Sprintf("evenkeel_%d_%d", os.Getpid(), s.count)
	s.mu.Unlock()
	s.exec(t, "CREATE DATABASE "+name)
	t.Cleanup(func() {
		if s.dir == "" || s.process != nil {
			s.exec(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		}
	})
	u := s.url
	u.Path = "/" + name
	return u.String()
}

func (s *Server) exec(t testing.TB, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", s.url.String())
	if err == nil {
		_, err = db.ExecContext(context.Background(), statement)
		_ = db.Close() // the statement's error says more
	}
	if err != nil {
		t.Fatalf("%s: %v", strings.SplitN(statement, " ", 3)[0], err)
	}
}
