module github.com/evenkeel-go/evenkeel/commitment/outlets

go 1.26.0

require (
	github.com/evenkeel-go/evenkeel v0.1.0
	github.com/standard-webhooks/standard-webhooks/libraries v0.0.1
	github.com/stretchr/testify v1.12.1
	golang.org/x/text v0.43.0
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace github.com/evenkeel-go/evenkeel => ../..
