package commitment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// unread explains why a policy could not be read: encoding/json says what is wrong
// with a value that reads itself, but not where it stands.
func unread(b []byte, of reflect.Type, err error) error {
	if found := misfit(b, of, "policy"); found != nil {
		return found
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("%w: there is no field %s; see PolicyConfig for those there are", ErrPolicy, field)
	}
	return fmt.Errorf("%w: %w", ErrPolicy, err)
}

// misfit finds the innermost value that does not read as its type; nil if all do,
// or what is wrong is no single value.
func misfit(b []byte, of reflect.Type, path string) error {
	v := reflect.New(of)
	err := json.Unmarshal(b, v.Interface())
	if err == nil {
		return nil
	}
	switch _, own := v.Interface().(interface{ UnmarshalText([]byte) error }); {
	case own:
		return misread(b, of, path, err)
	case of.Kind() == reflect.Struct:
		return misfitField(b, of, path)
	case of.Kind() == reflect.Slice:
		var items []json.RawMessage
		if json.Unmarshal(b, &items) == nil {
			for i, item := range items {
				if found := misfit(item, of.Elem(), fmt.Sprintf("%s[%d]", path, i)); found != nil {
					return found
				}
			}
			return nil
		}
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || of.Kind() == reflect.Map {
		return nil
	}
	return misread(b, of, path, err)
}

func misfitField(b []byte, of reflect.Type, path string) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil {
		return misread(b, of, path, err)
	}
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if raw, ok := fields[name]; ok && name != "-" {
			if found := misfit(raw, f.Type, path+"."+name); found != nil {
				return found
			}
		}
	}
	return nil
}

// misread is the error for a value that is not of its type.
func misread(b []byte, of reflect.Type, path string, err error) error {
	var field *FieldError
	bad := &FieldError{Field: path, Value: clip(string(bytes.Trim(bytes.TrimSpace(b), `"`))), Err: ErrPolicy}
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil
	case of == reflect.TypeFor[Span]():
		bad.Want = wantSpan
	case errors.As(err, &field):
		bad.Want = field.Want
		bad.Err = field.Err
	case of.Kind() == reflect.Slice:
		bad.Want = "a list"
	case of.Kind() == reflect.Struct:
		bad.Want = "an object"
	case of.Kind() == reflect.String:
		bad.Want = "a text in quotation marks"
	case of.Kind() == reflect.Int:
		bad.Want = "a whole number"
	case of.Kind() == reflect.Float64:
		bad.Want = "a number"
	default:
		bad.Want = err.Error()
	}
	return bad
}
