package conversationtest

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/evenkeel-go/evenkeel/conversation/move"
)

// maker makes a move at an instant: times in scripts are relative.
type maker func(at time.Time) (move.Move, error)

// parseMove reads "promise promise=p1 due=+2h fix".
func parseMove(text string) (maker, string) {
	parts := words(text)
	if len(parts) == 0 {
		return nil, "a move, such as restate \"the problem\""
	}
	kind := move.Kind(parts[0])
	zero, ok := move.Zero(kind)
	if !ok {
		zero = move.Custom{Name: kind} // the playbook says whether it has one
	}
	fields := map[string]string{}
	for _, part := range parts[1:] {
		name, raw, want := parseField(reflect.TypeOf(zero), part)
		if want != "" {
			return nil, want
		}
		if _, twice := fields[name]; twice {
			return nil, "each field once; " + name + " is there twice"
		}
		fields[name] = raw
	}
	if _, custom := zero.(move.Custom); custom {
		return func(time.Time) (move.Move, error) { return customMove(kind, fields) }, ""
	}
	if _, err := build(kind, fields, time.Unix(0, 0).UTC()); err != nil {
		return nil, "fields that fit the move: " + err.Error()
	}
	return func(at time.Time) (move.Move, error) { return build(kind, fields, at) }, ""
}

// parseField reads one field: "text", flag or name=value; raw is JSON, or a
// relative time as "+2h".
func parseField(typ reflect.Type, part string) (name, raw, want string) {
	name, value, given := strings.Cut(part, "=")
	if strings.HasPrefix(part, `"`) {
		name, value, given = firstText(typ), part, true
	}
	field, ok := fieldByName(typ, name)
	switch {
	case typ == reflect.TypeFor[move.Custom]() && name != "data":
		return "", "", "a move of package move, or one of the playbook's own, which takes data={…} alone"
	case name == "":
		return "", "", "a field by its name, as the move has no text: " + strings.Join(fieldNames(typ), ", ")
	case !ok:
		return "", "", "one of the move's fields: " + strings.Join(fieldNames(typ), ", ")
	case !given:
		value = "true"
	}
	raw = rawValue(field.Type, value)
	return name, raw, valueWants(field.Type, name, raw)
}

// valueWants says what a field's value has to be where this one can't be read
// at all; "" where it can. Whether it fits is the move's to say.
func valueWants(typ reflect.Type, name, raw string) string {
	switch typ.Kind() {
	case reflect.Bool:
		if raw != "true" && raw != "false" {
			return name + " alone, or " + name + "=false"
		}
	case reflect.Int, reflect.Uint64:
		if _, err := strconv.Atoi(raw); err != nil {
			return name + "= and a whole number"
		}
	case reflect.Struct:
		if typ == reflect.TypeFor[time.Time]() && !isTime(raw) {
			return name + "=+2h, from the clock, or " + name + "=2026-03-02T17:00:00Z"
		}
	case reflect.String:
		if !json.Valid([]byte(raw)) {
			return name + " with a quotation mark at its end, those within it as \\\""
		}
	default:
		if !json.Valid([]byte(raw)) {
			return name + " in JSON, brackets and quotation marks closed"
		}
	}
	return ""
}

// isTime reports whether a value is "+2h" or an instant in JSON.
func isTime(raw string) bool {
	if after, ok := strings.CutPrefix(raw, "+"); ok {
		_, err := time.ParseDuration(after)
		return err == nil
	}
	var t time.Time
	return json.Unmarshal([]byte(raw), &t) == nil
}

// rawValue writes a value as JSON, the quotes added where the field wants them.
func rawValue(typ reflect.Type, value string) string {
	switch {
	case typ == reflect.TypeFor[time.Time]() && strings.HasPrefix(value, "+"):
		return value
	case strings.HasPrefix(value, `"`), strings.HasPrefix(value, "["), strings.HasPrefix(value, "{"):
		if typ.Kind() == reflect.Slice && strings.HasPrefix(value, `"`) {
			return "[" + value + "]"
		}
		return value
	case typ.Kind() == reflect.Slice:
		return "[" + strconv.Quote(value) + "]"
	case typ.Kind() == reflect.Bool, typ.Kind() == reflect.Int, typ.Kind() == reflect.Uint64:
		return value
	}
	return strconv.Quote(value)
}

// build makes a move from its fields.
func build(kind move.Kind, fields map[string]string, at time.Time) (move.Move, error) {
	doc := map[string]json.RawMessage{"kind": json.RawMessage(strconv.Quote(string(kind)))}
	for name, raw := range fields {
		if strings.HasPrefix(raw, "+") {
			d, err := time.ParseDuration(raw[1:])
			if err != nil {
				return nil, err
			}
			raw = strconv.Quote(at.Add(d).Format(time.RFC3339Nano))
		}
		doc[name] = json.RawMessage(raw)
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	return move.Decode(data)
}

func customMove(kind move.Kind, fields map[string]string) (move.Move, error) {
	m := move.Custom{Name: kind}
	if raw, ok := fields["data"]; ok {
		m.Data = json.RawMessage(raw)
	}
	return m, nil
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func fieldByName(typ reflect.Type, name string) (reflect.StructField, bool) {
	for i := range typ.NumField() {
		if f := typ.Field(i); jsonName(f) == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func fieldNames(typ reflect.Type) []string {
	var out []string
	for i := range typ.NumField() {
		out = append(out, jsonName(typ.Field(i)))
	}
	return out
}

// firstText is the first field that holds words.
func firstText(typ reflect.Type) string {
	for i := range typ.NumField() {
		if f := typ.Field(i); f.Type == reflect.TypeFor[string]() {
			return jsonName(f)
		}
	}
	return ""
}
