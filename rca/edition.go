package rca

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/practice"
)

// Renderer turns a view into a file. The package rca/render has some; see
// rca/rcatest for what one must keep.
type Renderer interface {
	// Render writes the view: the same bytes for the same view, no author, machine,
	// path or time of its own in the metadata, and an error for a character it cannot show.
	Render(w io.Writer, v View) error
	// Texts yields every text that a reader of the rendered file can see or extract,
	// with the name of the part it is in: visible text, metadata, link targets,
	// alternative texts; unpacked and unescaped. [Edition.Write] scans them.
	Texts(rendered []byte) iter.Seq2[string, []byte]
}

// Edition is one reader's document: an audience and a language of a [Doc], with
// every slot filled. Only [Edition.Write] gives its content out. It is immutable
// and safe for concurrent use; the Doc may change without changing it.
type Edition struct {
	key       EditionKey
	version   int
	hash      string
	view      View
	sources   []source
	hidden    []Entity
	scanner   *Scanner
	noScanner error // why there is no scanner: a hidden name that is also allowed
	problems  []*Problem
	approvals []Approval
	author    string
	required  int
	kit       *kit
	policy    *practice.Policy
	zone      *time.Location
}

// source is where a text of the view came from.
type source struct {
	Section   Section     `json:"section"`
	Text      string      `json:"text"`
	Statement StatementID `json:"statement,omitempty"`
	For       Ref         `json:"for,omitempty"`
	Facts     []FactID    `json:"facts,omitempty"`
}

// Edition makes the edition for an audience in a language, the only way to get
// one. It fails closed with a [*RefusedError]: an outside edition takes only
// statements written for that audience, fills every slot with the label for it,
// and needs every fact, measure and event it tells to be disclosed to it
// (rules R23, R24). Other problems do not stop it; they are marked on the inside edition and
// stop [Edition.Approve]. The inside edition exists in the document's language.
//
// Approvals of the document that fit the edition's content are taken over; one
// that does not fit is void, which is a problem of rule R31.
func (d *Doc) Edition(to Audience, in language.Tag) (*Edition, error) {
	k, err := defaultKit()
	if err != nil {
		return nil, err
	}
	printer, err := k.texts.Printer(in)
	if err != nil {
		return nil, fmt.Errorf("rca: no texts for an edition: %w", err)
	}
	zone, err := d.editionZone(to)
	if err != nil {
		return nil, fmt.Errorf("rca: R3 edition: %w", err)
	}
	key := EditionKey{to, in}
	e := &Edition{key: key, version: d.version(), author: d.Author, required: max(d.MinApprovals, 1), kit: k, policy: d.policy(), zone: zone}
	for _, p := range d.check() {
		if p.concerns(key) {
			e.problems = append(e.problems, p)
		}
	}
	p := &projection{voice: voice{d: d, ix: newIndex(d), to: to, tag: in, p: printer, zone: zone}, kit: k, key: key}
	p.offsets = p.offsetsDiffer()
	if to == Internal {
		p.inside()
	} else {
		p.outside()
	}
	if len(p.refused) > 0 {
		return nil, &RefusedError{Edition: key, Step: "make", Problems: p.refused}
	}
	e.view, e.sources = p.view, p.sources
	var allow []string
	if to != Internal {
		allow = e.hide(d, &p.voice)
	}
	e.scanner, e.noScanner = NewScanner(e.hidden, &ScanOptions{Allow: allow})
	e.hash = contentHash(&e.view, e.version)
	e.takeApprovals(d)
	if to == Internal {
		p.review(e)
		e.view = p.view
	}
	return e, nil
}

// hide decides which names the scanner looks for, and returns what it allows: to
// the customer what they know, to the public only what was disclosed to it.
func (e *Edition) hide(d *Doc, v *voice) (allow []string) {
	var own []string
	for _, name := range []string{d.Case, d.Customer.Name} {
		if foldName(name).letters != "" {
			own = append(own, name)
		}
	}
	if e.key.Audience == Customer {
		allow = append(slices.Clone(d.Known), own...)
	} else if len(own) > 0 {
		e.hidden = append(e.hidden, Entity{ID: EntityID(d.Customer.ID), Kind: CustomerEntity, Names: own})
	}
	for i := range d.Entities {
		x := &d.Entities[i]
		if !v.open(x) {
			x := *x
			x.Names = slices.Clone(x.Names)
			e.hidden = append(e.hidden, x)
			continue
		}
		allow = append(allow, x.Names...)
	}
	return allow
}

