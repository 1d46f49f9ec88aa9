module github.com/beats-contrib/filebeat-salesforce/testing/agent

go 1.26.0

require (
	github.com/beats-contrib/filebeat-salesforce v0.0.0
	github.com/elastic/elastic-agent-client/v7 v7.15.0
	google.golang.org/grpc v1.84.0
	google.golang.org/protobuf v1.36.12
	gopkg.in/yaml.v3 v3.0.1
)

require (
	github.com/golang-jwt/jwt/v5 v5.3.1 // indirect
	github.com/kr/pretty v0.3.1 // indirect
	golang.org/x/net v0.59.0 // indirect
	golang.org/x/sys v0.48.0 // indirect
	golang.org/x/text v0.42.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20260928230214-8a89bd6388cc // indirect
)

replace github.com/beats-contrib/filebeat-salesforce => ../..
