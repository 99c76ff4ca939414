// Verdicts of HashiCorp's go-version. Reads lines `range<TAB>version`, prints `yes`, `no` or `invalid` (the range) for each.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	version "github.com/hashicorp/go-version"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fields := strings.SplitN(lines.Text(), "\t", 2)
		fmt.Println(verdict(fields[0], fields[1]))
	}
}

func verdict(text, number string) string {
	constraints, err := version.NewConstraint(text)
	if err != nil {
		return "invalid"
	}
	is, err := version.NewVersion(number)
	if err != nil {
		return "invalid-version"
	}
	if constraints.Check(is) {
		return "yes"
	}
	return "no"
}
