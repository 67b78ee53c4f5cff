package evenkeel_test

// Guards of the house: what a reviewer would otherwise have to watch for in
// every change. Each is a function over a file tree that returns what is wrong,
// so that TestGuardsBite can show it a broken tree. They read files with
// go/parser and never ask the go command: go list answers from caches and would
// let a break through.

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	modulePath   = "github.com/evenkeel-go/evenkeel"
	maxFileLines = 500
	maxFuncLines = 80
)

var text = []string{"golang.org/x/text"}

// packages says what each package of the root module may import: of the module
// (internal packages are free where external is not nil) and from outside.
// Package paths end in "/…" where everything below is meant.
var packages = map[string]struct{ local, external []string }{
	".":                             {},
	"commitment/calendar":           {},
	"conversation/practice":         {},
	"internal/locale":               {external: text},
	"internal/locale/gen":           {external: text},
	"internal/text":                 {external: text},
	"internal/act":                  {external: text},
	"commitment/when":               {[]string{"commitment/calendar"}, text},
	"commitment/sla":                {[]string{"commitment/calendar"}, text},
	"commitment":                    {[]string{"commitment/calendar", "commitment/when", "commitment/sla"}, text},
	"commitment/commitmenttest":     {[]string{"commitment", "commitment/calendar"}, []string{}},
	"conversation/transcript":       {external: text},
	"conversation/transcript/…":     {[]string{"conversation/transcript"}, text},
	"conversation/temper":           {external: text},
	"conversation/temper/…":         {[]string{"conversation/temper", "conversation/temper/…"}, text},
	"conversation/phrase":           {[]string{"conversation/practice"}, text},
	"conversation/review":           {[]string{"conversation/practice", "conversation/temper", "conversation/phrase", "commitment/when", "commitment/calendar"}, text},
	"conversation/move":             {[]string{"conversation/practice", "conversation/temper", "conversation/transcript", "commitment"}, text},
	"conversation/infer":            {[]string{"conversation/move", "conversation/practice", "conversation/temper", "conversation/transcript", "commitment", "commitment/when", "commitment/calendar"}, text},
	"conversation":                  {[]string{"commitment", "commitment/when", "commitment/calendar", "conversation/practice", "conversation/move", "conversation/transcript", "conversation/temper", "conversation/review", "conversation/infer", "conversation/phrase"}, []string{"golang.org/x/text", "github.com/looplab/fsm"}},
	"conversation/conversationtest": {[]string{"conversation", "conversation/…", "commitment", "commitment/…"}, text},
	"conversation/httpguard":        {[]string{"conversation", "conversation/…", "commitment", "commitment/…"}, text},
	"rca":                           {[]string{"commitment", "commitment/calendar", "conversation/practice", "conversation/move", "conversation/review"}, text},
	"rca/render":                    {[]string{"rca"}, text},
	"rca/rcatest":                   {[]string{"rca", "rca/render"}, text},
	"examples/…":                    {[]string{"conversation", "conversation/…", "commitment", "commitment/…", "rca", "rca/…"}, text},
}

// outsideTheCore are the packages of the root module that may do IO.
var outsideTheCore = []string{"conversation/httpguard", "conversation/transcript/…", "examples/…", "internal/locale/gen", "conversation/temper/…"}

var bannedInTheCore = []string{"net", "net/http", "net/mail", "mime/multipart", "database/sql", "os/exec"}

// source is one Go file of the tree.
type source struct {
	path, pkg, module string // slash-separated; pkg and module are folders, "." the root's
	file              *ast.File
	fset              *token.FileSet
	lines             int
	test, generated   bool
}

func (s source) imports() []string {
	var out []string
	for _, spec := range s.file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err == nil {
			out = append(out, p)
		}
	}
	return out
}

// tree is the repository as the guards see it.
type tree struct {
	sources []source
	modules map[string]string // folder to go.mod text
	work    string
}

