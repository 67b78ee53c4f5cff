package rca

import (
	"net/netip"
	"slices"
	"strings"
)

// address classifies network addresses, with a port or a prefix length.
func address(w string) (shape, bool) {
	body := strings.TrimPrefix(w, "@")
	if i := strings.IndexByte(body, '/'); i > 0 {
		body = body[:i]
	}
	if strings.HasPrefix(body, "[") || strings.Count(body, ":") == 1 {
		if i := strings.LastIndexByte(body, ':'); i > 0 && isDigits(body[i+1:]) {
			body = body[:i]
		}
	}
	if len(body) > 64 || !strings.ContainsAny(body, ".:") {
		return shape{}, false
	}
	if isMAC(body) {
		return whole(AddressLeak, w, "a hardware address")
	}
	a, err := netip.ParseAddr(strings.Trim(body, "[]"))
	if err != nil || a.Is6() && len(body) < 5 {
		return shape{}, false
	}
	return whole(AddressLeak, w, "a network address")
}

func isMAC(w string) bool {
	if len(w) != 17 {
		return false
	}
	for i := range len(w) {
		if i%3 == 2 {
			if w[i] != ':' && w[i] != '-' {
				return false
			}
		} else if !isHex(w[i]) {
			return false
		}
	}
	return true
}

// host classifies machine names: names with a domain, cloud ids, and short names
// made as administrators make them.
func (s *Scanner) host(w string) (shape, bool) {
	body := w
	if i := strings.IndexAny(body, "/?"); i > 0 {
		if last := strings.LastIndexByte(body, '/'); last < len(body)-4 && (isShortHost(body[last+1:]) || isPod(body[last+1:])) {
			return whole(HostLeak, w, "a path that ends in a machine or container")
		}
		body = body[:i]
	}
	if i := strings.LastIndexByte(body, ':'); i > 0 && isDigits(body[i+1:]) {
		body = body[:i]
	}
	if len(body) < 4 || len(body) > 253 {
		return shape{}, false
	}
	switch {
	case strings.HasPrefix(body, "arn:") && strings.Count(body, ":") >= 4:
		return whole(HostLeak, w, "an id of a cloud resource")
	case isDomain(body) && !s.allowedLink("", strings.ToLower(body)):
		return whole(HostLeak, w, "a host name")
	case isCloudID(body):
		return whole(HostLeak, w, "an id of a cloud resource")
	case isShortHost(body):
		return whole(HostLeak, w, "a short host name")
	case isPod(body):
		return whole(HostLeak, w, "a name of a container or pod")
	}
	return shape{}, false
}

// isDomain reports whether w is a host name with its domain, and no file name,
// version or abbreviation.
func isDomain(w string) bool {
	labels := strings.Split(w, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for i := range len(l) {
			if !isAlnum(l[i]) && l[i] != '-' && l[i] != '_' {
				return false
			}
		}
	}
	top := labels[len(labels)-1]
	if listed(insideDomains, strings.ToLower(top)) {
		return len(labels) > 1 && (len(labels) > 2 || len(labels[0]) > 2)
	}
	if isUpper(top[0]) && !isUpper(w[0]) || isUpper(top[0]) && isLower(top[len(top)-1]) {
		return false // "later.In", a sentence without its blank
	}
	low := strings.ToLower(top)
	switch {
	case listed(topDomains, low):
		return len(labels) > 2 || len(labels[0]) > 1
	case len(low) != 2 || !isLetter(low[0]) || !isLetter(low[1]):
		return false
	case listed(fileEndings, low):
		return len(labels) > 2 && !listed(fileStems, strings.ToLower(labels[len(labels)-2]))
	}
	return listed(countryDomains, low) && (len(labels) > 2 || len(labels[0]) > 2)
}

const insideDomains = " internal local lan corp intranet intra localdomain consul svc home private "

const topDomains = " com net org info biz edu gov mil int dev app cloud tech online site store xyz page blog tools systems network services software solutions digital agency company host pro mobi arpa wiki bank swiss zuerich berlin asia "

