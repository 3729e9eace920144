package main

import (
	"encoding/json"
	"log"
	"sort"
	"strings"
)

// strict refuses unknown fields, as kubectl asks for.
const strict = "?fieldValidation=Strict"

// documents reads the objects of a text: JSON values one after another, as all recorded texts are.
func documents(text string) []map[string]any {
	decoder := json.NewDecoder(strings.NewReader(text))
	var out []map[string]any
	for decoder.More() {
		var object map[string]any
		if err := decoder.Decode(&object); err != nil {
			log.Fatalf("%v in %s", err, text)
		}
		out = append(out, object)
	}
	return out
}

// created creates the objects of a text in order. Services are created for real, since what they take is part of the
// answer, and deleted afterwards; everything else is a dry run.
func created(api *api, id, text string) map[string]any {
	var made []string
	answers := []any{}
	for _, object := range documents(text) {
		answer, path := create(api, object, text)
		answers = append(answers, answer)
		made = append(made, path)
	}
	remove(api, made)
	return map[string]any{"id": id, "text": text, "answers": answers}
}

// replaced creates an object and puts another in its place.
func replaced(api *api, id, old, new string) map[string]any {
	before, path := create(api, documents(old)[0], old)
	if path == "" {
		return nil
	}
	object := documents(new)[0]
	got := api.ask("PUT", path+strict, object)
	answer := told(got, before["ref"].(string))
	hide(answer, fields(answer["object"]), wishes(object, fields(before["object"])), old+new)
	remove(api, []string{path})
	return map[string]any{"id": id, "old": old, "new": new, "before": before, "answer": answer}
}

// create posts an object; the path is that of a stored one.
func create(api *api, object map[string]any, asked string) (map[string]any, string) {
	meta := fields(object["metadata"])
	namespace, _ := meta["namespace"].(string)
	name, _ := meta["name"].(string)
	ref := text(object["apiVersion"]) + " " + text(object["kind"]) + " " + namespace + "/" + name
	path, served := api.place(object)
	if !served {
		return map[string]any{"ref": ref, "code": 0, "reason": "NoKindMatch"}, ""
	}
	stored := object["kind"] == "Service"
	query := strict
	if !stored {
		query += "&dryRun=All"
	}
	got := api.ask("POST", path+query, object)
	self := ""
	if stored && got.code < 300 {
		self = path + "/" + text(fields(got.body["metadata"])["name"])
	}
	answer := told(got, ref)
	hide(answer, fields(answer["object"]), wishes(object, nil), asked)
	return answer, self
}

// told puts a reply into the form of the recordings.
func told(got reply, ref string) map[string]any {
	answer := map[string]any{"ref": ref, "code": got.code}
	if len(got.warnings) > 0 {
		answer["warnings"] = got.warnings
	}
	if got.code < 300 {
		meta := fields(got.body["metadata"])
		for _, name := range []string{"uid", "creationTimestamp", "managedFields", "resourceVersion", "generation"} {
			delete(meta, name)
		}
		delete(got.body, "status")
		answer["object"] = got.body
		return answer
	}
	for _, name := range []string{"reason", "message"} {
		if value := got.body[name]; value != nil {
			answer[name] = value
		}
	}
	var causes []map[string]any
	for _, cause := range list(fields(got.body["details"])["causes"]) {
		reason, _ := cause["reason"].(string)
		kept := map[string]any{"reason": reason, "message": cause["message"]}
		if cause["field"] != nil {
			kept["field"] = cause["field"]
		}
		causes = append(causes, kept)
	}
	if strings.HasPrefix(ref, "gateway.networking") {
		// Causes of custom resources come in no order.
		sort.SliceStable(causes, func(i, j int) bool {
			key := func(at int) string {
				field, _ := causes[at]["field"].(string)
				message, _ := causes[at]["message"].(string)
				return field + "\x00" + message
			}
			return key(i) < key(j)
		})
		if len(causes) > 1 {
			delete(answer, "message")
		}
	}
	if causes != nil {
		answer["causes"] = causes
	}
	return answer
}

// remove deletes what was created, the latest first; finalizers would keep it.
func remove(api *api, paths []string) {
	for at := len(paths) - 1; at >= 0; at-- {
		if paths[at] == "" {
			continue
		}
		stored := api.ask("GET", paths[at], nil).body
		if meta := fields(stored["metadata"]); meta["finalizers"] != nil {
			delete(meta, "finalizers")
			api.ask("PUT", paths[at], stored)
		}
		api.ask("DELETE", paths[at], nil)
	}
}
