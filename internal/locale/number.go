package locale

import (
	"strconv"

	"golang.org/x/text/language"
)

// appendNumber writes n as readers of tag write whole numbers.
func appendNumber(b []byte, tag language.Tag, n int64) []byte {
	return strconv.AppendInt(b, n, 10)
}
