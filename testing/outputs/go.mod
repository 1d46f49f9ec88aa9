module github.com/beats-contrib/filebeat-salesforce/testing/outputs

go 1.26.0

require (
	github.com/alicebob/miniredis/v2 v2.40.0
	github.com/beats-contrib/filebeat-salesforce v0.0.0
	github.com/elastic/go-lumber v0.1.2-0.20220819171948-335fde24ea0f
	github.com/gomodule/redigo v1.9.3
	github.com/twmb/franz-go v1.22.2
	github.com/twmb/franz-go/pkg/kfake v0.0.0-20260918054303-01f206a7e32c
	github.com/twmb/franz-go/pkg/kmsg v1.15.0
)

require (
	github.com/golang-jwt/jwt/v5 v5.3.1 // indirect
	github.com/klauspost/compress v1.20.3 // indirect
	github.com/pierrec/lz4/v4 v4.1.33 // indirect
	github.com/yuin/gopher-lua v1.1.1 // indirect
)

replace github.com/beats-contrib/filebeat-salesforce => ../..
