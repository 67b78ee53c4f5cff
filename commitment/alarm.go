package commitment

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Rule names the reason for an alarm. It is an open set: foreign subjects use
// their own names; those below are the policy's.
type Rule string

// The rules of a promise's plan.
const (
	RuleRemind       Rule = "remind"       // the owner, before the deadline (C6)
	RuleChase        Rule = "chase"        // the owner, to ask kindly for what they owe us (C1)
	RuleUpdate       Rule = "update"       // the owner: an update is due, with its skeleton (C5, B9)
	RuleRisk         Rule = "risk"         // managers first, then stakeholders: may be missed (C7)
	RuleOverdue      Rule = "overdue"      // the owner, and stakeholders who were told of no risk: the deadline is gone
	RuleEscalate     Rule = "escalate"     // the managers, level by level, after the deadline
	RuleRenegotiated Rule = "renegotiated" // managers and stakeholders: new terms (C8, C9)
	RuleBroken       Rule = "broken"       // managers and stakeholders: not kept

	// The keeper's own rules have no recipient; they make it look at the promise.
	RuleCheck   Rule = "check"   // is it still feasible, is the owner there?
	RuleSilence Rule = "silence" // too much of the time has gone without an update
)

// policyRules are the rules that a policy plans.
var policyRules = []Rule{RuleRemind, RuleChase, RuleUpdate, RuleRisk, RuleOverdue, RuleEscalate, RuleRenegotiated, RuleBroken, RuleCheck, RuleSilence}

// An AlarmKey identifies an alarm for ever. It is the idempotency key of the
// notice: two deliveries with the same key are the same notice. Its characters
// are letters, digits and "-_~:@/%", so that it fits a header, a URL path and a
// file of lines. [KeyParts.Key] makes one and [ParseAlarmKey] takes it apart.
type AlarmKey string

// KeyParts are what an [AlarmKey] is made of.
type KeyParts struct {
	Tenant    TenantID
	Subject   SubjectID
	Revision  Revision // of the subject, when this alarm came into its plan
	Rule      Rule
	Ordinal   int // counts the alarms of a rule, from 0
	Recipient PartyID
	Channel   Channel
}

// keyFields is the number of parts in a key.
const keyFields = 7

// Key returns the key. Different parts give different keys.
func (k KeyParts) Key() AlarmKey {
	b := make([]byte, 0, 64)
	b = escape(b, string(k.Tenant))
	b = escape(append(b, '/'), string(k.Subject))
	b = strconv.AppendInt(append(b, '/'), int64(k.Revision), 10)
	b = escape(append(b, '/'), string(k.Rule))
	b = strconv.AppendInt(append(b, '/'), int64(k.Ordinal), 10)
	b = escape(append(b, '/'), string(k.Recipient))
	b = escape(append(b, '/'), string(k.Channel))
	return AlarmKey(b)
}

// ParseAlarmKey takes a key apart. It accepts exactly what [KeyParts.Key] makes;
// anything else is an error that unwraps to [ErrKey].
func ParseAlarmKey(key AlarmKey) (KeyParts, error) {
	bad := func(want string) (KeyParts, error) {
		return KeyParts{}, &FieldError{Field: "key", Value: clip(string(key)), Want: want, Err: ErrKey}
	}
	f := strings.Split(string(key), "/")
	if len(f) != keyFields {
		return bad(fmt.Sprintf("%d parts divided by /", keyFields))
	}
	var s [keyFields]string
	for i, part := range f {
		var ok bool
		if s[i], ok = unescape(part); !ok {
			return bad("%XX for every byte but letters, digits and -_~:@")
		}
	}
	rev, err := strconv.ParseInt(s[2], 10, 64)
	if err != nil {
		return bad("a revision as the third part")
	}
	ord, err := strconv.Atoi(s[4])
	if err != nil {
		return bad("an ordinal as the fifth part")
	}
	k := KeyParts{Tenant: TenantID(s[0]), Subject: SubjectID(s[1]), Revision: Revision(rev), Rule: Rule(s[3]), Ordinal: ord, Recipient: PartyID(s[5]), Channel: Channel(s[6])}
	if k.Key() != key {
		return bad("the canonical form " + clip(string(k.Key())))
	}
	return k, nil
}

func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_~:@", c) >= 0
}

const hexDigits = "0123456789ABCDEF"

func escape(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; plain(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}

func unescape(s string) (string, bool) {
	if strings.IndexByte(s, '%') < 0 {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' {
			if i+2 >= len(s) {
				return "", false
			}
			hi, lo := strings.IndexByte(hexDigits, s[i+1]), strings.IndexByte(hexDigits, s[i+2])
			if hi < 0 || lo < 0 {
				return "", false
			}
			c, i = byte(hi<<4|lo), i+2
		}
		b = append(b, c)
	}
	return string(b), true
}

// An Alarm is a moment at which somebody is to hear about a subject. It holds
// ids, times and numbers, none of the promise's words: those are read from the
// promise when the notice is made, so that erasing the promise erases them
// everywhere.
type Alarm struct {
	Key       AlarmKey
	Tenant    TenantID
	Subject   SubjectID
	Case      CaseID
	Revision  Revision // of the subject, when this alarm came into its plan
	Rule      Rule
	Ordinal   int
	Recipient PartyID // empty: for the keeper itself
	Role      Role
	Channel   Channel
	Severity  Severity
	At        time.Time // not before; UTC, whole microseconds
	// Until is when a newer alarm of the plan to the same recipient on the same
	// channel has its turn that takes this one's place (see [Severity]). An alarm
	// that is still undelivered then is not delivered any more: the newer one says
	// it all. Zero: never.
	Until time.Time
	// Deadline is the instant that the alarm is about, for the notice. May be zero.
	Deadline time.Time
	// Data is a foreign subject's own JSON, at most [MaxData] bytes, handed
	// back in the notice and dropped by Erase. Empty for promises.
	Data json.RawMessage
	// Attempt counts the claims of this alarm, this one included. Set by
	// [AlarmStore.Claim]; not part of the plan.
	Attempt int
}

// MaxData is the most bytes of [Alarm.Data].
const MaxData = 4 << 10

// Parts returns what the alarm's key is made of.
func (a Alarm) Parts() KeyParts {
	return KeyParts{Tenant: a.Tenant, Subject: a.Subject, Revision: a.Revision, Rule: a.Rule, Ordinal: a.Ordinal, Recipient: a.Recipient, Channel: a.Channel}
}

// A Recipient is where a notice goes.
type Recipient struct {
	Party   Party
	Role    Role
	Channel Channel
}
