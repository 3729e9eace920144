// Command server records what a running API server says to objects.
//
//	server keys DIR        writes the key pair that an API server signs accounts with
//	server record < CASES  answers cases, one JSON object a line
//
// PORTOLAN_SERVER and PORTOLAN_TOKEN name the API server and who asks. The cases and answers are those of
// tests/conformance: {id, text} is created, {id, old, new} is created and replaced; answers already in a case are
// dropped, so that a recording is its own input. The first line of a recording goes through as it is.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) == 3 && os.Args[1] == "keys" {
		writeKeys(os.Args[2])
		return
	}
	if len(os.Args) != 2 || os.Args[1] != "record" {
		log.Fatal("usage: server keys DIR | server record")
	}
	api := connect(os.Getenv("PORTOLAN_SERVER"), os.Getenv("PORTOLAN_TOKEN"))
	in, out := json.NewDecoder(os.Stdin), bufio.NewWriter(os.Stdout)
	defer out.Flush()
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for in.More() {
		var line map[string]any
		if err := in.Decode(&line); err != nil {
			log.Fatal(err)
		}
		if answered := answer(api, line); answered != nil {
			if err := lines.Encode(answered); err != nil {
				log.Fatal(err)
			}
		}
	}
}

// answer records one case; nil where there is nothing to ask, since the old object is refused.
func answer(api *api, line map[string]any) map[string]any {
	text := func(name string) string { value, _ := line[name].(string); return value }
	switch {
	case line["recorded"] != nil:
		return line
	case text("text") != "":
		return created(api, text("id"), text("text"))
	default:
		return replaced(api, text("id"), text("old"), text("new"))
	}
}
