//! Typed views: what is read of each kind that carries traffic, and what stays as it was written.

use portolan_core::assumptions::Assumptions;
use portolan_core::object::cluster_policy::{Action, PortMatch, Tier};
use portolan_core::object::gateway::FromNamespaces;
use portolan_core::object::gateway::listener::TlsMode;
use portolan_core::object::gateway::route::filter::{FilterAction, PathModifier};
use portolan_core::object::gateway::route::matching::{MatchKind, PathMatchKind};
use portolan_core::object::gateway::route::{BackendRef, RouteKind};
use portolan_core::object::ingress::PathType;
use portolan_core::object::network_policy::Direction;
use portolan_core::object::{Object, PortRef, Sourced};
use portolan_tests::world;

/// The one object of a text, without an API server's defaults: a view must tell what the server would store.
fn object(text: &str) -> Object {
    let mut found = world::objects_without_admission(text, &Assumptions::default());
    assert_eq!(found.len(), 1, "{text}");
    found.remove(0)
}

fn text<T: Clone>(part: Option<&Sourced<T>>) -> Option<T> {
    part.map(|part| part.value.clone())
}

/// The text of the manifest that a part was written as.
fn written<'t, T>(source: &'t str, part: &Sourced<T>) -> &'t str {
    part.range().map_or("", |range| &source[range.start as usize..range.end as usize])
}

#[test]
fn ingresses_keep_backends_by_number_name_and_resource() {
    let source = "
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations: {kubernetes.io/ingress.class: nginx}
spec:
  ingressClassName: public
  defaultBackend:
    resource: {apiGroup: storage.example.com, kind: Bucket, name: assets}
  tls:
  - hosts: [shop.example.com]
    secretName: shop-tls
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 8080}}}}
      - {path: /, pathType: Other, backend: {service: {name: web, port: {name: http}}}}
  - {}
";
    let object = object(source);
    let ingress = object.ingress().unwrap();
    assert_eq!(text(ingress.class_name.as_ref()).unwrap(), "public");
    assert_eq!(text(ingress.class_annotation.as_ref()).unwrap(), "nginx");
    let resource = ingress.default_backend.as_ref().unwrap().resource.as_ref().unwrap();
    assert!(resource.is("storage.example.com", "Bucket") && resource.name.value == "assets");
    assert_eq!(written(source, &ingress.tls[0].hosts[0]), "shop.example.com");
    assert_eq!(text(ingress.tls[0].secret_name.as_ref()).unwrap(), "shop-tls");
    let paths = &ingress.rules[0].paths;
    assert_eq!(text(paths[0].path_type.as_ref()), Some(PathType::Prefix));
    assert_eq!(text(paths[1].path_type.as_ref()), None);
    let ports: Vec<PortRef> =
        ingress.backends().filter_map(|backend| text(backend.service.as_ref()?.port.as_ref())).collect();
    assert_eq!(ports, [PortRef::Number(8080), PortRef::Name("http".to_owned())]);
    let port = paths[1].backend.service.as_ref().unwrap().port.as_ref().unwrap();
    assert_eq!(written(source, port), "http");
    assert_eq!(ingress.rules[1].host, None);
    assert!(ingress.rules[1].paths.is_empty());
}

#[test]
fn ingress_classes_tell_whether_they_are_the_default() {
    let of = |default: &str| {
        object(&format!(
            "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: c\n  annotations: \
             {{ingressclass.kubernetes.io/is-default-class: \"{default}\"}}\nspec: {{controller: \
             example.com/c, parameters: {{kind: ConfigMap, name: p}}}}\n"
        ))
    };
    assert!(of("true").ingress_class().unwrap().is_default());
    assert!(!of("True").ingress_class().unwrap().is_default());
    let object = of("true");
    let class = object.ingress_class().unwrap();
    assert_eq!(text(class.controller.as_ref()).unwrap(), "example.com/c");
    let parameters = class.parameters.as_ref().unwrap();
    assert_eq!((parameters.scope.value.as_str(), parameters.scope.range()), ("Cluster", None));
}

