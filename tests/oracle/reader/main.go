// Command reader-oracle records what kubectl's reader makes of texts.
//
//	reader-oracle chunk  < texts.json > answers.json   one document each, as YAML
//	reader-oracle stream < texts.json > answers.json   one whole file each
//
// The input is a JSON array of strings. An answer of `chunk` is the JSON text, or a string that no document can be
// where the text is refused; an answer of `stream` is an object with the documents read before the end and whether
// the end was an error.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	yamlstream "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// YAML cannot hold a NUL, so that no document is this string.
const refused = "\x00refused"

type streamAnswer struct {
	Documents []json.RawMessage `json:"documents"`
	Error     bool              `json:"error"`
	Message   string            `json:"message,omitempty"`
}

func chunk(text string) any {
	out, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return refused
	}
	return json.RawMessage(out)
}

func stream(text string) any {
	decoder := yamlstream.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	answer := streamAnswer{Documents: []json.RawMessage{}}
	for {
		var raw runtime.RawExtension
		err := decoder.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return answer
		}
		if err != nil {
			answer.Error, answer.Message = true, err.Error()
			return answer
		}
		if len(raw.Raw) > 0 && string(raw.Raw) != "null" {
			answer.Documents = append(answer.Documents, raw.Raw)
		}
	}
}

func main() {
	ask := map[string]func(string) any{"chunk": chunk, "stream": stream}[strings.Join(os.Args[1:], " ")]
	if ask == nil {
		log.Fatal("usage: reader-oracle chunk|stream < texts.json")
	}
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		log.Fatal(err)
	}
	answers := make([]any, len(texts))
	for at, text := range texts {
		answers[at] = ask(text)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		log.Fatal(err)
	}
}
