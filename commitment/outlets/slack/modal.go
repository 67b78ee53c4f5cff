package slack

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	api "github.com/slack-go/slack"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// The fields of the modal; the id of a block is the id of its element.
const (
	fieldWhen   = "when"
	fieldReason = "reason"
	fieldAgreed = "agreed"
	fieldAnswer = "answer"
)

// maxReason is what the modal takes as a reason, in characters.
const maxReason = 1000

var answers = [...]struct {
	answer commitment.Answer
	key    string
}{{commitment.Accepted, "accepted"}, {commitment.Reluctant, "reluctant"}, {commitment.Declined, "declined"}, {commitment.NotReachable, "not_reachable"}}

// ask opens the modal for new terms. A settled promise, or somebody who may not
// change it, gets the answer at once; the look changes nothing.
func (h *Handler) ask(ctx context.Context, r ref, call api.InteractionCallback, shown []api.Block) {
	var now commitment.Promise
	_, err := h.change(ctx, r, call.User.ID, func(p commitment.Promise, _ time.Time, _ commitment.PartyID) (commitment.Promise, error) {
		now = p
		if p.State.Closed() {
			return p, commitment.ErrClosed
		}
		return p, nil
	})
	if err == nil {
		r.Basis = now.Basis
		var view api.ModalViewRequest
		if view, err = h.modal(r, now); err == nil {
			if _, err = h.out.api.OpenViewContext(ctx, call.TriggerID, view); err == nil {
				return
			}
		}
	}
	h.answer(ctx, r, call.User.ID, "failed", err, shown, nil)
}

func (h *Handler) modal(r ref, p commitment.Promise) (api.ModalViewRequest, error) {
	t := h.out.texts.in(r.Language)
	data, err := r.encode()
	if err != nil {
		return api.ModalViewRequest{}, err
	}
	var choices, people []*api.OptionBlockObject
	for _, a := range answers {
		choices = append(choices, api.NewOptionBlockObject(a.answer.String(), plain(t[a.key]), nil))
	}
	for _, m := range append(append([]commitment.Party(nil), p.Managers...), p.Owner) {
		name := m.Name
		if name == "" {
			name = string(m.ID)
		}
		if len(m.ID) <= maxOption && len(people) < maxOptions {
			people = append(people, api.NewOptionBlockObject(string(m.ID), plain(clip(name, maxOption)), nil))
		}
	}
	reason := api.NewPlainTextInputBlockElement(nil, fieldReason)
	reason.Multiline, reason.MaxLength = true, maxReason
	when := api.NewDateTimePickerBlockElement(fieldWhen)
	if next := p.Due.Deadline.Add(24 * time.Hour); next.After(time.Now()) {
		when.InitialDateTime = next.Unix()
	}
	return api.ModalViewRequest{
		Type: api.VTModal, CallbackID: modalID, PrivateMetadata: data, Title: plain(clip(t["title"], 24)), Submit: plain(clip(t["submit"], 24)), Close: plain(clip(t["close"], 24)),
		Blocks: api.Blocks{BlockSet: []api.Block{
			api.NewInputBlock(fieldWhen, plain(t["when"]), nil, when),
			api.NewInputBlock(fieldReason, plain(t["reason"]), nil, reason),
			api.NewInputBlock(fieldAgreed, plain(t["agreed"]), nil, api.NewOptionsSelectBlockElement(api.OptTypeStatic, nil, fieldAgreed, people...)),
			api.NewInputBlock(fieldAnswer, plain(t["answer"]), nil, api.NewOptionsSelectBlockElement(api.OptTypeStatic, nil, fieldAnswer, choices...)),
		}},
	}, nil
}

// Slack's bounds on options.
const (
	maxOption  = 75 // characters of a text or value
	maxOptions = 100
)

// submitted records the new terms, or shows in the modal why not. Sent twice, it
// renegotiates once: after that the terms it was opened for no longer hold.
func (h *Handler) submitted(ctx context.Context, w http.ResponseWriter, call api.InteractionCallback) {
	r, ok := decode(call.View.PrivateMetadata)
	if !ok || call.View.State == nil {
		http.Error(w, "not a form of ours", http.StatusBadRequest)
		return
	}
	field := func(id string) api.BlockAction { return call.View.State.Values[id][id] }
	var answer commitment.Answer
	if err := answer.UnmarshalText([]byte(field(fieldAnswer).SelectedOption.Value)); err != nil {
		http.Error(w, "not a form of ours", http.StatusBadRequest)
		return
	}
	deadline := time.Unix(field(fieldWhen).SelectedDateTime, 0)
	_, err := h.change(ctx, r, call.User.ID, func(p commitment.Promise, now time.Time, by commitment.PartyID) (commitment.Promise, error) {
		if p.Basis != r.Basis && !p.State.Closed() {
			return p, errStale
		}
		if !deadline.After(now) {
			return p, commitment.ErrDeadline
		}
		return p.Renegotiate(now, commitment.Renegotiation{By: by, Due: commitment.Due{Deadline: deadline, Zone: p.Due.Zone},
			Reason: clip(field(fieldReason).Value, maxReason), Agreed: commitment.PartyID(field(fieldAgreed).SelectedOption.Value), Answer: answer})
	})
	key := problem(err)
	if key == "" {
		h.answer(ctx, r, call.User.ID, "recorded_time", nil, nil, nil)
		return
	}
	h.log(ctx, "not recorded", err)
	block := fieldReason
	if key == "past" {
		block = fieldWhen
	}
	w.Header().Set("Content-Type", "application/json")
	res := api.NewErrorsViewSubmissionResponse(map[string]string{block: h.out.texts.in(r.Language)[key]})
	if err := json.NewEncoder(w).Encode(res); err != nil {
		h.log(ctx, "answer not sent", err)
	}
}
