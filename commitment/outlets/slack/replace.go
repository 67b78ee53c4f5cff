package slack

import (
	"context"
	"regexp"

	api "github.com/slack-go/slack"
)

// noteID is the block that says what became of a click.
const noteID = "evenkeel_note"

// userID is how Slack names users; only such a name becomes a mention.
var userID = regexp.MustCompile(`^[UW][A-Z0-9]{1,30}$`)

// message is what Slack shows of a notice, without buttons and notes.
func message(call api.InteractionCallback) []api.Block {
	var out []api.Block
	for _, b := range call.Message.Blocks.BlockSet {
		if b != nil && b.ID() != blockID && b.ID() != noteID {
			out = append(out, b)
		}
	}
	return out
}

// title is the header of a message, or nothing.
func title(blocks []api.Block) string {
	for _, b := range blocks {
		if h, ok := b.(*api.HeaderBlock); ok && h.Text != nil {
			return h.Text.Text
		}
	}
	return ""
}

// replace puts a note in the place of a message's buttons, so that nobody clicks
// what is settled. Buttons that still serve come after it.
func (h *Handler) replace(ctx context.Context, r ref, user, note string, blocks []api.Block, buttons *api.ActionBlock) error {
	said := []api.MixedElement{plain(note)}
	if userID.MatchString(user) {
		said = append(said, api.NewTextBlockObject(api.MarkdownType, "<@"+user+">", false, false))
	}
	if len(blocks) == 0 && r.Title != "" {
		blocks = []api.Block{api.NewHeaderBlock(plain(clip(r.Title, maxHeader)))}
	}
	blocks = append(blocks, api.NewContextBlock(noteID, said...))
	if buttons != nil {
		blocks = append(blocks, buttons)
	}
	text := note
	if r.Title != "" {
		text = r.Title + " – " + note
	}
	_, _, _, err := h.out.api.UpdateMessageContext(ctx, r.Channel, r.Message, api.MsgOptionText(clip(text, maxText), true), api.MsgOptionBlocks(blocks...))
	return err
}
