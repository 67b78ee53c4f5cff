// Package corpus holds the labelled messages that the gauge's weights are
// trained from. Every sentence was written for this project; nothing was
// copied from customers or from other data sets.
//
// A file is named for its language and domain, "en_support.txt". A line is one
// message: its label, a space, the text, in which \n stands for a line break.
// The labels are c calm, t tense, a angry, x abusive. Lines that begin with #
// are comments.
package corpus

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

//go:embed *.txt
var files embed.FS

// Load returns all samples, in the order of the files' names and lines.
func Load() ([]temper.Sample, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("corpus: %w", err)
	}
	var all []temper.Sample
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("corpus: %w", err)
		}
		samples, err := Parse(name, string(data))
		if err != nil {
			return nil, err
		}
		all = append(all, samples...)
	}
	return all, nil
}

// Parse reads one file; its errors name the file and the line.
func Parse(name, data string) ([]temper.Sample, error) {
	lang, rest, ok := strings.Cut(strings.TrimSuffix(name, ".txt"), "_")
	if !ok {
		return nil, fmt.Errorf("corpus: %s: want <language>_<domain>.txt", name)
	}
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("corpus: %s: %w", name, err)
	}
	rest, _, _ = strings.Cut(rest, "_")
	var domain temper.Domain
	if err := domain.UnmarshalText([]byte(rest)); err != nil {
		return nil, fmt.Errorf("corpus: %s: %w", name, err)
	}
	var out []temper.Sample
	for n, line := range strings.Split(data, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		label, text, ok := strings.Cut(line, " ")
		level := levelOf(label)
		if !ok || level == temper.Unread {
			return nil, fmt.Errorf("corpus: %s:%d: want c, t, a or x, a space and a text, not %.40q", name, n+1, line)
		}
		text = strings.ReplaceAll(text, `\n`, "\n")
		out = append(out, temper.Sample{Text: text, Language: tag, Domain: domain, Level: level})
	}
	return out, nil
}

func levelOf(label string) temper.Level {
	switch label {
	case "c":
		return temper.Calm
	case "t":
		return temper.Tense
	case "a":
		return temper.Angry
	case "x":
		return temper.Abusive
	}
	return temper.Unread
}
