// Command plane runs one part of a Kubernetes control plane: the store, the API server or the controllers.
//
//	plane etcd|apiserver|controllers FLAGS...
//
// The version is that of k8s.io/kubernetes in go.mod.
package main

import (
	"log"
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("name a part: etcd, apiserver or controllers")
	}
	// Each part reads os.Args as its own command line.
	os.Args = os.Args[1:]
	switch part := os.Args[0]; part {
	case "etcd":
		etcdmain.Main(os.Args)
	case "apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "controllers":
		os.Exit(cli.Run(controllers.NewControllerManagerCommand()))
	default:
		log.Fatalf("no part %q", part)
	}
}
