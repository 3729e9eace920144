// Command decoder-oracle records what the API server's decoder says to damaged objects, and what it stores of whole ones.
//
//	decoder-oracle < create-1.37.jsonl > decoding.jsonl
//
// The input is a recording of created objects. From every third object a copy is made, up to two of its values or
// keys are replaced, and the copy is decoded into Kubernetes' own types. A line of the output is {text, error} or
// {text, stored}: the decoder's words, or the object after a way through protocol buffers, as storage takes it.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"math/rand"
	"os"
	"reflect"
	"sort"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	kjson "sigs.k8s.io/json"
)

// place is a value of an object that can be replaced; rename is nil in a list.
type place struct {
	key    string
	set    func(any)
	rename func(string)
}

func places(value any, out *[]place) {
	switch value := value.(type) {
	case map[string]any:
		keys := make([]string, 0, len(value))
		for key := range value {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		for _, key := range keys {
			*out = append(*out, place{key, func(v any) { value[key] = v }, func(name string) {
				moved := value[key]
				delete(value, key)
				value[name] = moved
			}})
			places(value[key], out)
		}
	case []any:
		for i := range value {
			*out = append(*out, place{set: func(v any) { value[i] = v }})
			places(value[i], out)
		}
	}
}

var values = []any{"x", "", "80", "100m", "1Gi", 0, 1, 80, -1, 80.5, 2147483648.0, 1e21, 1.5e-7, true, false, nil,
	[]any{}, map[string]any{}, []any{1}, []any{"a"}, []any{nil}, []any{map[string]any{}}, map[string]any{"a": "b"},
	map[string]any{"a": nil}, map[string]any{"a": 1}, "2024-01-01T00:00:00Z", "2024-13-01", "YWJj", "YWJ", "\n",
	"1.500", "0.5Gi", "1e3", "12E"}

func damage(random *rand.Rand, object map[string]any) {
	var all []place
	places(object, &all)
	chosen := all[random.Intn(len(all))]
	if chosen.key == "apiVersion" || chosen.key == "kind" {
		return
	}
	if chosen.rename == nil || random.Intn(3) > 0 {
		chosen.set(values[random.Intn(len(values))])
		return
	}
	names := []string{strings.ToUpper(chosen.key), chosen.key + "s", "foo", "a\"b\\c<é>"}
	chosen.rename(names[random.Intn(len(names))])
}

func main() {
	scheme := runtime.NewScheme()
	groups := []func(*runtime.Scheme) error{appsv1.AddToScheme, batchv1.AddToScheme, corev1.AddToScheme,
		discoveryv1.AddToScheme, networkingv1.AddToScheme}
	for _, add := range groups {
		if err := add(scheme); err != nil {
			log.Fatal(err)
		}
	}
	random := rand.New(rand.NewSource(37))
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for n := 0; lines.Scan(); n++ {
		var recorded struct {
			Text    string
			Answers []struct{ Object map[string]any }
		}
		if err := json.Unmarshal(lines.Bytes(), &recorded); err != nil {
			log.Fatal(err)
		}
		if n%3 != 0 || len(recorded.Answers) == 0 {
			continue
		}
		object := recorded.Answers[0].Object
		if object == nil && json.Unmarshal([]byte(recorded.Text), &object) != nil {
			continue
		}
		version, _ := object["apiVersion"].(string)
		kind, _ := object["kind"].(string)
		group, err := schema.ParseGroupVersion(version)
		if err != nil {
			continue
		}
		typed, err := scheme.New(group.WithKind(kind))
		if err != nil {
			continue
		}
		for damages := random.Intn(3); damages > 0; damages-- {
			damage(random, object)
		}
		text, err := json.Marshal(object)
		if err != nil {
			log.Fatal(err)
		}
		line := map[string]any{"text": string(text)}
		strict, err := kjson.UnmarshalStrict(text, typed)
		switch {
		case err != nil:
			line["error"] = err.Error()
		case len(strict) > 0:
			line["error"] = runtime.NewStrictDecodingError(strict).Error()
		default:
			if line["stored"], err = stored(typed); err != nil {
				log.Fatal(err)
			}
		}
		if err := out.Encode(line); err != nil {
			log.Fatal(err)
		}
	}
}

type message interface {
	Marshal() ([]byte, error)
	Unmarshal([]byte) error
}

func stored(object runtime.Object) (any, error) {
	bytes, err := object.(message).Marshal()
	if err != nil {
		return nil, err
	}
	back := reflect.New(reflect.TypeOf(object).Elem()).Interface().(message)
	return back, back.Unmarshal(bytes)
}