func readTree(fsys fs.FS) (*tree, error) {
	t := &tree{modules: map[string]string{}}
	work, err := fs.ReadFile(fsys, "go.work")
	if err != nil {
		return nil, err
	}
	t.work = string(work)
	var files []string
	err = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.Name() == "go.mod":
			data, err := fs.ReadFile(fsys, p)
			t.modules[path.Dir(p)] = string(data)
			return err
		case !d.IsDir() && strings.HasSuffix(p, ".go"):
			files = append(files, p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, p := range files {
		s, err := parse(fsys, p)
		if err != nil {
			return nil, err
		}
		s.module = t.moduleOf(s.pkg)
		t.sources = append(t.sources, s)
	}
	return t, nil
}

func parse(fsys fs.FS, p string) (source, error) {
	data, err := fs.ReadFile(fsys, p)
	if err != nil {
		return source{}, err
	}
	s := source{path: p, pkg: path.Dir(p), fset: token.NewFileSet(), test: strings.HasSuffix(p, "_test.go")}
	s.file, err = parser.ParseFile(s.fset, p, data, parser.ParseComments)
	s.lines = strings.Count(string(data), "\n")
	if err == nil {
		s.generated = ast.IsGenerated(s.file)
	}
	return s, err
}

func (t *tree) moduleOf(dir string) string {
	for {
		if _, ok := t.modules[dir]; ok || dir == "." {
			return dir
		}
		dir = path.Dir(dir)
	}
}

// under reports whether dir is listed: itself, or below an entry that ends in "/…".
func under(list []string, dir string) bool {
	return slices.ContainsFunc(list, func(e string) bool {
		prefix, below := strings.CutSuffix(e, "…")
		return e == dir || below && strings.HasPrefix(dir, prefix)
	})
}

// local is the folder of an import of this repository.
func local(imp string) (string, bool) {
	if imp == modulePath {
		return ".", true
	}
	dir, ok := strings.CutPrefix(imp, modulePath+"/")
	return dir, ok
}

var useLine = regexp.MustCompile(`(?m)^\s*(?:use\s+)?(\.\S*)\s*$`)

// everyModuleInWork: one that is missing is skipped silently by "go test work".
func everyModuleInWork(t *tree) (bad []string) {
	var used []string
	for _, m := range useLine.FindAllStringSubmatch(t.work, -1) {
		used = append(used, path.Clean(m[1]))
	}
	for dir := range t.modules {
		if !slices.Contains(used, dir) {
			bad = append(bad, fmt.Sprintf("%s/go.mod: module missing from go.work", dir))
		}
	}
	for _, dir := range used {
		if _, ok := t.modules[dir]; !ok {
			bad = append(bad, fmt.Sprintf("go.work: %s has no go.mod", dir))
		}
	}
	return bad
}

var zeroVersion = regexp.MustCompile(regexp.QuoteMeta(modulePath) + `\S* v0\.0\.0\S*`)

// modulesAreReleasable: the Go version is no patch release, nothing requires
// v0.0.0, and a nested module finds the root by a replace.
func modulesAreReleasable(t *tree) (bad []string) {
	for dir, mod := range t.modules {
		if !strings.Contains(mod, "\ngo 1.26.0\n") {
			bad = append(bad, dir+"/go.mod: want go 1.26.0, so that importers are not forced to a patch release")
		}
		if strings.Contains(mod, "\ntoolchain ") {
			bad = append(bad, dir+"/go.mod: has a toolchain line")
		}
		if m := zeroVersion.FindString(mod); m != "" {
			bad = append(bad, fmt.Sprintf("%s/go.mod: requires %s, which no proxy serves", dir, m))
		}
		up := strings.TrimSuffix(strings.Repeat("../", strings.Count(dir, "/")+1), "/")
		if dir != "." && !strings.Contains(mod, modulePath+" => "+up) {
			bad = append(bad, fmt.Sprintf("%s/go.mod: no replace of %s by %s", dir, modulePath, up))
		}
	}
	return bad
}

// importDirections: a package of the root module imports only what the table
// allows it, and a package that is not in the table is a decision to be made.
func importDirections(t *tree) (bad []string) {
	for _, s := range t.sources {
		if s.module != "." || s.test {
			continue
		}
		rule, ok := lookupPackage(s.pkg)
		if !ok {
			bad = append(bad, s.path+": package is not in the table of allowed imports")
			continue
		}
		for _, imp := range s.imports() {
			dir, ours := local(imp)
			internal := strings.HasPrefix(dir, "internal/")
			switch {
			case ours && internal && rule.external == nil && s.pkg != dir:
				bad = append(bad, fmt.Sprintf("%s: imports %s, may use the standard library only", s.path, dir))
			case ours && !internal && !under(rule.local, dir):
				bad = append(bad, fmt.Sprintf("%s: %s must not import %s", s.path, s.pkg, dir))
			case !ours && strings.Contains(strings.Split(imp, "/")[0], ".") && !hasPrefix(rule.external, imp):
				bad = append(bad, fmt.Sprintf("%s: dependency %s is not allowed in %s", s.path, imp, s.pkg))
			}
		}
	}
	return bad
}

func lookupPackage(dir string) (struct{ local, external []string }, bool) {
	if rule, ok := packages[dir]; ok {
		return rule, true
	}
	for key, rule := range packages {
		if strings.HasSuffix(key, "…") && under([]string{key}, dir) {
			return rule, true
		}
	}
	return struct{ local, external []string }{}, false
}

func hasPrefix(list []string, imp string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return imp == p || strings.HasPrefix(imp, p+"/") })
}

