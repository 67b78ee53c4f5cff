package rca_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/evenkeel-go/evenkeel/rca"
	"github.com/evenkeel-go/evenkeel/rca/render"
)

// A document from its facts to the customer's file.
func Example() {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := func(hour, minute int) time.Time { return time.Date(2026, 3, 11, hour, minute, 0, 0, zurich) }
	told := rca.Disclose(rca.Customer)

	b := rca.New("CASE-2026-0311", rca.InZone("Europe/Zurich"), rca.WrittenBy("Anna Keller"),
		rca.Dated(rca.Date{Year: 2026, Month: 3, Day: 16}),
		rca.ForCustomer(rca.CustomerRef{ID: "acme", Name: "Acme Travel", Zone: "Asia/Manila"}, "AC-77"))
	host := b.Host("host", "db-primary-03", rca.As("the database server"))
	team := b.Team("team", "Storage Team Zurich", rca.As("Storage engineering"))
	log := b.Evidence(rca.Log, "s3://logs/drain.json")
	failed := b.Fact("Reservations failed while {host} was away", rca.On(host), rca.By(log), rca.Confirmed, told)
	noWait := b.Fact("A drain does not wait for the replica", rca.By(log), rca.Confirmed, told)
	noAlarm := b.Fact("No alarm looks at reservations", rca.By(log), rca.Confirmed, told)
	b.Timeline("t1", at(14, 0), failed, rca.Started)
	b.Timeline("t2", at(15, 10), noWait, rca.Resolved)
	m := b.Impact(rca.Failed(70).Of(2310).Requests().Between("t1", "t2"), failed, told)
	root := b.Root(noWait, rca.Controllable())
	b.Trigger(failed, rca.Because(root))
	escape := b.Escape(noAlarm, rca.NotActing("The alarm on the replica sees it first"))
	refuse := b.Action("Refuse a drain without a ready replica", rca.Prevent(root), rca.Agreed,
		rca.Owner(team), rca.Due(rca.Date{Year: 2026, Month: 3, Day: 27}), rca.High, rca.Tracker("OPS-2"))
	_, _ = m, escape
	b.Say(rca.Customer, language.English, "{m1} failed while {host} was away, for {t1..t2}. We are sorry for the trouble.", failed)
	b.Say(rca.Customer, language.English, "A drain will wait for the replica.", rca.For(refuse), noWait)

	doc, err := b.Build() // the document, and all problems joined
	if err != nil {
		fmt.Println(err)
		return
	}
	edition, err := doc.Edition(rca.Customer, language.English) // fails closed
	if err != nil {
		fmt.Println(err)
		return
	}
	issued, err := edition.Approve("Jose Reyes", time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := issued.Write(os.Stdout, render.Markdown); err != nil {
		fmt.Println(err)
	}
	// Output:
	// # Report on the incident AC-77
	//
	// - Your reference: AC-77
	// - Customer: Acme Travel
	// - Date: March 16, 2026
	// - Version: 1
	// - Started: March 11, 2026 at 9:00 PM
	// - Resolved: March 11, 2026 at 10:10 PM
	// - Time to resolve: 1 hour 10 minutes
	//
	// *All times are Manila time (UTC+08:00).*
	//
	// *Durations are elapsed time, computed from the timeline.*
	//
	// ## Summary
	//
	// 70 of 2,310 requests (3.0%) failed while the database server was away, for 1 hour 10 minutes. We are sorry for the trouble.
	//
	// ## Actions
	//
	// | Action | Owner | Due | State |
	// | --- | --- | --- | --- |
	// | A drain will wait for the replica. | Storage engineering | March 27, 2026 | agreed |
}

// A draft needs little. Its problems are listed in it, and stop nobody before
// somebody approves it.
func ExampleBuilder_Build() {
	b := rca.New("CASE-1", rca.InZone("Europe/Zurich"))
	host := b.Host("host", "db-primary-03")
	b.Fact("{host} was full", rca.On(host))
	doc, err := b.Build()
	for _, p := range rca.Problems(err)[:2] {
		fmt.Println(p.Rule, p.Setting, "at", p.Place+":", p.What)
	}
	fmt.Println(doc.Facts[0].Text)
	// Output:
	// R2 warn at fact f1: is used by nothing; use it in the timeline, a cause, a measure or a statement, or leave it out
	// R1 block at fact f1: has no evidence; name some, or make it reported (unverified)
	// {host} was full
}

// A name that somebody typed into a customer's text stops the file.
func ExampleEdition_Write() {
	f, err := os.Open("testdata/gateway.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	doc, err := rca.Read(f)
	if err != nil {
		fmt.Println(err)
		return
	}
	doc.Statements[1].Text = "On PROD_EDGE_07 the configuration was replaced."
	edition, err := doc.Edition(rca.Customer, language.English)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = edition.Write(os.Stdout, render.Markdown)
	var refused *rca.RefusedError
	if errors.As(err, &refused) {
		fmt.Println(refused.Problems[0].Rule, refused.Problems[0].Place)
	}
	fmt.Println(errors.Is(err, rca.ErrRefused))
	// Output:
	// R25 statement s1 (facts [first_night second_night sites by_hand])
	// true
}

// The scanner alone, for texts that are not of a document.
func ExampleScanner_Scan() {
	s, err := rca.NewScanner([]rca.Entity{
		{ID: "host", Kind: rca.HostEntity, Names: []string{"db-primary-03"}},
	}, &rca.ScanOptions{Allow: []string{"status.example.com"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := "DB%2DPrimary 03 at 10.0.3.7 was down, see https://status.example.com/7"
	for _, leak := range s.Scan([]byte(text)) {
		fmt.Printf("%s: %s: %s\n", text[leak.Start:leak.End], leak.Kind, leak.Reason)
	}
	// Output:
	// DB%2DPrimary 03: name: a name of the hidden host host
	// 10.0.3.7: address: a network address
}

// A file that cannot be read says where.
func ExampleRead() {
	_, err := rca.Read(strings.NewReader("{\n  \"id\": \"CASE-1\",\n  \"zone\": \"Asia/Shanghai\",\n  \"facts\": [{\"id\": \"f1\", \"kind\": \"seen\"}]\n}"))
	fmt.Println(err)
	// Output:
	// rca: line 4: facts[0].kind: fact kind "seen" is unknown; want one of observed, measured, reported, inferred
}

// What the customer was told with a date becomes a commitment.
func ExampleDoc_Promises() {
	f, err := os.Open("testdata/gateway.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	doc, err := rca.Read(f)
	if err != nil {
		fmt.Println(err)
		return
	}
	promises, err := doc.Promises(language.English)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range promises {
		fmt.Println(p.ID, p.Due.Said, p.Owner.Name)
	}
	// Output:
	// RCA-2026-0313-a3 2026-03-27 Controller Engineering Zurich
	// RCA-2026-0313-a4 2026-04-10 Controller Engineering Zurich
	// RCA-2026-0313-a5 2026-03-20 Support lead, follow-the-sun
}
