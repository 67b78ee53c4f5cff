package temper

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
)

//go:embed weights.bin
var embeddedWeights []byte

// ErrModel is wrapped by every error about bytes that are no model, or one of
// another version.
var ErrModel = errors.New("temper: bad model")

const (
	modelMagic   = "EKTM"
	modelVersion = 1
	maxLanguages = 16
	wordWeights  = 1 << wordBits
	gramWeights  = 1 << gramBits
	numDomains   = int(Social) + 1
	// modelSize is the length of a saved model with its languages left out.
	modelSize    = 4 + 4 + 4*(numDomains*numDense+3+2*numDomains) + wordWeights + gramWeights + 4
	languageSize = 8 + 4
)

// Model is a trained set of weights. It is immutable and safe for concurrent
// use. Make one with [Train], [LoadModel] or [DefaultModel].
type Model struct {
	langs     []modelLanguage
	dense     [numDomains]dense // weights of the dense features
	wordScale float32
	gramScale float32
	slope     float32             // of the score: sigmoid(slope * (z - angry))
	angry     [numDomains]float32 // log-odds where angry begins
	tense     [numDomains]float32 // how far below that tense does
	word      [wordWeights]int8
	gram      [gramWeights]int8
}

type modelLanguage struct {
	name string // ISO 639, "en"
	bias float32
}

// DefaultModel returns the model that comes with the package: English, Spanish
// and German.
func DefaultModel() (*Model, error) {
	m := new(Model)
	if err := m.UnmarshalBinary(embeddedWeights); err != nil {
		return nil, err
	}
	return m, nil
}

// LoadModel reads a model that [Model.WriteTo] wrote. It reads no more than a
// model's length and one byte.
func LoadModel(r io.Reader) (*Model, error) {
	limit := int64(modelSize + maxLanguages*languageSize + 1)
	data, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return nil, fmt.Errorf("temper: read model: %w", err)
	}
	m := new(Model)
	if err := m.UnmarshalBinary(data); err != nil {
		return nil, err
	}
	return m, nil
}

// Languages returns the languages the model has weights for, as ISO 639 codes
// in alphabetical order.
func (m *Model) Languages() []string {
	names := make([]string, len(m.langs))
	for i, l := range m.langs {
		names[i] = l.name
	}
	return names
}

// WriteTo writes the model in its binary form, for [LoadModel].
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	data, err := m.MarshalBinary()
	if err != nil {
		return 0, err
	}
	n, err := w.Write(data)
	if err != nil {
		return int64(n), fmt.Errorf("temper: write model: %w", err)
	}
	return int64(n), nil
}

// MarshalBinary returns the model's binary form: little endian, with a version
// and a checksum. The same model gives the same bytes on every machine.
func (m *Model) MarshalBinary() ([]byte, error) {
	if len(m.langs) == 0 {
		return nil, fmt.Errorf("%w: it has no language; use Train, LoadModel or DefaultModel", ErrModel)
	}
	b := make([]byte, 0, modelSize+len(m.langs)*languageSize)
	b = append(b, modelMagic...)
	b = append(b, modelVersion, featureVersion, byte(len(m.langs)), numDense)
	for _, l := range m.langs {
		var name [8]byte
		copy(name[:], l.name)
		b = append(b, name[:]...)
		b = appendFloat(b, l.bias)
	}
	for d := range m.dense {
		for _, f := range m.dense[d] {
			b = appendFloat(b, f)
		}
	}
	for _, f := range []float32{m.wordScale, m.gramScale, m.slope} {
		b = appendFloat(b, f)
	}
	for d := range m.angry {
		b = appendFloat(appendFloat(b, m.angry[d]), m.tense[d])
	}
	for _, w := range m.word {
		b = append(b, byte(w))
	}
	for _, w := range m.gram {
		b = append(b, byte(w))
	}
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)), nil
}

func appendFloat(b []byte, f float32) []byte {
	return binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
}

