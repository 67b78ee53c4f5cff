package commitment

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// Period is how a [Record] divides time. The zero value is Monthly.
type Period uint8

// The periods.
const (
	Monthly   Period = iota // "2026-03"
	Weekly                  // ISO 8601: "2026-W10"
	Daily                   // "2026-03-02"
	Quarterly               // "2026-Q1"
)

var periodNames = []string{"monthly", "weekly", "daily", "quarterly"}

// String returns the name used in JSON.
func (p Period) String() string { return enumText(periodNames, uint8(p), "Period") }

// MarshalText implements [encoding.TextMarshaler].
func (p Period) MarshalText() ([]byte, error) { return marshalEnum(periodNames, uint8(p), "period") }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Period) UnmarshalText(b []byte) error {
	v, err := unmarshalEnum(periodNames, b, "period")
	if err == nil {
		*p = Period(v)
	}
	return err
}

// Of names the period that t lies in, on the clock of t's zone.
func (p Period) Of(t time.Time) string {
	switch p {
	case Weekly:
		y, w := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case Daily:
		return t.Format("2006-01-02")
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())+2)/3)
	}
	return t.Format("2006-01")
}

// RecordOptions configure a [Record]. The zero value works.
type RecordOptions struct {
	Period Period
	Zone   *time.Location // in which periods begin; nil: UTC
	// Owners counts per owner. Figures about persons are opt-in: false leaves the
	// owner out of every cell.
	Owners bool
}

// Cell is what a figure is about. Zero fields of a cell given to
// [Record.Report] are summed over.
type Cell struct {
	Tenant    TenantID  `json:"tenant,omitempty"`
	Owner     PartyID   `json:"owner,omitempty"` // at the time; empty unless Owners is set
	Team      TeamID    `json:"team,omitempty"`
	Customer  PartyID   `json:"customer,omitempty"`
	Kind      Kind      `json:"kind,omitempty"`
	Direction Direction `json:"direction,omitzero"`
	Period    string    `json:"period,omitempty"`
}

// Tally counts what became of promises (practice C11). Deadlines count, not
// promises: one that was missed, extended and then kept counts as broken once and
// kept once. An event counts in the period in which it happened.
type Tally struct {
	Made         int `json:"made,omitempty"`
	Kept         int `json:"kept,omitempty"`      // in time
	KeptLate     int `json:"kept_late,omitempty"` // after the deadline that held
	Broken       int `json:"broken,omitempty"`
	Released     int `json:"released,omitempty"`
	Renegotiated int `json:"renegotiated,omitempty"` // new terms agreed
	Insisted     int `json:"insisted,omitempty"`     // made although it did not look realistic
	// Lateness holds how late those kept late were, Took the working time that those
	// kept were said to take.
	Lateness Histogram `json:"lateness,omitzero"`
	Took     Histogram `json:"took,omitzero"`
}

func (t *Tally) add(o Tally) {
	t.Made += o.Made
	t.Kept += o.Kept
	t.KeptLate += o.KeptLate
	t.Broken += o.Broken
	t.Released += o.Released
	t.Renegotiated += o.Renegotiated
	t.Insisted += o.Insisted
	t.Lateness.merge(o.Lateness)
	t.Took.merge(o.Took)
}

// Settled is the number of deadlines that were kept, in time or late, or broken.
// Released ones bound nobody any more.
func (t Tally) Settled() int { return t.Kept + t.KeptLate + t.Broken }

// KeptRate is the share of the settled deadlines that were kept in time.
func (t Tally) KeptRate() Rate { return rate(t.Kept, t.Settled()) }

// LateRate is the share that were kept late.
func (t Tally) LateRate() Rate { return rate(t.KeptLate, t.Settled()) }

// BrokenRate is the share that were broken.
func (t Tally) BrokenRate() Rate { return rate(t.Broken, t.Settled()) }

