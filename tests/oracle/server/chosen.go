package main

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// mask stands for what the server chose.
const mask = "<allocated>"

// wish is what was asked for: addresses and numbers that the server did not choose.
type wish struct {
	addresses map[string]bool
	numbers   map[string]bool
	check     string
}

// wishes collects what a Service states, and what the stored one had.
func wishes(object, stored map[string]any) wish {
	out := wish{map[string]bool{"None": true}, map[string]bool{}, ""}
	for _, each := range []map[string]any{stored, object} {
		spec := fields(each["spec"])
		addresses, _ := spec["clusterIPs"].([]any)
		for _, address := range append(addresses, spec["clusterIP"]) {
			if address, ok := address.(string); ok {
				out.addresses[address] = true
			}
		}
		for _, port := range list(spec["ports"]) {
			if number := port["nodePort"]; number != nil {
				out.numbers[fmt.Sprint(number)] = true
			}
		}
		if number := spec["healthCheckNodePort"]; number != nil {
			out.check = fmt.Sprint(number)
		}
	}
	return out
}

var (
	inText  = regexp.MustCompile(`\b3[0-2]\d{3}\b|\b10\.96\.\d+\.\d+\b|\bfd00:10:96::[0-9a-f:]+`)
	address = regexp.MustCompile(`[0-9a-fA-F.:]{3,}`)
	uid     = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

// hide makes an answer the same in every run.
func hide(answer, object map[string]any, wish wish, asked string) {
	if object["kind"] == "Service" {
		hideInService(fields(object["spec"]), wish)
	} else if object != nil {
		// The labels of a Job carry its uid.
		raw, _ := json.Marshal(object)
		var masked map[string]any
		_ = json.Unmarshal(uid.ReplaceAll(raw, []byte(mask)), &masked)
		answer["object"] = masked
	}
	if !strings.Contains(answer["ref"].(string), " Service ") {
		return
	}
	written := map[netip.Addr]bool{}
	for _, word := range address.FindAllString(asked, -1) {
		if parsed, err := netip.ParseAddr(word); err == nil {
			written[parsed] = true
		}
	}
	masked := func(text any) any {
		said, ok := text.(string)
		if !ok {
			return text
		}
		return inText.ReplaceAllStringFunc(said, func(found string) string {
			parsed, err := netip.ParseAddr(found)
			isWritten := strings.Contains(asked, found) || err == nil && written[parsed]
			if isWritten || found == "30000" || found == "32767" {
				return found
			}
			return mask
		})
	}
	if answer["message"] != nil {
		answer["message"] = masked(answer["message"])
	}
	causes, _ := answer["causes"].([]map[string]any)
	for _, cause := range causes {
		cause["message"] = masked(cause["message"])
	}
}

func hideInService(spec map[string]any, wish wish) {
	if address, ok := spec["clusterIP"].(string); ok && !wish.addresses[address] {
		spec["clusterIP"] = mask
	}
	addresses, _ := spec["clusterIPs"].([]any)
	for at, address := range addresses {
		if !wish.addresses[fmt.Sprint(address)] {
			addresses[at] = mask
		}
	}
	for _, port := range list(spec["ports"]) {
		if number := port["nodePort"]; number != nil && !wish.numbers[fmt.Sprint(number)] {
			port["nodePort"] = mask
		}
	}
	if number := spec["healthCheckNodePort"]; number != nil && fmt.Sprint(number) != wish.check {
		spec["healthCheckNodePort"] = mask
	}
}
