module judge

go 1.19

require github.com/hashicorp/go-version v1.7.0