#[test]
fn listeners_default_what_the_definition_does() {
    let object = object(
        "
apiVersion: gateway.networking.k8s.io/v1beta1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: public
  addresses: [{value: 203.0.113.7}, {type: Hostname, value: edge.example.com}]
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - name: https
    port: 443
    protocol: HTTPS
    hostname: '*.example.com'
    tls: {certificateRefs: [{name: cert, namespace: certs}]}
    allowedRoutes:
      namespaces: {from: Selector, selector: {matchLabels: {shared: 'yes'}}}
      kinds: [{kind: HTTPRoute}]
  - {name: pass, port: 8443, protocol: TLS, tls: {mode: Passthrough}}
",
    );
    let gateway = object.gateway().unwrap();
    assert_eq!(gateway.addresses[0].kind.value, "IPAddress");
    assert_eq!(gateway.addresses[1].kind.value, "Hostname");
    assert_eq!(gateway.allowed_listeners.from.value, FromNamespaces::None);
    let [http, https, pass] = gateway.listeners.as_slice() else { panic!("three listeners") };
    assert_eq!((&http.hostname, &http.tls), (&None, &None));
    assert_eq!(http.allowed_namespaces.from.value, FromNamespaces::Same);
    assert_eq!(http.allowed_namespaces.from.range(), None);
    assert_eq!(https.allowed_namespaces.from.value, FromNamespaces::Selector);
    assert_eq!(https.allowed_namespaces.selector.as_ref().unwrap().match_labels.len(), 1);
    assert_eq!(https.allowed_kinds[0].group.value, "gateway.networking.k8s.io");
    let tls = https.tls.as_ref().unwrap();
    assert_eq!(tls.mode.value, TlsMode::Terminate);
    assert!(tls.certificate_refs[0].is("", "Secret"));
    assert_eq!(tls.certificate_refs[0].namespace_or("own"), "certs");
    assert_eq!(pass.tls.as_ref().unwrap().mode.value, TlsMode::Passthrough);
}

#[test]
fn sets_of_listeners_are_known_in_both_groups() {
    let spec = "metadata: {name: more, namespace: shop}\nspec: {parentRef: {name: edge}, listeners: [{name: a, \
                port: 80, protocol: HTTP}]}\n";
    for head in [
        "apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\n",
        "apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XListenerSet\n",
    ] {
        let object = object(&format!("{head}{spec}"));
        let set = object.listener_set().unwrap();
        assert!(set.parent.is("gateway.networking.k8s.io", "Gateway"));
        assert_eq!(set.parent.namespace_or("shop"), "shop");
        assert_eq!(text(set.listeners[0].port.as_ref()), Some(80));
    }
}

#[test]
fn http_routes_keep_matches_filters_and_weights() {
    let object = object(
        "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs:
  - {name: edge, sectionName: https}
  - {group: '', kind: Service, name: web, port: 80}
  hostnames: [shop.example.com]
  rules:
  - matches:
    - path: {type: Exact, value: /pay}
      method: POST
      headers: [{name: x-version, value: '2'}]
      queryParams: [{type: RegularExpression, name: q, value: '.*'}]
    - {}
    filters:
    - type: RequestRedirect
      requestRedirect: {scheme: https, path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}
    - {type: RequestMirror, requestMirror: {backendRef: {name: copy, port: 8080}}}
    - {type: ExtensionRef, extensionRef: {group: example.com, kind: Auth, name: a}}
    - {type: RequestHeaderModifier, requestHeaderModifier: {remove: [x]}}
    backendRefs:
    - {name: web, port: 80}
    - {name: web2, port: 80, weight: 0, namespace: other}
    - {group: multicluster.x-k8s.io, kind: ServiceImport, name: far}
",
    );
    let route = object.route().unwrap();
    assert_eq!(route.kind, RouteKind::Http);
    assert!(route.parent_refs[0].reference.is("gateway.networking.k8s.io", "Gateway"));
    assert_eq!(text(route.parent_refs[0].section_name.as_ref()).unwrap(), "https");
    assert!(route.parent_refs[1].reference.is("", "Service"), "an empty group is the core group");
    let rule = &route.rules[0];
    let first = &rule.matches[0];
    let path = first.path.as_ref().unwrap();
    assert_eq!((path.kind.value, path.value.value.as_str()), (PathMatchKind::Exact, "/pay"));
    assert_eq!(text(first.method.as_ref()).unwrap(), "POST");
    assert_eq!((first.headers[0].kind, first.headers[0].value.value.as_str()), (MatchKind::Exact, "2"));
    assert_eq!(first.query_params[0].kind, MatchKind::RegularExpression);
    assert_eq!((&rule.matches[1].path, &rule.matches[1].method), (&None, &None));
    let FilterAction::Redirect(redirect) = &rule.filters[0].action else { panic!("a redirect") };
    assert_eq!((redirect.status_code.value, redirect.status_code.range()), (302, None));
    assert!(matches!(&redirect.path, Some(PathModifier::PrefixMatch(path)) if path.value == "/"));
    let FilterAction::Mirror(copy) = &rule.filters[1].action else { panic!("a mirror") };
    assert_eq!((copy.reference.name.value.as_str(), text(copy.port.as_ref())), ("copy", Some(8080)));
    assert!(matches!(&rule.filters[2].action, FilterAction::Extension(to) if to.is("example.com", "Auth")));
    assert_eq!(rule.filters[3].action, FilterAction::Other);
    let weights: Vec<i64> = rule.backend_refs.iter().map(|backend| backend.weight.value).collect();
    assert_eq!(weights, [1, 0, 1]);
    let services: Vec<bool> = rule.backend_refs.iter().map(BackendRef::is_service).collect();
    assert_eq!(services, [true, true, false]);
}

