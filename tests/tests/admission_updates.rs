//! What the API server says when an object is replaced, for kinds whose recorded answers are about creation only.
//!
//! A case is two manifests and what the second one is refused for: `FIELD: MESSAGE`, nothing where it is taken.

use portolan_core::admission::{Admission, Server, Verdict};
use portolan_core::assumptions::{Assumptions, Fact, Version};
use portolan_tests::world::manifests;

fn at(minor: u8) -> Assumptions {
    Assumptions { kubernetes: Fact::Stated(Version { minor }), ..Assumptions::default() }
}

fn create(assumptions: &Assumptions, text: &str) -> Admission {
    let manifests = manifests(text, assumptions);
    assert_eq!(manifests.len(), 1, "{text}");
    Server::new(assumptions).create(&manifests[0])
}

/// Answers the replacement of `old`, which must be right, by `new`.
fn update(assumptions: &Assumptions, old: &str, new: &str) -> Admission {
    let stored = create(assumptions, old);
    assert_eq!(stored.verdict, Verdict::Accepted, "{old}");
    Server::new(assumptions).update(&stored.object, &manifests(new, assumptions)[0])
}

fn causes(admission: &Admission) -> Vec<String> {
    admission.causes().iter().map(|cause| format!("{}: {}", cause.path, cause.message)).collect()
}

#[test]
fn autoscalers() {
    let text = |api_version: &str, target: &str, spec: &str| {
        format!(
            "apiVersion: autoscaling/{api_version}\nkind: HorizontalPodAutoscaler\nmetadata: {{name: web}}\n\
             spec: {{scaleTargetRef: {target}, {spec}}}\n"
        )
    };
    let deployment = "{apiVersion: apps/v1, kind: Deployment, name: web}";
    let core = "{apiVersion: v1, kind: Deployment, name: web}";
    let newest = at(37);
    // The group of the target is needed, but not where neither kind nor version change.
    let fine = text("v2", deployment, "maxReplicas: 3");
    let refused = causes(&update(&newest, &fine, &text("v2", core, "maxReplicas: 3")));
    assert_eq!(
        refused,
        ["spec.scaleTargetRef.apiVersion: Invalid value: \"v1\": apiVersion must specify API group"]
    );
    let renamed = text("v2", "{apiVersion: apps/v1, kind: Deployment, name: api}", "maxReplicas: 3");
    assert_eq!(update(&newest, &fine, &renamed).verdict, Verdict::Accepted);
    // Zero replicas came with 1.37; an object that has them keeps them.
    let metric =
        "metrics: [{type: External, external: {metric: {name: q}, target: {type: Value, value: 1}}}]";
    let zero = text("v2", deployment, &format!("minReplicas: 0, maxReplicas: 3, {metric}"));
    assert_eq!(create(&newest, &zero).verdict, Verdict::Accepted);
    let earlier = at(36);
    let refused = causes(&create(&earlier, &zero));
    assert_eq!(refused, ["spec.minReplicas: Invalid value: 0: must be greater than or equal to 1"]);
    let stored = create(&newest, &zero).object;
    let again = Server::new(&earlier).update(&stored, &manifests(&zero, &earlier)[0]);
    assert_eq!(again.verdict, Verdict::Accepted);
    // A tolerance is dropped where the server does not know it.
    let tolerance = text("v2", deployment, "maxReplicas: 3, behavior: {scaleUp: {tolerance: 0.1}}");
    let kept = |minor| {
        let object = create(&at(minor), &tolerance).object;
        object.get("spec").get("behavior").get("scaleUp").has("tolerance")
    };
    assert_eq!([kept(34), kept(35)], [false, true]);
}

