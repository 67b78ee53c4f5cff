module github.com/evenkeel-go/evenkeel/internal/peers

go 1.26.0

require (
	github.com/evenkeel-go/evenkeel v0.1.0
	github.com/looplab/fsm v1.0.3
	github.com/rickar/cal/v2 v2.1.27
)

require golang.org/x/text v0.43.0 // indirect

replace github.com/evenkeel-go/evenkeel => ../../