// coreDoesNoIO: the core neither talks to the network nor starts programs.
func coreDoesNoIO(t *tree) (bad []string) {
	for _, s := range t.sources {
		if s.module != "." || s.test || under(outsideTheCore, s.pkg) {
			continue
		}
		for _, imp := range s.imports() {
			if slices.Contains(bannedInTheCore, imp) {
				bad = append(bad, fmt.Sprintf("%s: the core must not import %s", s.path, imp))
			}
		}
	}
	return bad
}

// nestedStayOutside: a nested module uses the public API, as a user would.
func nestedStayOutside(t *tree) (bad []string) {
	for _, s := range t.sources {
		if s.module == "." || s.module == "internal/peers" {
			continue
		}
		for _, imp := range s.imports() {
			if dir, ours := local(imp); ours && strings.HasPrefix(dir, "internal/") {
				bad = append(bad, fmt.Sprintf("%s: a nested module must not import %s", s.path, dir))
			}
		}
	}
	return bad
}

// testifyInTestsOnly: importers must not get a test library.
func testifyInTestsOnly(t *tree) (bad []string) {
	for _, s := range t.sources {
		for _, imp := range s.imports() {
			if !s.test && strings.HasPrefix(imp, "github.com/stretchr/testify") {
				bad = append(bad, s.path+": imports testify outside a test")
			}
		}
	}
	return bad
}

// budgets: a file that does not fit a sitting, and a function that does not
// fit a screen, have more than one thing to say.
func budgets(t *tree) (bad []string) {
	for _, s := range t.sources {
		if s.test || s.generated {
			continue
		}
		if s.lines > maxFileLines {
			bad = append(bad, fmt.Sprintf("%s: %d lines, at most %d", s.path, s.lines, maxFileLines))
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			if n := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1; n > maxFuncLines {
				bad = append(bad, fmt.Sprintf("%s: func %s has %d lines, at most %d", s.path, f.Name.Name, n, maxFuncLines))
			}
		}
	}
	return bad
}

// everyExportedNameDocumented: pkg.go.dev is the manual.
func everyExportedNameDocumented(t *tree) (bad []string) {
	described := map[string]bool{}
	for _, s := range t.sources {
		if s.test || s.file.Name.Name == "main" {
			continue
		}
		described[s.pkg] = described[s.pkg] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				bad = append(bad, fmt.Sprintf("%s: exported %s has no comment", s.path, name))
			}
		}
	}
	for pkg, ok := range described {
		if !ok {
			bad = append(bad, pkg+": package has no comment")
		}
	}
	return bad
}

func undocumented(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		// What Error and Unwrap do, their interface says.
		told := d.Recv != nil && (d.Name.Name == "Error" || d.Name.Name == "Unwrap")
		if d.Name.IsExported() && d.Doc == nil && !told && exportedReceiver(d) {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && spec.Doc == nil && d.Doc == nil {
					names = append(names, spec.Name.Name)
				}
			case *ast.ValueSpec:
				// A comment over a group, beside or over the name will do.
				if spec.Doc == nil && spec.Comment == nil && d.Doc == nil {
					for _, n := range spec.Names {
						if n.IsExported() {
							names = append(names, n.Name)
						}
					}
				}
			}
		}
	}
	return names
}

func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

type guard func(*tree) []string

var guards = []guard{
	everyModuleInWork, modulesAreReleasable, importDirections, coreDoesNoIO,
	nestedStayOutside, testifyInTestsOnly, budgets, everyExportedNameDocumented,
}

