package evenkeel_test

// The release as its users meet it: every module is served at the release
// version from a file GOPROXY and used from a module of its own, outside the
// workspace. A replace or a go.work that only this checkout has would show here.

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: builds every adapter from a module proxy")
	}
	tracked, err := exec.Command("git", "ls-files").Output()
	if err != nil {
		t.Skip("not a git checkout: the release is made from one")
	}
	files := strings.Split(strings.TrimSpace(string(tracked)), "\n")
	version := releaseVersion(t)
	modules := moduleDirs(files)
	proxy := t.TempDir()
	for _, dir := range modules {
		serve(t, proxy, dir, version, files, modules)
	}
	env := outside(t, proxy)

	user := t.TempDir()
	command(t, env, user, "go", "mod", "init", "example.com/helpdesk")
	var program strings.Builder
	program.WriteString("package main\n\nimport (\n")
	fmt.Fprintf(&program, "\t_ %q\n\t_ %q\n", modulePath+"/conversation", modulePath+"/rca/render")
	gets := []string{"get", modulePath + "/conversation@" + version, modulePath + "/rca/render@" + version}
	for _, dir := range adapters(files, modules) {
		gets = append(gets, modulePath+"/"+dir+"@"+version)
		fmt.Fprintf(&program, "\t_ %q\n", modulePath+"/"+dir)
	}
	program.WriteString(")\n\nfunc main() {}\n")
	require.NoError(t, os.WriteFile(filepath.Join(user, "main.go"), []byte(program.String()), 0o600))
	command(t, env, user, "go", gets...)
	command(t, env, user, "go", "build", "./...")

	out := command(t, env, user, "go", "run", modulePath+"/examples/walkthrough@"+version)
	golden, err := os.ReadFile("examples/walkthrough/testdata/beijing.golden")
	require.NoError(t, err)
	assert.True(t, string(golden) == out, "the released walkthrough prints what the checkout's does")
}

// releaseVersion is the version of the newest entry of CHANGELOG.md.
func releaseVersion(t *testing.T) string {
	t.Helper()
	log, err := os.ReadFile("CHANGELOG.md")
	require.NoError(t, err)
	m := regexp.MustCompile(`(?m)^## \[(\d+\.\d+\.\d+)\]`).FindSubmatch(log)
	require.NotNil(t, m, "CHANGELOG.md has no entry like ## [0.1.0]")
	return "v" + string(m[1])
}

func moduleDirs(files []string) (dirs []string) {
	for _, f := range files {
		if path.Base(f) == "go.mod" {
			dirs = append(dirs, path.Dir(f))
		}
	}
	return dirs
}

// adapters are the nested modules that users import.
func adapters(files, modules []string) (dirs []string) {
	for _, dir := range modules {
		isPackage := slices.ContainsFunc(files, func(f string) bool {
			return path.Dir(f) == dir && strings.HasSuffix(f, ".go") && !strings.HasSuffix(f, "_test.go")
		})
		if isPackage && dir != "." && !strings.HasPrefix(dir, "examples/") && !strings.HasPrefix(dir, "internal/") {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// serve lays a module out as a GOPROXY has it.
func serve(t *testing.T, proxy, dir, version string, files, modules []string) {
	t.Helper()
	name := modulePath
	if dir != "." {
		name += "/" + dir
	}
	at := filepath.Join(proxy, filepath.FromSlash(name), "@v")
	require.NoError(t, os.MkdirAll(at, 0o755))
	write := func(file string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(at, file), data, 0o600))
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	require.NoError(t, err)
	write("list", []byte(version+"\n"))
	info, err := json.Marshal(map[string]string{"Version": version, "Time": "2026-01-01T00:00:00Z"})
	require.NoError(t, err)
	write(version+".info", info)
	write(version+".mod", mod)

	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, f := range files {
		if owner(f, modules) != dir {
			continue
		}
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		w, err := z.Create(name + "@" + version + "/" + strings.TrimPrefix(f, strings.TrimPrefix(dir+"/", "./")))
		require.NoError(t, err)
		_, err = w.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	write(version+".zip", buf.Bytes())
}

// owner is the module that a file belongs to: the one nearest above it.
func owner(file string, modules []string) string {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if dir == "." || slices.Contains(modules, dir) {
			return dir
		}
	}
}

// outside is the environment of a user who has none of this checkout. What was
// downloaded already is taken from the module cache, as a proxy would serve it.
func outside(t *testing.T, proxy string) []string {
	t.Helper()
	get := func(key string) string {
		out, err := exec.Command("go", "env", key).Output()
		require.NoError(t, err)
		return strings.TrimSpace(string(out))
	}
	cached := filepath.Join(get("GOMODCACHE"), "cache", "download")
	return append(os.Environ(),
		"GOPROXY=file://"+filepath.ToSlash(proxy)+",file://"+filepath.ToSlash(cached)+","+get("GOPROXY"),
		"GOMODCACHE="+t.TempDir(),
		"GOSUMDB=off", // the checkout's go.sum files hold the hashes
		"GOWORK=off",
		"GOFLAGS=-modcacherw -trimpath",
	)
}

func command(t *testing.T, env []string, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = env, dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(t, cmd.Run(), "%s %s\n%s", name, strings.Join(args, " "), &errs)
	return out.String()
}
