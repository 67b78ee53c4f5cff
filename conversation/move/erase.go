package move

import (
	"encoding/json"
	"reflect"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// ErasedText stands where personal text was. That there was some is a fact and
// stays, so that a journal refolds to the same states.
const ErasedText = "[erased]"

// Erase returns the move without its personal text: every field of type string
// that is not empty becomes [ErasedText], the data of a [Custom] goes.
func Erase(m Move) Move { return erase(m, nil) }

// names are those of people as sources write them.
type names map[string]bool

func erase(m Move, who names) Move {
	if m == nil {
		return nil
	}
	v := reflect.New(reflect.TypeOf(m)).Elem()
	v.Set(reflect.ValueOf(m))
	eraseValue(v, who)
	erased, _ := v.Interface().(Move)
	return erased
}

func eraseValue(v reflect.Value, who names) {
	switch v.Kind() {
	case reflect.String:
		named := v.Type() == reflect.TypeFor[commitment.PartyID]() && who[v.String()]
		if named || v.Type() == reflect.TypeFor[string]() && v.Len() > 0 {
			v.SetString(ErasedText)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				eraseValue(f, who)
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
			eraseValue(fresh.Index(i), who)
		}
		v.Set(fresh)
	}
}

// Erase returns the entry without personal text. Ids, times, tempers, moves,
// breaches and states stay; a party whose id is the name of the turn goes.
func (e Entry) Erase() Entry { return e.erase(namesOf(Journal{e})) }

// namesOf are the names of ours that stand in turns.
func namesOf(j Journal) names {
	who := names{}
	for i := range j {
		if t := j[i].Turn; t != nil && t.Name != "" {
			who[t.Name] = true
		}
	}
	return who
}

func (e Entry) erase(who names) Entry {
	if who[string(e.By.Party)] {
		e.By.Party = ""
	}
	if e.Turn != nil {
		t := *e.Turn
		t.Name = ""
		if t.Text != "" {
			t.Text = ErasedText
		}
		e.Turn = &t
	}
	e.Temper.Evidence = nil // offsets into a text that is gone
	e.Moves, e.Unsure = eraseAll(e.Moves, who), eraseAll(e.Unsure, who)
	e.Erased = true
	return e
}

func eraseAll(ms Moves, who names) Moves {
	if ms == nil {
		return nil
	}
	out := make(Moves, len(ms))
	for i, m := range ms {
		out[i] = erase(m, who)
	}
	return out
}

// Erase returns the journal without personal text; it refolds to the same
// states. A party whose id is the name that a turn bears is a name, not an id:
// it goes as well. The original is not changed: destroy it wherever it is stored.
func (j Journal) Erase() Journal {
	who := namesOf(j)
	out := make(Journal, len(j))
	for i := range j {
		out[i] = j[i].erase(who)
	}
	return out
}

// Names reports whether turns of the journal bear names.
func (j Journal) Names() bool { return len(namesOf(j)) > 0 }