#[test]
fn grpc_methods_are_no_http_methods() {
    let object = object(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: GRPCRoute\nmetadata: {name: r}\nspec: {rules: [{matches: \
         [{method: {service: shop.Cart}}]}]}\n",
    );
    let found = &object.route().unwrap().rules[0].matches[0];
    let method = found.grpc_method.as_ref().unwrap();
    assert_eq!(text(method.service.as_ref()).unwrap(), "shop.Cart");
    assert_eq!((&method.method, &found.method), (&None, &None));
}

#[test]
fn the_group_decides_and_not_the_version() {
    let kind = |head: &str| {
        let object = object(&format!("{head}\nmetadata: {{name: r}}\nspec: {{rules: [{{}}]}}\n"));
        object.route().map(|route| route.kind)
    };
    assert_eq!(kind("apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TCPRoute"), Some(RouteKind::Tcp));
    assert_eq!(kind("apiVersion: gateway.networking.k8s.io/v9\nkind: UDPRoute"), Some(RouteKind::Udp));
    assert_eq!(kind("apiVersion: example.com/v1\nkind: HTTPRoute"), None);
    assert_eq!(kind("apiVersion: gateway.networking.k8s.io/v1\nkind: Route"), None);
}

#[test]
fn grants_and_tls_policies_name_both_ends() {
    let grant = object(
        "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: g}\nspec: {from: \
         [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}], to: [{group: \"\", kind: \
         Service}, {group: \"\", kind: Secret, name: cert}]}\n",
    );
    let grant = grant.reference_grant().unwrap();
    assert_eq!(grant.from[0].namespace.value, "shop");
    assert_eq!(grant.to[0].name, None);
    assert_eq!(text(grant.to[1].name.as_ref()).unwrap(), "cert");
    let policy = object(
        "apiVersion: gateway.networking.k8s.io/v1alpha3\nkind: BackendTLSPolicy\nmetadata: {name: p}\nspec: \
         {targetRefs: [{group: \"\", kind: Service, name: web, sectionName: https}], validation: {hostname: \
         web.example.com, wellKnownCACertificates: System}}\n",
    );
    let policy = policy.backend_tls_policy().unwrap();
    assert!(policy.target_refs[0].reference.is("", "Service"));
    assert_eq!(text(policy.target_refs[0].section_name.as_ref()).unwrap(), "https");
    assert_eq!(text(policy.hostname.as_ref()).unwrap(), "web.example.com");
    assert_eq!(text(policy.well_known_ca_certificates.as_ref()).unwrap(), "System");
}

#[test]
fn network_policies_tell_absent_from_empty() {
    let read = |spec: &str| {
        object(&format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
        ))
    };
    let object = read(
        "{podSelector: {}, egress: [{to: [{namespaceSelector: {}}, {podSelector: {matchLabels: {a: b}}}, {ipBlock: \
         {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 53, protocol: UDP}, {port: dns}, {port: \
         8000, endPort: 8100}, {}]}]}",
    );
    let policy = object.network_policy().unwrap();
    assert!(policy.pod_selector.is_empty());
    assert!(policy.isolates(Direction::Ingress) && policy.isolates(Direction::Egress));
    assert!(policy.rules(Direction::Ingress).is_empty());
    let rule = &policy.rules(Direction::Egress)[0];
    assert!(rule.peers[0].namespace_selector.as_ref().unwrap().is_empty());
    assert_eq!((&rule.peers[0].pod_selector, &rule.peers[1].namespace_selector), (&None, &None));
    let block = rule.peers[2].ip_block.as_ref().unwrap();
    assert_eq!((block.cidr.value.as_str(), block.except[0].value.as_str()), ("10.0.0.0/8", "10.1.0.0/16"));
    let protocols: Vec<&str> = rule.ports.iter().map(|port| port.protocol.value.as_str()).collect();
    assert_eq!(protocols, ["UDP", "TCP", "TCP", "TCP"]);
    assert_eq!(text(rule.ports[1].port.as_ref()), Some(PortRef::Name("dns".to_owned())));
    assert_eq!((text(rule.ports[2].end_port.as_ref()), &rule.ports[3].port), (Some(8100), &None));

    let ingress_only = read("{podSelector: {}, egress: []}");
    assert!(!ingress_only.network_policy().unwrap().isolates(Direction::Egress));
    let egress_only = read("{podSelector: {}, policyTypes: [Egress], ingress: [{}]}");
    let egress_only = egress_only.network_policy().unwrap();
    assert!(!egress_only.isolates(Direction::Ingress) && egress_only.isolates(Direction::Egress));
}