// A Rate is a share with the range in which the true one lies, nineteen times
// out of twenty (Wilson score interval), so that three of three is not read as
// always. With N of 0 the range is all of 0 to 1.
type Rate struct {
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

// rate returns k of n with its Wilson interval at 95 %.
func rate(k, n int) Rate {
	if n == 0 {
		return Rate{High: 1}
	}
	const z = 1.959963984540054
	p, m := float64(k)/float64(n), float64(n)
	mid := p + z*z/(2*m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	scale := 1 + z*z/m
	return Rate{Share: p, Low: max(0, (mid-half)/scale), High: min(1, (mid+half)/scale), N: n}
}

// A Record counts what became of promises, as an incremental fold: give it every
// promise after each change, or scan the store once. It is safe for concurrent
// use. NewRecord makes one; its JSON form can be stored and read back.
type Record struct {
	mu    sync.RWMutex
	opts  RecordOptions
	cells map[Cell]*Tally
}

// NewRecord returns an empty record; opts may be nil.
func NewRecord(opts *RecordOptions) *Record {
	r := &Record{cells: map[Cell]*Tally{}}
	if opts != nil {
		r.opts = *opts
	}
	if r.opts.Zone == nil {
		r.opts.Zone = time.UTC
	}
	return r
}

// Fold counts the events of a promise after the revision since: 0 to count all of
// it, or the revision that was counted before. Counting an event twice is the
// caller's mistake; the record can't see it.
func (r *Record) Fold(p Promise, since Revision) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var deadline time.Time
	owner := p.Owner.ID
	if len(p.History) > 0 && p.History[0].Owner != "" {
		owner = p.History[0].Owner
	}
	for _, e := range p.History {
		if e.Kind == EventAssigned {
			owner = e.Owner
		}
		if e.Revision > since {
			r.count(p, e, deadline, owner)
		}
		if e.Due != nil {
			deadline = e.Due.Deadline
		}
	}
}

// count adds one event; deadline is the one that held before it, owner who
// answered for the promise then.
func (r *Record) count(p Promise, e Event, deadline time.Time, owner PartyID) {
	at := e.At
	var t Tally
	switch e.Kind {
	case EventMade:
		at, t.Made = p.MadeAt, 1
		if e.Agreed != "" {
			t.Insisted = 1
		}
	case EventKept:
		if late := e.At.Sub(deadline); late > 0 {
			t.KeptLate = 1
			t.Lateness.Add(late)
		} else {
			t.Kept = 1
		}
		if e.Spent > 0 {
			t.Took.Add(e.Spent)
		}
	case EventBroken:
		t.Broken = 1
	case EventReleased:
		t.Released = 1
	case EventRenegotiated:
		t.Renegotiated = 1
	default:
		return
	}
	c := Cell{Tenant: p.Tenant, Team: p.Team, Customer: p.Customer.ID, Kind: p.Kind, Direction: p.Direction, Period: r.opts.Period.Of(at.In(r.opts.Zone))}
	if r.opts.Owners {
		c.Owner = owner
	}
	cell := r.cells[c]
	if cell == nil {
		cell = &Tally{}
		r.cells[c] = cell
	}
	cell.add(t)
}

// Dimension is a field of a [Cell] by which a report is divided. The zero value
// is ByTenant.
type Dimension uint8

// The dimensions.
const (
	ByTenant Dimension = iota
	ByOwner
	ByTeam
	ByCustomer
	ByKind
	ByDirection
	ByPeriod
)

// Row is one line of a report.
type Row struct {
	Cell  Cell
	Tally Tally
}

// Report sums the tallies of the cells that match, divided by the dimensions
// given, ordered by cell. match may be nil: everything. Without dimensions there
// is one row, or none when nothing matches. What we owe and what others owe us
// are best not mixed: match on Direction, or divide by it.
func (r *Record) Report(match func(Cell) bool, by ...Dimension) []Row {
	r.mu.RLock()
	defer r.mu.RUnlock()
	sums := map[Cell]*Tally{}
	for c, t := range r.cells {
		if match != nil && !match(c) {
			continue
		}
		g := c.only(by)
		if sums[g] == nil {
			sums[g] = &Tally{}
		}
		sums[g].add(*t)
	}
	rows := make([]Row, 0, len(sums))
	for c, t := range sums {
		rows = append(rows, Row{Cell: c, Tally: *t})
	}
	slices.SortFunc(rows, func(x, y Row) int { return x.Cell.compare(y.Cell) })
	return rows
}

// only returns the cell with only the dimensions given.
func (c Cell) only(by []Dimension) Cell {
	var g Cell
	for _, d := range by {
		switch d {
		case ByTenant:
			g.Tenant = c.Tenant
		case ByOwner:
			g.Owner = c.Owner
		case ByTeam:
			g.Team = c.Team
		case ByCustomer:
			g.Customer = c.Customer
		case ByKind:
			g.Kind = c.Kind
		case ByDirection:
			g.Direction = c.Direction
		case ByPeriod:
			g.Period = c.Period
		}
	}
	return g
}

func (c Cell) compare(o Cell) int {
	return cmp.Or(cmp.Compare(c.Tenant, o.Tenant), cmp.Compare(c.Owner, o.Owner), cmp.Compare(c.Team, o.Team), cmp.Compare(c.Customer, o.Customer),
		cmp.Compare(c.Kind, o.Kind), cmp.Compare(c.Direction, o.Direction), cmp.Compare(c.Period, o.Period))
}

// recordJSON is the stored form of a Record.
type recordJSON struct {
	V      int       `json:"v"`
	Period Period    `json:"period,omitzero"`
	Zone   string    `json:"zone"`
	Owners bool      `json:"owners,omitempty"`
	Cells  []rowJSON `json:"cells"`
}

type rowJSON struct {
	Cell
	Tally
}

// MarshalJSON implements [json.Marshaler]. The form is versioned ("v": 1).
func (r *Record) MarshalJSON() ([]byte, error) {
	f := recordJSON{V: formatVersion, Period: r.opts.Period, Zone: r.opts.Zone.String(), Owners: r.opts.Owners, Cells: []rowJSON{}}
	for _, row := range r.Report(nil, ByTenant, ByOwner, ByTeam, ByCustomer, ByKind, ByDirection, ByPeriod) {
		f.Cells = append(f.Cells, rowJSON{row.Cell, row.Tally})
	}
	return json.Marshal(f)
}

// UnmarshalJSON implements [json.Unmarshaler]. Errors unwrap to [ErrVersion],
// [ErrZone] or [ErrFormat]; r is unchanged then.
func (r *Record) UnmarshalJSON(b []byte) error {
	if err := checkVersion(b, "record"); err != nil {
		return err
	}
	var f recordJSON
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("%w: record: %w", ErrFormat, err)
	}
	loc, err := zone("zone", f.Zone)
	if err != nil {
		return err
	}
	cells := make(map[Cell]*Tally, len(f.Cells))
	for _, c := range f.Cells {
		cells[c.Cell] = &c.Tally
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.opts, r.cells = RecordOptions{Period: f.Period, Zone: loc, Owners: f.Owners}, cells
	return nil
}
