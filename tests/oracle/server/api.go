package main

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"strings"
)

// api is an API server and the kinds it serves, by "apiVersion kind".
type api struct {
	url, token string
	client     http.Client
	kinds      map[string]kind
}

// kind is where objects of a kind are created.
type kind struct {
	base       string
	plural     string
	namespaced bool
}

// reply is what came back: the status, the body, and the texts of the Warning headers.
type reply struct {
	code     int
	body     map[string]any
	warnings []string
}

func connect(url, token string) *api {
	a := &api{url: url, token: token, kinds: map[string]kind{}}
	a.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	a.learn("/api/v1", "v1")
	for _, group := range list(a.ask("GET", "/apis", nil).body["groups"]) {
		for _, version := range list(group["versions"]) {
			name, _ := version["groupVersion"].(string)
			a.learn("/apis/"+name, name)
		}
	}
	if len(a.kinds) == 0 {
		log.Fatalf("the API server at %s serves no kinds", url)
	}
	return a
}

// learn takes the kinds of one group and version, without their subresources.
func (a *api) learn(base, apiVersion string) {
	for _, entry := range list(a.ask("GET", base, nil).body["resources"]) {
		plural, _ := entry["name"].(string)
		name, _ := entry["kind"].(string)
		namespaced, _ := entry["namespaced"].(bool)
		if !strings.Contains(plural, "/") {
			a.kinds[apiVersion+" "+name] = kind{base, plural, namespaced}
		}
	}
}

func (a *api) ask(method, path string, body any) reply {
	raw, err := json.Marshal(body)
	if err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest(method, a.url+path, bytes.NewReader(raw))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := a.client.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	out := reply{code: response.StatusCode}
	if json.Unmarshal(text, &out.body) != nil {
		out.body = map[string]any{"message": string(text)}
	}
	for _, header := range response.Header.Values("Warning") {
		// 299 - "text", with quotes inside escaped.
		if _, text, found := strings.Cut(header, `"`); found {
			text = strings.ReplaceAll(strings.TrimSuffix(text, `"`), `\"`, `"`)
			out.warnings = append(out.warnings, text)
		}
	}
	return out
}

// place gives the path of an object's collection; false where the server does not serve its kind.
func (a *api) place(object map[string]any) (string, bool) {
	kind, served := a.kinds[text(object["apiVersion"])+" "+text(object["kind"])]
	if !served {
		return "", false
	}
	if !kind.namespaced {
		return kind.base + "/" + kind.plural, true
	}
	namespace, _ := fields(object["metadata"])["namespace"].(string)
	if namespace == "" {
		namespace = "default"
	}
	a.ask("POST", "/api/v1/namespaces", map[string]any{
		"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": namespace},
	})
	return kind.base + "/namespaces/" + namespace + "/" + kind.plural, true
}

func fields(value any) map[string]any {
	out, _ := value.(map[string]any)
	return out
}

func list(value any) []map[string]any {
	items, _ := value.([]any)
	var out []map[string]any
	for _, item := range items {
		if item := fields(item); item != nil {
			out = append(out, item)
		}
	}
	return out
}

// text is a string as a reference shows it.
func text(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return "<nil>"
}
