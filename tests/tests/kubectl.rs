//! What kubectl prints where nothing was recorded, as its source code has it.

use portolan_core::kubectl::{Columns, Resource, command_for, describe, get};
use portolan_tests::world::analysis;

const INGRESS: &str = "
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, annotations: {note: x}}
spec:
  ingressClassName: contour
  tls: [{hosts: [a.example.com], secretName: cert}]
  rules:
    - host: a.example.com
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
          - {path: /gone, pathType: Exact, backend: {service: {name: gone, port: {name: http}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {nodeName: node-1, containers: [{name: web, image: web}]}
status: {phase: Running, podIP: 10.0.0.7, podIPs: [{ip: 10.0.0.7}], conditions: [{type: Ready, status: 'True'}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec:
  podSelector:
    matchLabels: {b: c}
    matchExpressions: [{key: a, operator: NotIn, values: [q, p]}, {key: z, operator: DoesNotExist}]
";

#[test]
fn an_ingress_is_described_with_its_backends() {
    let analysis = analysis(INGRESS);
    let ingress = analysis.objects.iter().find(|object| object.kind == "Ingress").unwrap();
    let expected = "\
Name:             shop
Labels:           <none>
Namespace:        default
Address:          
Ingress Class:    contour
Default backend:  <default>
TLS:
  cert terminates a.example.com
Rules:
  Host           Path  Backends
  ----           ----  --------
  a.example.com  
                 /       web:80 (10.0.0.7:8080)
                 /gone   gone:http (<error: services \"gone\" not found>)
Annotations:     note: x
";
    assert_eq!(describe(&analysis, ingress).unwrap(), expected);
}

#[test]
fn tables_are_aligned_as_kubectl_aligns_them() {
    let analysis = analysis(INGRESS);
    let text = |resource| get(&analysis, resource, "default", Columns::Usual).to_text("default");
    assert_eq!(
        text(Resource::Ingresses),
        "NAME   CLASS     HOSTS           ADDRESS   PORTS     AGE\n\
         shop   contour   a.example.com             80, 443   <age>\n"
    );
    assert_eq!(
        text(Resource::NetworkPolicies),
        "NAME   POD-SELECTOR           AGE\ndeny   a notin (p,q),b=c,!z   <age>\n"
    );
    let other = get(&analysis, Resource::Pods, "other", Columns::Usual).to_text("other");
    assert_eq!(other, "No resources found in other namespace.\n");
}

#[test]
fn kinds_of_the_same_name_in_other_groups_are_not_listed() {
    let analysis = analysis(
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: far}\nspec: {}\n---\napiVersion: v1\nkind: \
         Service\nmetadata: {name: near}\nspec: {ports: [{port: 80}]}\n",
    );
    let listed = get(&analysis, Resource::Services, "default", Columns::Usual);
    assert_eq!(listed.rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["near"]);
    assert_eq!(describe(&analysis, &analysis.objects[0]), None);
}

fn command(text: &str) -> Result<String, String> {
    let analysis = analysis(text);
    let service = analysis.objects.iter().find(|object| object.kind == "Service").unwrap();
    command_for(&analysis, service)
}

const DEPLOYMENT: &str = "
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
";

#[test]
fn commands_that_create_the_same_service() {
    let service = |metadata: &str, spec: &str| {
        format!("apiVersion: v1\nkind: Service\nmetadata: {{name: web{metadata}}}\nspec: {{{spec}}}\n")
    };
    let named = service(
        ", labels: {app: web}",
        "selector: {app: web}, ports: [{name: 80-8080, port: 80, targetPort: 8080}]",
    );
    assert_eq!(command(&named).unwrap(), "kubectl create service clusterip web --tcp=80:8080 -n default");
    let plain = service("", "type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: http}]")
        + DEPLOYMENT;
    assert_eq!(
        command(&plain).unwrap(),
        "kubectl expose deployment web --port=80 --target-port=http --type=NodePort -n default"
    );
    let with_name = service("", "selector: {app: web}, ports: [{name: http, port: 80}]") + DEPLOYMENT;
    assert_eq!(
        command(&with_name).unwrap_err(),
        "`kubectl create service` always labels the Service `app=web`, and `kubectl expose` leaves a single port unnamed."
    );
    let policy = service("", "selector: {app: web}, internalTrafficPolicy: Local, ports: [{port: 80}]");
    assert_eq!(command(&policy).unwrap_err(), "No kubectl command sets `spec.internalTrafficPolicy`.");
    let external = "apiVersion: v1\nkind: Service\nmetadata: {name: pay}\nspec: {type: ExternalName, externalName: pay.example.net}\n";
    assert!(command(external).unwrap_err().starts_with("`kubectl create service` always selects `app=pay`"));
}
