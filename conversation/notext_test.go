package conversation

import (
	"reflect"
	"testing"
	"time"

	"golang.org/x/text/language"
)

// noText walks the fields of a value and fails at a plain string, in which
// somebody's words could hide. It returns how many fields it saw.
func noText(t *testing.T, v any) int {
	t.Helper()
	return noTextIn(t, reflect.TypeOf(v), "Facts")
}

func noTextIn(t *testing.T, typ reflect.Type, path string) int {
	t.Helper()
	switch typ {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[language.Tag](), reflect.TypeFor[*Limits]():
		return 1
	case reflect.TypeFor[string]():
		t.Errorf("%s is a plain string; guards read facts, and facts hold no text", path)
	}
	n := 1
	switch typ.Kind() {
	case reflect.Struct:
		for i := range typ.NumField() {
			n += noTextIn(t, typ.Field(i).Type, path+"."+typ.Field(i).Name)
		}
	case reflect.Slice, reflect.Array, reflect.Pointer:
		n += noTextIn(t, typ.Elem(), path+"[]")
	case reflect.Map:
		n += noTextIn(t, typ.Key(), path+"[key]") + noTextIn(t, typ.Elem(), path+"[]")
	}
	return n
}
