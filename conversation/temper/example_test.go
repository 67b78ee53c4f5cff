package temper_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"strings"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/conversation/temper"
)

func Example() {
	gauge, err := temper.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{
		"Hi, could you tell me where my parcel is?",
		"You promised Friday, then Monday, and STILL nothing. This is ridiculous!!",
		"You are a bunch of idiots.",
	} {
		fmt.Println(gauge.Read(text, language.English).Level)
	}
	fmt.Println(gauge.Read("Où est mon colis ?", language.French).Level)
	// Output:
	// calm
	// angry
	// abusive
	// unread
}

func ExampleGauge_Read() {
	gauge, err := temper.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	text := "Good morning. I was told it would be fixed. It is not. What a pathetic joke!"
	r := gauge.Read(text, language.English)
	fmt.Println(r.Level)
	for _, e := range r.Evidence {
		if strings.Contains(text[e.Start:e.End], "pathetic") {
			fmt.Println("it points at the words")
		}
	}
	// Output:
	// angry
	// it points at the words
}

func ExampleGauge_Track() {
	gauge, err := temper.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	var readings []temper.Reading
	for _, text := range []string{
		"Where is my order?",
		"This is outrageous, you lied to me twice!",
		"ok",
		"thanks, that works for me",
	} {
		readings = append(readings, gauge.Read(text, language.English))
		trend := gauge.Track(readings)
		fmt.Println(trend.Level, trend.Direction)
	}
	// Output:
	// calm steady
	// angry rising
	// angry falling
	// calm falling
}

func ExampleTrain() {
	// Words that heat up our customers and nobody else's.
	var own []temper.Sample
	for _, text := range []string{"the grinder ate my card again", "grinder down, as always", "again the grinder", "your grinder is at it again"} {
		own = append(own, temper.Sample{Text: text, Language: language.English, Level: temper.Angry})
	}
	base, err := temper.DefaultModel()
	if err != nil {
		log.Fatal(err)
	}
	model, err := temper.Train(own, &temper.TrainOptions{From: base})
	if err != nil {
		log.Fatal(err)
	}
	before, err := temper.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	after, err := temper.New(&temper.Options{Model: model})
	if err != nil {
		log.Fatal(err)
	}
	const text = "the grinder, again"
	fmt.Println(after.Read(text, language.English).Score > before.Read(text, language.English).Score)
	// Output: true
}

func ExampleLoadModel() {
	model, err := temper.DefaultModel()
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := model.WriteTo(&file); err != nil {
		log.Fatal(err)
	}
	model, err = temper.LoadModel(&file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Languages())

	_, err = temper.LoadModel(strings.NewReader("not a model"))
	fmt.Println(errors.Is(err, temper.ErrModel))
	// Output:
	// [de en es]
	// true
}
