package rcatest_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/rcatest"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

// broken is Markdown with one rule broken.
type broken struct {
	render.Format
	after func(v *rca.View, b []byte) []byte
	texts func(b []byte) iter.Seq2[string, []byte]
	deaf  bool
}

func (x broken) Render(w io.Writer, v rca.View) error {
	var b bytes.Buffer
	if err := x.Format.Render(&b, v); err != nil {
		return err
	}
	out := b.Bytes()
	if x.after != nil {
		out = x.after(&v, out)
	}
	_, err := w.Write(out)
	if x.deaf {
		return nil
	}
	return err
}

func (x broken) Texts(b []byte) iter.Seq2[string, []byte] {
	if x.texts != nil {
		return x.texts(b)
	}
	return x.Format.Texts(b)
}

func one(name string, text []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) { yield(name, text) }
}

func TestCheckSeesBrokenRenderers(t *testing.T) {
	assert.NoError(t, rcatest.Check(broken{Format: render.Markdown}), "whole as it is")
	dir, err := os.Getwd()
	assert.NoError(t, err)
	var calls atomic.Int64
	for want, r := range map[string]broken{
		"same bytes":       {after: func(_ *rca.View, b []byte) []byte { return fmt.Appendln(b, calls.Add(1)) }},
		"adds nothing":     {after: func(_ *rca.View, b []byte) []byte { return fmt.Appendln(b, dir) }},
		"shows every text": {texts: func(b []byte) iter.Seq2[string, []byte] { return one("head", b[:min(len(b), 40)]) }},
		"yields nothing":   {texts: func([]byte) iter.Seq2[string, []byte] { return func(func(string, []byte) bool) {} }},
		"not UTF-8":        {texts: func(b []byte) iter.Seq2[string, []byte] { return one("x", append([]byte{0xff}, b...)) }},
		"without a name":   {texts: func(b []byte) iter.Seq2[string, []byte] { return one("", b) }},
		"is not found": {texts: func(b []byte) iter.Seq2[string, []byte] {
			return one("x", []byte(strings.NewReplacer("db", "xx", "DB", "xx", "d&", "x", "d\\&", "x", "ickenheiser", "", "ICKENHEISER", "").Replace(string(b))))
		}},
		"changed the view":  {after: func(v *rca.View, b []byte) []byte { v.Parts[0].Paragraphs[0] = "changed"; return b }},
		"writer that fails": {deaf: true},
	} {
		if raceEnabled && want == "changed the view" {
			continue // it is broken by writing where others read, which the detector says first
		}
		r.Format = render.Markdown
		assert.ErrorContains(t, rcatest.Check(r), want, want)
	}
}
