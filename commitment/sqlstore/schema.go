package sqlstore

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/evenkeel-go/evenkeel/commitment"
)

//go:embed migrations/*/*.sql
var migrationFiles embed.FS

// Dialect is a kind of database. The zero value is SQLite.
type Dialect uint8

// The dialects.
const (
	SQLite Dialect = iota
	PostgreSQL
)

var dialectNames = [...]string{"sqlite", "postgres"}

// String returns "sqlite" or "postgres".
func (d Dialect) String() string {
	if int(d) < len(dialectNames) {
		return dialectNames[d]
	}
	return "Dialect(" + strconv.Itoa(int(d)) + ")"
}

// MarshalText writes the dialect's name; an unknown one is an error.
func (d Dialect) MarshalText() ([]byte, error) {
	if int(d) >= len(dialectNames) {
		return nil, fmt.Errorf("sqlstore: %v has no name; want one of %q", d, dialectNames)
	}
	return []byte(dialectNames[d]), nil
}

// UnmarshalText reads a dialect's name; an unknown one is an error.
func (d *Dialect) UnmarshalText(b []byte) error {
	for i, name := range dialectNames {
		if name == string(b) {
			*d = Dialect(i)
			return nil
		}
	}
	return fmt.Errorf("sqlstore: unknown dialect %q; want one of %q", b, dialectNames)
}

// DefaultSchema is where the tables live when [Options] name no schema.
const DefaultSchema = "evenkeel"

// ErrSchemaName refuses a schema name that would need quoting somewhere.
var ErrSchemaName = errors.New("sqlstore: unusable schema name")

var schemaName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// schema writes SQL for one dialect and one set of table names.
type schema struct {
	dialect Dialect
	name    string
}

func newSchema(d Dialect, name string) (schema, error) {
	if name == "" {
		name = DefaultSchema
	}
	if int(d) >= len(dialectNames) {
		return schema{}, fmt.Errorf("sqlstore: unknown dialect %v; want sqlite or postgres", d)
	}
	if !schemaName.MatchString(name) {
		return schema{}, fmt.Errorf("%w: %q; want a lower-case letter, then up to 39 of a-z, 0-9 and _", ErrSchemaName, name)
	}
	return schema{d, name}, nil
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

// sql fills in the names. PostgreSQL has a schema of its own; SQLite, which has
// none, gets a prefix. An index is named without its schema, as both demand.
func (s schema) sql(text string) string {
	text = placeholder.ReplaceAllStringFunc(text, func(m string) string {
		table := m[1 : len(m)-1]
		switch {
		case table == "schema":
			return s.name
		case s.dialect == SQLite:
			return s.name + "_" + table
		case strings.HasPrefix(table, "promise_") || strings.HasPrefix(table, "alarm_"):
			return table
		}
		return s.name + "." + table
	})
	return s.bind(text)
}

// bind turns ? into $1, $2, … for PostgreSQL.
func (s schema) bind(text string) string {
	if s.dialect == SQLite {
		return text
	}
	var b strings.Builder
	n := 0
	for i := range len(text) {
		if text[i] != '?' {
			b.WriteByte(text[i])
			continue
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}

// Migration is one step of the schema. Applying all in order makes a database
// that [New] accepts; each records its own version.
type Migration struct {
	Version int
	Name    string // of the file: "001_initial.sql"
	SQL     string
}

// Migrations returns the steps for a dialect and schema ("" is
// [DefaultSchema]), oldest first, for the host's own migration tool. Each is
// to be run in a transaction.
func Migrations(d Dialect, schemaName string) ([]Migration, error) {
	s, err := newSchema(d, schemaName)
	if err != nil {
		return nil, err
	}
	return s.migrations()
}

func (s schema) migrations() ([]Migration, error) {
	folder := path.Join("migrations", s.dialect.String())
	entries, err := migrationFiles.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	steps := make([]Migration, len(entries))
	for i, e := range entries {
		data, err := migrationFiles.ReadFile(path.Join(folder, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("sqlstore: %w", err)
		}
		number, _, _ := strings.Cut(e.Name(), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("sqlstore: migration %s is not number %03d", e.Name(), i+1)
		}
		steps[i] = Migration{Version: version, Name: e.Name(), SQL: s.sql(string(data))}
	}
	return steps, nil
}

func tooNew(have, known int) error {
	return &commitment.VersionError{Of: "schema", Have: have, Known: known, Err: commitment.ErrSchema}
}