// breaks are the ways to break the house, each with the guard that must see it.
var breaks = []struct {
	name  string
	guard guard
	files map[string]string
}{
	{"every module in go.work", everyModuleInWork, map[string]string{"rca/pdf/go.mod": "module x\n\ngo 1.26.0\n"}},
	{"go.work names a module that is gone", everyModuleInWork, map[string]string{"go.work": "go 1.26.0\n\nuse (\n\t.\n\t./gone\n)\n"}},
	{"go patch release", modulesAreReleasable, map[string]string{"go.mod": "module " + modulePath + "\n\ngo 1.26.8\n"}},
	{"v0.0.0", modulesAreReleasable, map[string]string{"rca/pdf/go.mod": "module x\n\ngo 1.26.0\n\nrequire " + modulePath + " v0.0.0\n\nreplace " + modulePath + " => ../..\n"}},
	{"no replace", modulesAreReleasable, map[string]string{"rca/pdf/go.mod": "module x\n\ngo 1.26.0\n\nrequire " + modulePath + " v0.1.0\n"}},
	{"wrong direction", importDirections, map[string]string{"commitment/x.go": "package commitment\n\nimport _ \"" + modulePath + "/conversation\"\n"}},
	{"std only", importDirections, map[string]string{"conversation/practice/x.go": "package practice\n\nimport _ \"" + modulePath + "/internal/locale\"\n"}},
	{"std only, x/text", importDirections, map[string]string{"commitment/calendar/x.go": "package calendar\n\nimport _ \"golang.org/x/text/language\"\n"}},
	{"new dependency", importDirections, map[string]string{"commitment/x.go": "package commitment\n\nimport _ \"github.com/looplab/fsm\"\n"}},
	{"unknown package", importDirections, map[string]string{"util/x.go": "package util\n"}},
	{"only five import conversation", importDirections, map[string]string{"rca/x.go": "package rca\n\nimport _ \"" + modulePath + "/conversation\"\n"}},
	{"network in the core", coreDoesNoIO, map[string]string{"rca/x.go": "package rca\n\nimport _ \"net/http\"\n"}},
	{"nested module imports internal", nestedStayOutside, map[string]string{
		"rca/pdf/go.mod": "module x\n\ngo 1.26.0\n", "rca/pdf/x.go": "package pdf\n\nimport _ \"" + modulePath + "/internal/text\"\n",
	}},
	{"testify in code", testifyInTestsOnly, map[string]string{"rca/x.go": "package rca\n\nimport _ \"github.com/stretchr/testify/assert\"\n"}},
	{"long file", budgets, map[string]string{"rca/x.go": "package rca\n" + strings.Repeat("\n", maxFileLines)}},
	{"long function", budgets, map[string]string{"rca/x.go": "package rca\n\nfunc f() {\n" + strings.Repeat("\n", maxFuncLines) + "}\n"}},
	{"undocumented function", everyExportedNameDocumented, map[string]string{"rca/x.go": "// Package rca is.\npackage rca\n\nfunc F() {}\n"}},
	{"undocumented method", everyExportedNameDocumented, map[string]string{"rca/x.go": "// Package rca is.\npackage rca\n\n// T is.\ntype T[E any] struct{}\n\nfunc (t *T[E]) M() {}\n"}},
	{"undocumented constant", everyExportedNameDocumented, map[string]string{"rca/x.go": "// Package rca is.\npackage rca\n\nconst C = 1\n"}},
	{"undocumented package", everyExportedNameDocumented, map[string]string{"rca/x.go": "package rca\n"}},
}

func TestHouse(t *testing.T) {
	if _, err := os.Stat(".git"); errors.Is(err, fs.ErrNotExist) {
		t.Skip("not a git checkout: the guards are for those who change the code")
	}
	repo, err := readTree(os.DirFS("."))
	require.NoError(t, err)
	require.Greater(t, len(repo.sources), 50, "the walk found the code")
	for _, check := range guards {
		for _, problem := range check(repo) {
			t.Error(problem)
		}
	}
}

func TestGuardsBite(t *testing.T) {
	sound := fstest.MapFS{
		"go.work": {Data: []byte("go 1.26.0\n\nuse .\n")},
		"go.mod":  {Data: []byte("module " + modulePath + "\n\ngo 1.26.0\n")},
		"doc.go":  {Data: []byte("// Package evenkeel is documented.\npackage evenkeel\n")},
	}
	repo, err := readTree(sound)
	require.NoError(t, err)
	for _, check := range guards {
		require.Empty(t, check(repo), "nothing is wrong in a sound tree")
	}
	for _, b := range breaks {
		broken := fstest.MapFS{}
		for name, f := range sound {
			broken[name] = f
		}
		for name, data := range b.files {
			broken[name] = &fstest.MapFile{Data: []byte(data)}
		}
		repo, err := readTree(broken)
		require.NoError(t, err, b.name)
		assert.NotEmpty(t, b.guard(repo), "%s: the guard does not bite", b.name)
	}
}

func TestGeneratedFilesAreOutsideTheBudget(t *testing.T) {
	repo, err := readTree(fstest.MapFS{
		"go.work":  {Data: []byte("use .\n")},
		"rca/x.go": {Data: []byte("// Code generated by gen. DO NOT EDIT.\n\npackage rca\n" + strings.Repeat("\n", 2*maxFileLines))},
	})
	require.NoError(t, err)
	assert.Empty(t, budgets(repo))
}
