package temper

import "strings"

// ownWords returns how much of a message is its writer's: up to the signature's
// mark, the header of a quoted message or the notice that mail gateways put
// under it. Whose temper those show is somebody else's, or nobody's. A message
// that begins with one is taken whole. Quoted lines in between are left out by
// the scanner.
func ownWords(text string) int {
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text) - at
		}
		if tail(strings.TrimRight(text[at:at+end], " \t\r")) && strings.TrimSpace(text[:at]) != "" {
			return at
		}
		at += end + 1
	}
	return len(text)
}

// tail says that a line begins what is not the writer's own.
func tail(line string) bool {
	if line == "" {
		return false
	}
	if line[0] == '-' || line[0] == '_' { // "-- ", "-----Original Message-----"
		return line == "--" || len(line) > 8 && strings.Trim(line[:5], "-_") == "" && strings.Trim(line, "-_") != ""
	}
	return quoteHeader(line) || notice(line)
}

// quoteHeader recognizes "On Thursday, Ana wrote:", "Am 12. schrieb Ana:", "El
// jueves, Ana escribió:".
func quoteHeader(line string) bool {
	if !strings.HasSuffix(line, ":") || len(line) > 200 {
		return false
	}
	for _, h := range [...][2]string{{"On ", " wrote:"}, {"Am ", " schrieb"}, {"El ", " escribió:"}, {"Le ", " a écrit"}} {
		if strings.HasPrefix(line, h[0]) && strings.Contains(line, h[1]) {
			return true
		}
	}
	return false
}

// notice recognizes the small print about confidence and intended recipients.
func notice(line string) bool {
	for _, n := range [...]struct{ start, word string }{
		{"This e-mail", "onfidential"}, {"This email", "onfidential"}, {"This message", "onfidential"}, {"This communication", "onfidential"},
		{"This ", "ntended recipient"}, {"The information", "onfidential"}, {"If you are not", "ntended recipient"},
		{"CONFIDENTIAL", ""}, {"Diese ", "ertraulich"}, {"Der Inhalt", "ertraulich"}, {"Este ", "onfidencial"},
	} {
		if strings.HasPrefix(line, n.start) && strings.Contains(line, n.word) {
			return true
		}
	}
	return false
}
