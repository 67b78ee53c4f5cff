package move

import (
	"encoding/json"
	"reflect"
)

// ErasedText stands where personal text was. That there was some is a fact and
// stays, so that a journal refolds to the same states.
const ErasedText = "[erased]"

// Erase returns the move without its personal text: every field of type string
// that is not empty becomes [ErasedText], the data of a [Custom] goes.
func Erase(m Move) Move {
	if m == nil {
		return nil
	}
	v := reflect.New(reflect.TypeOf(m)).Elem()
	v.Set(reflect.ValueOf(m))
	eraseValue(v)
	erased, _ := v.Interface().(Move)
	return erased
}

func eraseValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.Len() > 0 {
			v.SetString(ErasedText)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				eraseValue(f)
			}
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetZero()
			return
		}
		if v.IsNil() {
			return
		}
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len()) // the caller's stays as it is
		reflect.Copy(fresh, v)
		for i := range fresh.Len() {
			eraseValue(fresh.Index(i))
		}
		v.Set(fresh)
	}
}

// Erase returns the entry without personal text. Ids, times, tempers, moves,
// breaches and states stay.
func (e Entry) Erase() Entry {
	if e.Turn != nil {
		t := *e.Turn
		t.Name = ""
		if t.Text != "" {
			t.Text = ErasedText
		}
		e.Turn = &t
	}
	e.Temper.Evidence = nil // offsets into a text that is gone
	e.Moves, e.Unsure = eraseAll(e.Moves), eraseAll(e.Unsure)
	e.Erased = true
	return e
}

func eraseAll(ms Moves) Moves {
	if ms == nil {
		return nil
	}
	out := make(Moves, len(ms))
	for i, m := range ms {
		out[i] = Erase(m)
	}
	return out
}

// Erase returns the journal without personal text; it refolds to the same
// states. The original is not changed: destroy it wherever it is stored.
func (j Journal) Erase() Journal {
	out := make(Journal, len(j))
	for i := range j {
		out[i] = j[i].Erase()
	}
	return out
}