// contentHash is the hash of what the readers read: everything but marks,
// approvals and the inside review.
func contentHash(v *View, version int) string {
	c := *v
	c.Marks = nil
	b, err := json.Marshal(struct {
		Version int
		View    View
	}{version, c})
	if err != nil {
		return "" // a View has nothing that JSON cannot hold
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (e *Edition) takeApprovals(d *Doc) {
	for _, a := range d.Approvals {
		if a.Audience != e.key.Audience || a.Language != e.key.Language {
			continue
		}
		switch {
		case a.Version == e.version && a.Hash == e.hash && a.By != e.author && a.By != "":
			if !e.approvedBy(a.By) {
				e.approvals = append(e.approvals, a)
			}
		case a.Version == e.version:
			e.problem("R32", "approval of "+a.At.UTC().Format(time.DateOnly),
				"was given to other content of version %d, or by its author, and is void; make a new version with Doc.Revise", a.Version)
		}
	}
}

func (e *Edition) problem(rule practice.RuleID, place, format string, args ...any) {
	key := e.key
	p := &Problem{Rule: rule, Setting: e.policy.Setting(rule, practice.Where{}), Place: place,
		What: fmt.Sprintf(format, args...), Reason: e.kit.reason(rule), Edition: &key}
	e.problems = append(e.problems, p)
}

func (e *Edition) approvedBy(name string) bool {
	return slices.ContainsFunc(e.approvals, func(a Approval) bool { return strings.EqualFold(a.By, name) })
}

// Key returns the audience and the language.
func (e *Edition) Key() EditionKey { return e.key }

// Hash is the hash of the content, to which approvals are bound.
func (e *Edition) Hash() string { return e.hash }

// Approvals are the valid ones, to be kept in [Doc.Approvals].
func (e *Edition) Approvals() []Approval { return slices.Clone(e.approvals) }

// Issued reports whether enough persons approved; until then the edition is
// marked as a draft.
func (e *Edition) Issued() bool { return len(e.approvals) >= e.required }

// Problems are what the rules found, of this edition and of the document, each
// with the setting it has there.
func (e *Edition) Problems() []*Problem { return slices.Clone(e.problems) }

// Approve records one person's yes to exactly this content (rule R31) and returns
// the approved edition; e stays as it was. It is refused, with a [*RefusedError],
// while a rule blocks, and to the author or one who approved already. An edition is issued once
// as many persons approved as the document asks for.
func (e *Edition) Approve(by string, at time.Time) (*Edition, error) {
	var refused []*Problem
	for _, p := range e.problems {
		if p.Setting == practice.Block {
			refused = append(refused, p)
		}
	}
	no := func(what string) {
		refused = append(refused, &Problem{Rule: "R31", Setting: practice.Block, Place: "approval", What: what, Reason: e.kit.reason("R31"), Edition: &e.key})
	}
	switch {
	case strings.TrimSpace(by) == "":
		no("names nobody; say who approves")
	case e.author == "":
		no("the document names no author, so nobody can be the second person; name the author")
	case strings.EqualFold(strings.TrimSpace(by), strings.TrimSpace(e.author)):
		no("the author cannot approve; a second person must")
	case e.approvedBy(by):
		no("this person approved already; another must")
	}
	if at.IsZero() {
		no("has no time")
	}
	if len(refused) > 0 {
		return nil, &RefusedError{Edition: e.key, Step: "approve", Problems: refused}
	}
	ok := *e
	ok.approvals = append(slices.Clone(e.approvals), Approval{By: by, At: at, Audience: e.key.Audience, Language: e.key.Language, Version: e.version, Hash: e.hash})
	return &ok, nil
}

// Write renders the edition, looks at everything a reader of the file could see
// or extract, and only then writes it to w. An outside edition is refused, with a
// [*RefusedError] that names the fact or statement and writes nothing, when a
// name of a hidden entity or the shape of a secret, host, address, ticket or the
// like is in it (rules R25, R26, R30); an inside one when a secret is. One that was not
// approved is marked as a draft. Safe for concurrent use.
func (e *Edition) Write(w io.Writer, r Renderer) error {
	v := e.shown()
	var buf bytes.Buffer
	if err := r.Render(&buf, v); err != nil {
		return fmt.Errorf("rca: render the %s edition: %w", e.key.Audience, err)
	}
	if e.noScanner != nil {
		return e.noScanner
	}
	// What is wrong with a text of ours is said of its statement; what only the
	// file has, of its part.
	refused := e.scanSources()
	seen := 0
	for part, text := range r.Texts(buf.Bytes()) {
		seen += len(text)
		if !utf8.Valid(text) {
			return fmt.Errorf("%w: part %q yields bytes that are not UTF-8", ErrRenderer, part)
		}
		if len(refused) == 0 {
			refused = e.leaks(text, func(Leak) string { return "rendered file, part " + part }, refused)
		}
	}
	if seen == 0 {
		return fmt.Errorf("%w: it yields no text to look at, so nothing can be given out", ErrRenderer)
	}
	if len(refused) > 0 {
		return &RefusedError{Edition: e.key, Step: "write", Problems: refused}
	}
	_, err := w.Write(buf.Bytes())
	return err
}

// shown is a copy of the view with its marks.
func (e *Edition) shown() View {
	v := e.view.clone()
	p, err := e.kit.texts.Printer(e.key.Language)
	if err != nil {
		p = e.kit.en // the edition was made with this language, so it is there
	}
	if e.key.Audience == Internal {
		v.Marks = append(v.Marks, p.Text("mark.internal"))
		for _, a := range e.approvals { // who stands for it, by name
			when := (&voice{tag: e.key.Language, p: p, zone: e.zone}).time(a.At, Minute)
			v.Notes = append(v.Notes, p.Text("approved", "name", a.By, "when", when))
		}
	}
	if !e.Issued() {
		v.Marks = append(v.Marks, p.Text("mark.draft"))
	}
	return v
}

func (e *Edition) scanSources() (refused []*Problem) {
	for _, src := range e.sources {
		refused = e.leaks([]byte(src.Text), func(Leak) string { return src.place() }, refused)
	}
	return refused
}

func (s *source) place() string {
	switch {
	case s.Statement != "" && len(s.Facts) > 0:
		return fmt.Sprintf("statement %s (facts %v)", s.Statement, s.Facts)
	case s.Statement != "":
		return "statement " + string(s.Statement)
	case len(s.Facts) > 0:
		return fmt.Sprintf("%s (facts %v)", s.Section, s.Facts)
	case s.For != "":
		return fmt.Sprintf("%s (%s)", s.Section, s.For)
	}
	return s.Section.String()
}

// leaks appends what must not go out with a text.
func (e *Edition) leaks(text []byte, place func(Leak) string, out []*Problem) []*Problem {
	for _, leak := range e.scanner.Scan(text) {
		rule := practice.RuleID("R25")
		switch {
		case leak.Kind == SecretLeak || leak.Kind == CardLeak:
			rule = "R29"
		case e.key.Audience == Internal:
			continue // names and hosts are what the inside edition is for
		case leak.Kind == LinkLeak:
			rule = "R30"
		case leak.Kind == NameLeak && e.otherCustomer(leak.Entity):
			rule = "R26"
		}
		what := fmt.Sprintf("holds %s at bytes %d to %d; use its slot with a label, disclose it, or allow it as known", leak.Reason, leak.Start, leak.End)
		out = append(out, &Problem{Rule: rule, Setting: practice.Block, Place: place(leak), What: what, Reason: e.kit.reason(rule), Edition: &e.key})
	}
	return out
}

func (e *Edition) otherCustomer(id EntityID) bool {
	return slices.ContainsFunc(e.hidden, func(x Entity) bool { return x.ID == id && x.Kind == CustomerEntity })
}

func (v *View) clone() View {
	c := *v
	c.Marks, c.Head, c.Notes = slices.Clone(v.Marks), slices.Clone(v.Head), slices.Clone(v.Notes)
	c.Parts = slices.Clone(v.Parts)
	for i := range c.Parts {
		p := &c.Parts[i]
		p.Paragraphs, p.Items = slices.Clone(p.Paragraphs), slices.Clone(p.Items)
		p.Table.Columns, p.Table.Rows = slices.Clone(p.Table.Columns), slices.Clone(p.Table.Rows)
		for j := range p.Table.Rows {
			p.Table.Rows[j] = slices.Clone(p.Table.Rows[j])
		}
	}
	return c
}

// Revise begins the next version of a document (rule R32): a copy without
// approvals that says what it changed. The document stays as it was issued.
func (d *Doc) Revise(on Date, what string) *Doc {
	next := d.clone()
	next.Version = d.version() + 1
	next.Approvals = nil
	next.Changes = append(next.Changes, Change{Version: next.Version, Date: on, What: what})
	next.Date = on
	return next
}