// fileEndings are country domains that are also endings of files and products.
const fileEndings = " py rs sh md pl cc so ps mk ml tf in am ac st vi gz id is it no my do be at to me us "

const fileStems = " tar test spec min config conf values main index "

const countryDomains = " ad ae af ag ai al am ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu ie il im io iq ir je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc mg mh mm mn mo mp mq mr ms mt mu mv mw mx mz na nc ne nf ng ni nl np nr nu nz om pa pe pf pg ph pk pm pn pr pt pw py qa re ro ru rw sa sb sc sd se sg si sj sk sl sm sn sr ss sv sx sy sz tc td tg th tj tk tl tm tn tr tt tv tw tz ua ug uk us uy uz va vc ve vg vn vu wf ws ye yt za zm zw "

// isCloudID reports whether w is an id as clouds give them: i-0abc12def3456789.
func isCloudID(w string) bool {
	i := strings.LastIndexByte(w, '-')
	if i < 1 || len(w)-i < 9 {
		return false
	}
	switch w[:i] {
	case "i", "vol", "vpc", "subnet", "sg", "ami", "eni", "igw", "nat", "rtb", "acl", "snap", "eipalloc", "lt", "asg", "db", "tgw", "fs":
	default:
		return false
	}
	for _, b := range []byte(w[i+1:]) {
		if !isHex(b) || isUpper(b) {
			return false
		}
	}
	return strings.ContainsAny(w[i+1:], "0123456789")
}

const hostParts = " db web app api srv svr server node host vm ip gw gateway fw firewall sw switch rtr router lb proxy k8s worker master bastion jump mail mx ns dns ntp redis kafka pg postgres mysql mongo es elastic cache edge core prod stg staging dev test uat vpn nas san esx esxi hyperv ldap ad dc ci build runner jenkins git log monitor zk etcd rabbit queue mq store backup ap wlc pbx sbc msc bras olt cpe "

// isShortHost reports whether w is a machine's short name: parts divided by
// hyphens, one of them telling what it is, the last one a number; or a part with
// a padded number (web01).
func isShortHost(w string) bool {
	low := strings.ToLower(w)
	parts := strings.FieldsFunc(low, func(r rune) bool { return r == '-' || r == '_' })
	if len(parts) == 0 || len(parts) > 8 || strings.Trim(low, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return false
	}
	last := parts[len(parts)-1]
	stem := strings.TrimRight(last, "0123456789")
	if len(stem) == len(last) {
		return false
	}
	named := func(p string) bool { return listed(hostParts, strings.TrimRight(p, "0123456789")) }
	if len(parts) == 1 {
		return named(low) && len(last)-len(stem) >= 2 && low == w
	}
	return slices.ContainsFunc(parts, named) && (len(parts) > 2 || len(last)-len(stem) >= 2 || stem != "" && named(last))
}

// isPod reports whether w ends as names of containers and pool members do: with
// one or two parts drawn at random, api-5d78c9869d-x7k2p.
func isPod(w string) bool {
	parts := strings.Split(w, "-")
	if len(parts) < 2 || len(parts) > 16 || len(parts[0]) < 2 {
		return false
	}
	last := parts[len(parts)-1]
	if len(parts) > 2 && len(last) >= 4 && len(last) <= 5 {
		if set := parts[len(parts)-2]; len(set) >= 8 && len(set) <= 10 && (isLowerMixed(set) || isDigits(set)) && (isLowerMixed(last) || isDrawn(last)) {
			return true
		}
	}
	return len(last) >= 5 && len(last) <= 8 && isLowerMixed(last) && isDrawn(last) && !isHexID(last)
}

// isLowerMixed reports whether s is of small letters and digits, some of each.
func isLowerMixed(s string) bool {
	digits := 0
	for i := range len(s) {
		if !isDigit(s[i]) && !isLower(s[i]) {
			return false
		}
		if isDigit(s[i]) {
			digits++
		}
	}
	return digits > 0 && digits < len(s)
}

// isDrawn reports whether s has only the letters and digits that container names
// are drawn from, which leave out vowels and what looks like another.
func isDrawn(s string) bool { return strings.Trim(s, "bcdfghjklmnpqrstvwxz23456789") == "" }
