package rca_test

import (
	"encoding"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/rca"
)

// enum is what a closed enum has.
type enum[T any] interface {
	*T
	encoding.TextUnmarshaler
}

func checkEnum[T interface {
	~uint8
	comparable
	fmt.Stringer
	encoding.TextMarshaler
}, P enum[T]](t *testing.T, last T) {
	t.Helper()
	seen := map[string]bool{}
	for v := T(0); v <= last; v++ {
		b, err := v.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, v.String(), string(b))
		assert.False(t, seen[string(b)], "%T %q twice", v, b)
		seen[string(b)] = true
		var back T
		require.NoError(t, P(&back).UnmarshalText(b))
		assert.Equal(t, v, back)
	}
	_, err := (last + 1).MarshalText()
	require.Error(t, err, "%T ends at %v", last, last)
	assert.Contains(t, (last + 1).String(), "(")
	keep := last
	err = P(&keep).UnmarshalText([]byte("no such value"))
	require.ErrorContains(t, err, "want one of")
	assert.Equal(t, last, keep, "a refused value changes nothing")
	assert.True(t, strings.HasPrefix(err.Error(), "rca: "))
}

func TestEnums(t *testing.T) {
	checkEnum(t, rca.Public)
	checkEnum(t, rca.Inferred)
	checkEnum(t, rca.Confirmed)
	checkEnum(t, rca.Testimony)
	checkEnum(t, rca.About)
	checkEnum(t, rca.Resolved)
	checkEnum(t, rca.Escape)
	checkEnum(t, rca.CommunicateAction)
	checkEnum(t, rca.Declined)
	checkEnum(t, rca.Urgent)
	checkEnum(t, rca.TicketEntity)
	checkEnum(t, rca.ReviewSection)
	checkEnum(t, rca.LinkLeak)
}