#[test]
fn autoscalers_of_version_1_keep_metrics_in_annotations() {
    let text = |metrics: &str, spec: &str| {
        format!(
            "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\n  annotations:\n    \
             autoscaling.alpha.kubernetes.io/metrics: '{metrics}'\n    \
             autoscaling.alpha.kubernetes.io/conditions: '[]'\n    \
             autoscaling.alpha.kubernetes.io/behavior: '{{\"ScaleUp\":{{\"Policies\":[]}},\"ScaleDown\":null}}'\n\
             spec:\n  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}\n  maxReplicas: 3\n{spec}"
        )
    };
    let pods = r#"[{"type":"Pods","pods":{"metricName":"q","targetAverageValue":"0"}}]"#;
    let newest = at(37);
    assert_eq!(
        causes(&create(&newest, &text(pods, ""))),
        [
            "spec.metrics[0].pods.target.averageValue: Invalid value: \"0\": must be positive",
            "spec.behavior.scaleUp.policies: Required value: must specify at least one Policy",
        ]
    );
    // What cannot be read counts as nothing.
    let unreadable = text("[", "  targetCPUUtilizationPercentage: 0\n");
    let refused = causes(&create(&newest, &unreadable));
    assert_eq!(
        refused[0],
        "spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0"
    );
    // Other metrics leave no room for the default.
    let right = text(&pods.replace("\"0\"", "\"5\""), "")
        .replace(":[]}", r#":[{"Type":"Pods","Value":1,"PeriodSeconds":15}]}"#);
    let stored = create(&newest, &right);
    assert_eq!(stored.verdict, Verdict::Accepted);
    assert!(!stored.object.get("spec").has("targetCPUUtilizationPercentage"));
    let annotations = stored.object.get("metadata").get("annotations");
    assert!(!annotations.has("autoscaling.alpha.kubernetes.io/conditions"));
    assert!(annotations.has("autoscaling.alpha.kubernetes.io/metrics"));
}

#[test]
fn webhook_configurations() {
    let text = |name: &str, hook: &str| {
        format!(
            "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\n\
             metadata: {{name: {name}}}\nwebhooks:\n- {{name: a.example.com, clientConfig: {{url: 'https://a'}}, {hook}}}\n"
        )
    };
    let newest = at(37);
    let fine = text("web", "sideEffects: None, admissionReviewVersions: [v1]");
    let worse = text(
        "web",
        "sideEffects: Some, admissionReviewVersions: [v2], objectSelector: {matchLabels: {a: a b}}, \
         matchConditions: [{name: a, expression: '1'}]",
    );
    let refused = causes(&update(&newest, &fine, &worse));
    let fields: Vec<&str> = refused.iter().filter_map(|cause| cause.split(':').next()).collect();
    assert_eq!(
        fields,
        [
            "webhooks[0].sideEffects",
            "webhooks[0].objectSelector.matchLabels",
            "webhooks[0].matchConditions[0].expression",
            "webhooks[0].admissionReviewVersions",
        ]
    );
    assert!(refused[2].ends_with("Invalid value: \"1\": must evaluate to bool but got int"));
    // What an object has already, it may keep; labels of selectors are always checked.
    let stored = create(&newest, &fine).object;
    let mut lax = stored.clone();
    let unknown = create(&newest, &worse).object;
    lax.set("webhooks", unknown.get("webhooks").clone());
    let again = Server::new(&newest).update(&lax, &manifests(&worse, &newest)[0]);
    let fields: Vec<String> = again.causes().iter().map(|cause| cause.path.to_string()).collect();
    assert_eq!(fields, ["webhooks[0].objectSelector.matchLabels"]);
    // A name that belongs to the server's files is refused where the server reads such files, else warned of.
    let reserved = text("a.static.k8s.io", "sideEffects: None, admissionReviewVersions: [v1]");
    assert!(causes(&create(&newest, &reserved))[0].starts_with("metadata.name: Invalid value"));
    let warned = create(&at(35), &reserved);
    assert_eq!((warned.verdict, warned.warnings.len()), (Verdict::Accepted, 1));
    // Rules about reviews of access have no effect.
    let rule = "rules: [{operations: ['*'], apiGroups: [authorization.k8s.io], apiVersions: ['*'], \
                resources: [subjectaccessreviews]}]";
    let idle = text("web", &format!("sideEffects: None, admissionReviewVersions: [v1], {rule}"));
    let warned: Vec<String> =
        create(&newest, &idle).warnings.into_iter().map(|warning| warning.message).collect();
    assert_eq!(
        warned,
        [
            "webhooks[0].rules[0]: subjectaccessreviews.authorization.k8s.io is excluded from admission webhooks; this \
          rule will have no effect"
        ]
    );
    assert!(create(&at(36), &idle).warnings.is_empty());
}

#[test]
fn urls_of_webhooks() {
    let newest = at(37);
    let told = |url: &str| {
        let text = format!(
            "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\n\
             metadata: {{name: web}}\nwebhooks:\n- {{name: a.example.com, clientConfig: {{url: '{url}'}}, \
             sideEffects: None, admissionReviewVersions: [v1]}}\n"
        );
        causes(&create(&newest, &text))
    };
    let form = "; desired format: https://host[/path]";
    assert!(told("https://a.example/x").is_empty());
    assert_eq!(
        told("http://u@a?q#f"),
        [
            format!(
                "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme{form}"
            ),
            "webhooks[0].clientConfig.url: Invalid value: \"u\": user information is not permitted in the URL"
                .to_owned(),
            "webhooks[0].clientConfig.url: Invalid value: \"f\": fragments are not permitted in the URL".to_owned(),
            "webhooks[0].clientConfig.url: Invalid value: \"q\": query parameters are not permitted in the URL"
                .to_owned(),
        ]
    );
    assert_eq!(
        told("https://a:x"),
        [format!(
            "webhooks[0].clientConfig.url: Required value: url must be a valid URL: parse \"https://a:x\": invalid \
             port \":x\" after host{form}"
        )]
    );
}

#[test]
fn api_services() {
    let text = |spec: &str| {
        format!(
            "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {{name: v1.a.example}}\n\
             spec: {{version: v1, group: a.example, groupPriorityMinimum: 1000, versionPriority: 15, {spec}}}\n"
        )
    };
    let newest = at(37);
    let fine = text("service: {namespace: a, name: b}");
    assert_eq!(
        causes(&update(&newest, &fine, &text("caBundle: YQ==, insecureSkipTLSVerify: true"))),
        [
            "spec.caBundle: Invalid value: \"1 bytes\": local APIServices may not have a caBundle",
            "spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify",
        ]
    );
}