#[test]
fn cluster_wide_policies_of_three_kinds_read_as_one() {
    let read = |version: &str, kind: &str, spec: &str| {
        object(&format!(
            "apiVersion: policy.networking.k8s.io/{version}\nkind: {kind}\nmetadata: {{name: p}}\nspec: {spec}\n"
        ))
    };
    let old = read(
        "v1alpha1",
        "AdminNetworkPolicy",
        "{priority: 5, subject: {namespaces: {}}, ingress: [{action: Allow, from: [{pods: {namespaceSelector: {}, \
         podSelector: {}}}], ports: [{portNumber: {port: 80}}, {portRange: {protocol: UDP, start: 1, end: 9}}, \
         {namedPort: web}, {portOther: {}}]}]}",
    );
    let old = old.cluster_policy().unwrap();
    assert_eq!((text(old.tier.as_ref()), text(old.priority.as_ref())), (Some(Tier::Admin), Some(5)));
    assert!(old.subject.namespaces.as_ref().unwrap().is_empty() && old.subject.pods.is_none());
    let rule = &old.rules(Direction::Ingress)[0];
    assert_eq!(text(rule.action.as_ref()), Some(Action::Accept));
    assert!(rule.peers[0].pods.pods.is_some());
    let protocols: Vec<Option<String>> = rule.ports.iter().map(|port| text(port.protocol.as_ref())).collect();
    assert_eq!(protocols, [Some("TCP".to_owned()), Some("UDP".to_owned()), None, None]);
    assert!(
        matches!(&rule.ports[0].ports, PortMatch::Range(first, last) if (first.value, last.value) == (80, 80))
    );
    assert!(
        matches!(&rule.ports[1].ports, PortMatch::Range(first, last) if (first.value, last.value) == (1, 9))
    );
    assert!(matches!(&rule.ports[2].ports, PortMatch::Name(name) if name.value == "web"));
    assert_eq!(rule.ports[3].ports, PortMatch::Unknown);

    let baseline = read("v1alpha1", "BaselineAdminNetworkPolicy", "{subject: {namespaces: {}}}");
    let baseline = baseline.cluster_policy().unwrap();
    assert_eq!((text(baseline.tier.as_ref()), &baseline.priority), (Some(Tier::Baseline), &None));

    let new = read(
        "v1alpha2",
        "ClusterNetworkPolicy",
        "{tier: Baseline, priority: 1, subject: {namespaces: {}}, egress: [{action: Pass, to: [{networks: \
         [10.0.0.0/8]}, {domainNames: [\"*.example.com\"]}, {other: {}}], protocols: [{tcp: {}}, {udp: \
         {destinationPort: {number: 53}}}, {sctp: {destinationPort: {range: {start: 1, end: 2}}}}, \
         {destinationNamedPort: web}]}]}",
    );
    let new = new.cluster_policy().unwrap();
    assert_eq!(text(new.tier.as_ref()), Some(Tier::Baseline));
    let rule = &new.rules(Direction::Egress)[0];
    assert_eq!(text(rule.action.as_ref()), Some(Action::Pass));
    assert_eq!(rule.peers[0].networks[0].value, "10.0.0.0/8");
    assert_eq!(rule.peers[1].domain_names[0].value, "*.example.com");
    assert!(rule.peers[2].networks.is_empty() && rule.peers[2].pods.namespaces.is_none());
    assert_eq!(rule.ports[0].ports, PortMatch::Every);
    assert!(matches!(&rule.ports[1].ports, PortMatch::Range(first, _) if first.value == 53));
    assert_eq!(text(rule.ports[2].protocol.as_ref()).unwrap(), "SCTP");
    assert!(matches!(&rule.ports[3].ports, PortMatch::Name(_)));
}

#[test]
fn namespaces_carry_the_label_that_the_server_sets() {
    let object = object("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}\n");
    let namespace = object.as_namespace().unwrap();
    let labels: Vec<(&str, &str)> =
        namespace.labels.iter().map(|pair| (pair.key.as_str(), pair.value.value.as_str())).collect();
    assert_eq!(labels, [("team", "a"), ("kubernetes.io/metadata.name", "shop")]);
    assert!(!namespace.terminating);
}

#[test]
fn jobs_of_a_schedule_are_counted_as_jobs_are() {
    let object = object(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: j}\nspec: {jobTemplate: {spec: {parallelism: 3, \
         completions: 2, completionMode: Indexed, template: {spec: {containers: [{name: a}]}}}}}\n",
    );
    let workload = object.workload().unwrap();
    assert_eq!((text(workload.replicas.as_ref()), text(workload.completions.as_ref())), (Some(3), Some(2)));
    assert!(workload.indexed);
    assert_eq!(object.pod_template().unwrap().containers[0].name, "a");
}