// UnmarshalBinary reads the binary form. Bytes that are cut, changed or of
// another version give an error that wraps [ErrModel] and leave m as it was.
func (m *Model) UnmarshalBinary(data []byte) error {
	if len(data) < 8 || string(data[:4]) != modelMagic {
		return fmt.Errorf("%w: it does not begin with %q", ErrModel, modelMagic)
	}
	if data[4] != modelVersion || data[5] != featureVersion || data[7] != numDense {
		return fmt.Errorf("%w: format %d, features %d.%d; this version reads format %d, features %d.%d: train it again",
			ErrModel, data[4], data[5], data[7], modelVersion, featureVersion, numDense)
	}
	langs := int(data[6])
	if langs == 0 || langs > maxLanguages {
		return fmt.Errorf("%w: %d languages, want 1 to %d", ErrModel, langs, maxLanguages)
	}
	if want := modelSize + langs*languageSize; len(data) != want {
		return fmt.Errorf("%w: %d bytes, want %d", ErrModel, len(data), want)
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return fmt.Errorf("%w: the checksum does not match, it was damaged on the way", ErrModel)
	}
	n := new(Model)
	if err := n.decode(body[8:], langs); err != nil {
		return err
	}
	*m = *n
	return nil
}

func (m *Model) decode(b []byte, langs int) error {
	float := func() float32 {
		f := math.Float32frombits(binary.LittleEndian.Uint32(b))
		b = b[4:]
		return f
	}
	for range langs {
		name := string(b[:8])
		for len(name) > 0 && name[len(name)-1] == 0 {
			name = name[:len(name)-1]
		}
		b = b[8:]
		m.langs = append(m.langs, modelLanguage{name: name, bias: float()})
	}
	for d := range m.dense {
		for i := range m.dense[d] {
			m.dense[d][i] = float()
		}
	}
	m.wordScale, m.gramScale, m.slope = float(), float(), float()
	for i := range m.angry {
		m.angry[i], m.tense[i] = float(), float()
	}
	for i := range m.word {
		m.word[i] = int8(b[i])
	}
	b = b[wordWeights:]
	for i := range m.gram {
		m.gram[i] = int8(b[i])
	}
	return m.check()
}

// check refuses numbers that no training gives.
func (m *Model) check() error {
	fine := func(f float32) bool { return f > -1e6 && f < 1e6 } // false for NaN
	ok := fine(m.wordScale) && fine(m.gramScale) && fine(m.slope) && m.slope > 0
	for d := range m.dense {
		for _, f := range m.dense[d] {
			ok = ok && fine(f)
		}
	}
	for d := range m.angry {
		ok = ok && fine(m.angry[d]) && fine(m.tense[d]) && m.tense[d] >= 0
	}
	for i, l := range m.langs {
		ok = ok && fine(l.bias) && isCode(l.name) && (i == 0 || m.langs[i-1].name < l.name)
	}
	if !ok {
		return fmt.Errorf("%w: a weight, a language or a line is out of range", ErrModel)
	}
	return nil
}

// isCode says whether s looks like an ISO 639 code.
func isCode(s string) bool {
	if len(s) < 2 || len(s) > 3 {
		return false
	}
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

// language returns the place of a language among the model's.
func (m *Model) language(name string) (int, bool) {
	return slices.BinarySearchFunc(m.langs, name, func(l modelLanguage, n string) int {
		switch {
		case l.name < n:
			return -1
		case l.name > n:
			return 1
		}
		return 0
	})
}

// logOdds is the linear part: how far a passage leans to anger.
func (m *Model) logOdds(p *passage, d *dense, lang int, domain Domain) float32 {
	z := m.langs[lang].bias
	weights := &m.dense[domain]
	for i, f := range d {
		z += float32(f * weights[i])
	}
	var word, gram int32
	for i := range p.toks[:p.n] {
		t := &p.toks[i]
		word += int32(m.word[t.word]) + int32(m.word[t.pair])
		for _, g := range p.grams[t.g0:t.g1] {
			gram += int32(m.gram[g])
		}
	}
	wn, gn := p.norms()
	z += float32(float32(word) * float32(m.wordScale*wn))
	return z + float32(float32(gram)*float32(m.gramScale*gn))
}

// sigmoid is 1/(1+e^-x), by steps that round the same on every machine.
func sigmoid(x float64) float64 {
	if x < 0 {
		e := exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + exp(-x))
}

// exp is e^x for x ≤ 0, near enough for weights of one byte: x is halved
// until the series is short, then the result is squared back. [math.Exp]
// differs between machines in the last bit, which would show in the weights.
func exp(x float64) float64 {
	if x < -40 {
		return 0
	}
	y := x / 256
	e := 1 + float64(y*(1+float64(y/2*(1+float64(y/3*(1+float64(y/4)))))))
	for range 8 {
		e = float64(e * e)
	}
	return e
}
