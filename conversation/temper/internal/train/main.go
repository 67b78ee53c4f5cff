// Command train makes the weights of the gauge from the corpus:
//
//	go run ./conversation/temper/internal/train
//
// It writes conversation/temper/weights.bin, the same bytes on every machine.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
	"github.com/evenkeel-go/evenkeel/conversation/temper/internal/corpus"
)

func main() {
	out := flag.String("o", "conversation/temper/weights.bin", "file to write")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out string) error {
	samples, err := corpus.Load()
	if err != nil {
		return err
	}
	model, err := temper.Train(samples, nil)
	if err != nil {
		return err
	}
	data, err := model.MarshalBinary()
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, data, 0o644); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	fmt.Printf("%d samples, %v, %d bytes\n", len(samples), model.Languages(), len(data))
	return nil
}
