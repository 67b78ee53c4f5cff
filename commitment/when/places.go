package when

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

const placesFile = "zones.json"

// places are the names of zones that every language has: places, which a language
// puts into its own words ("Manila time"), and abbreviations, which stand as they are.
type places struct {
	Places        map[string][]string `json:"places"`        // zone -> names
	Abbreviations map[string][]string `json:"abbreviations"` // "zone|zone", likeliest first -> abbreviations
}

func parsePlaces(fsys fs.FS) (*places, error) {
	name := "data/" + placesFile
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("when: %w", err)
	}
	p := new(places)
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(p); err != nil {
		return nil, syntaxError(name, data, err)
	}
	return p, nil
}

// addTo enters the names into a language. What its own file says under words.zone is
// a place, too.
func (p *places) addTo(b *builder) error {
	for _, zone := range slices.Sorted(maps.Keys(p.Places)) {
		v, err := b.zone([]string{zone})
		if err != nil {
			return fmt.Errorf("when: data/%s: %w", placesFile, err)
		}
		for _, name := range p.Places[zone] {
			if err := b.place(v, name); err != nil {
				return fmt.Errorf("when: data/%s: %w", placesFile, err)
			}
		}
	}
	for _, zones := range slices.Sorted(maps.Keys(p.Abbreviations)) {
		v, err := b.zone(strings.Split(zones, "|"))
		if err != nil {
			return fmt.Errorf("when: data/%s: %w", placesFile, err)
		}
		for _, name := range p.Abbreviations[zones] {
			if err := b.add(catZone, v, name); err != nil {
				return fmt.Errorf("when: data/%s: %w", placesFile, err)
			}
			if err := b.place(v, strings.TrimRight(name, "!")); err != nil {
				return fmt.Errorf("when: data/%s: %w", placesFile, err)
			}
		}
	}
	return nil
}

// place enters the name of a place in every form in which the language says its
// time.
func (b *builder) place(zone int32, name string) error {
	for _, f := range b.forms {
		if err := b.add(catZone, zone, strings.Replace(f, "{}", name, 1)); err != nil {
			return err
		}
	}
	return nil
}
