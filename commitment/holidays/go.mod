module github.com/evenkeel-go/evenkeel/commitment/holidays

go 1.26.0

require (
	github.com/arran4/golang-ical v0.3.4
	github.com/evenkeel-go/evenkeel v0.1.0
	github.com/rickar/cal/v2 v2.1.27
	github.com/stretchr/testify v1.12.1
	github.com/teambition/rrule-go v1.8.2
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace github.com/evenkeel-go/evenkeel => ../..
