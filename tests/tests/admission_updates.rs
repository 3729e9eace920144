//! What the API server says when an object is replaced, for kinds whose recorded answers are about creation only.
//!
//! A case is two manifests and what the second one is refused for: `FIELD: MESSAGE`, nothing where it is taken.

use portolan_core::admission::{Ruling, Server};
use portolan_tests::admit::{at, causes, create, update};
use portolan_tests::world::manifests;

/// Two `spec`s of a kind (whole fields where the kind has no `spec`), and what the change is refused for.
type Change = (&'static str, &'static str, &'static str, &'static [&'static str]);

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
    assert_eq!(update(&newest, &fine, &renamed).ruling, Ruling::Accepted);
    // Zero replicas came with 1.37; an object that has them keeps them.
    let metric =
        "metrics: [{type: External, external: {metric: {name: q}, target: {type: Value, value: 1}}}]";
    let zero = text("v2", deployment, &format!("minReplicas: 0, maxReplicas: 3, {metric}"));
    assert_eq!(create(&newest, &zero).ruling, Ruling::Accepted);
    let earlier = at(36);
    let refused = causes(&create(&earlier, &zero));
    assert_eq!(refused, ["spec.minReplicas: Invalid value: 0: must be greater than or equal to 1"]);
    let stored = create(&newest, &zero).object;
    let again = Server::new(&earlier).update(&stored, &manifests(&zero, &earlier)[0]);
    assert_eq!(again.ruling, Ruling::Accepted);
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
    assert_eq!(stored.ruling, Ruling::Accepted);
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
    assert_eq!((warned.ruling, warned.warnings.len()), (Ruling::Accepted, 1));
    // Rules about reviews of access have no effect.
    let rule = "rules: [{operations: ['*'], apiGroups: [authorization.k8s.io], apiVersions: ['*'], \
                resources: [subjectaccessreviews]}]";
    let idle = text("web", &format!("sideEffects: None, admissionReviewVersions: [v1], {rule}"));
    let warned: Vec<String> =
        create(&newest, &idle).warnings.into_iter().map(|warning| warning.text).collect();
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

#[test]
fn kinds_of_storage_and_policy() {
    const CLAIM: &str = "v1 PersistentVolumeClaim";
    const VOLUME: &str = "v1 PersistentVolume";
    const CLASS: &str = "storage.k8s.io/v1 StorageClass";
    const PRIORITY: &str = "scheduling.k8s.io/v1 PriorityClass";
    const BUDGET: &str = "policy/v1 PodDisruptionBudget";
    const QUOTA: &str = "v1 ResourceQuota";
    const IMMUTABLE: &str = "spec: Forbidden: spec is immutable after creation except resources.requests and \
                             volumeAttributesClassName for bound claims";
    const SOURCE: &str =
        "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation";
    let changes: [Change; 18] = [
        // A claim that is not bound never changes; equal amounts and a class for the first time are not a change.
        (
            CLAIM,
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}",
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}, storageClassName: fast, volumeName: a",
            &[],
        ),
        (
            CLAIM,
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}",
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}",
            &[IMMUTABLE],
        ),
        (
            CLAIM,
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, volumeName: a, storageClassName: b",
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, volumeName: a, storageClassName: c",
            &[IMMUTABLE],
        ),
        (
            CLAIM,
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}",
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, volumeMode: Block",
            &[IMMUTABLE, "volumeMode: Invalid value: \"Block\": field is immutable"],
        ),
        // A data source that an older client leaves out comes back from the other field.
        (
            CLAIM,
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, dataSource: {kind: PersistentVolumeClaim, name: a}",
            "accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, dataSourceRef: {kind: PersistentVolumeClaim, name: a}",
            &[],
        ),
        (
            VOLUME,
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], nfs: {server: a, path: /a}",
            "capacity: {storage: 2Gi}, accessModes: [ReadWriteMany], nfs: {server: a, path: /a}, storageClassName: b",
            &[],
        ),
        (
            VOLUME,
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], nfs: {server: a, path: /a}",
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], nfs: {server: b, path: /a}",
            &[SOURCE],
        ),
        // A secret for expansion may come once.
        (
            VOLUME,
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], csi: {driver: a, volumeHandle: b}",
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], csi: {driver: a, volumeHandle: b, controllerExpandSecretRef: {name: a, namespace: b}}",
            &[],
        ),
        (
            VOLUME,
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], csi: {driver: a, volumeHandle: b, controllerExpandSecretRef: {name: a, namespace: b}}",
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], csi: {driver: a, volumeHandle: b}",
            &[SOURCE],
        ),
        (
            VOLUME,
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], local: {path: /a}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: beta.kubernetes.io/os, operator: Exists}]}]}}",
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], local: {path: /a}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: Exists}]}]}}",
            &[],
        ),
        (
            VOLUME,
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], local: {path: /a}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}",
            "capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], local: {path: /a}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: b, operator: Exists}]}]}}",
            &[
                "nodeAffinity: Invalid value: {\"Required\":{\"NodeSelectorTerms\":[{\"MatchExpressions\":[{\"Key\":\"b\",\"Operator\":\"Exists\",\"Values\":null}],\"MatchFields\":null}]}}: field is immutable, except for updating from beta label to GA",
            ],
        ),
        (
            CLASS,
            "provisioner: a, mountOptions: [x]",
            "provisioner: a, mountOptions: [y], allowVolumeExpansion: true",
            &[],
        ),
        (
            CLASS,
            "provisioner: a, parameters: {a: b}",
            "provisioner: B, parameters: {a: c}, reclaimPolicy: Retain",
            &[
                "provisioner: Invalid value: \"B\": field is immutable",
                "parameters: Invalid value: {\"a\":\"c\"}: field is immutable",
                "reclaimPolicy: Invalid value: \"Retain\": field is immutable",
            ],
        ),
        (PRIORITY, "value: 1, description: a", "value: 1, description: b, globalDefault: true", &[]),
        (
            PRIORITY,
            "value: 1",
            "value: 2, preemptionPolicy: Never",
            &[
                "value: Forbidden: may not be changed in an update.",
                "preemptionPolicy: Invalid value: \"Never\": field is immutable",
            ],
        ),
        (BUDGET, "minAvailable: 1", "maxUnavailable: 1, selector: {matchLabels: {app: web}}", &[]),
        (QUOTA, "hard: {pods: 1}, scopes: [BestEffort]", "hard: {pods: 2}, scopes: [BestEffort]", &[]),
        (
            QUOTA,
            "hard: {pods: 1}, scopes: [BestEffort]",
            "hard: {pods: 1}, scopes: [NotBestEffort]",
            &["spec.scopes: Invalid value: [\"NotBestEffort\"]: field is immutable"],
        ),
    ];
    for (kind, old, new, expected) in changes {
        let (api_version, name) = kind.split_once(' ').unwrap();
        let text = |fields: &str| {
            let fields = if [CLASS, PRIORITY].contains(&kind) {
                fields.to_owned()
            } else {
                format!("spec: {{{fields}}}")
            };
            format!("{{apiVersion: {api_version}, kind: {name}, metadata: {{name: a}}, {fields}}}\n")
        };
        assert_eq!(causes(&update(&at(37), &text(old), &text(new))), expected, "{kind}: {old} to {new}");
    }
}

#[test]
fn a_bound_claim_may_grow_and_never_shrinks_below_what_it_has() {
    let claim = |size: &str, class: &str| {
        format!(
            "{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: a}}, spec: {{accessModes: [ReadWriteOnce], \
             volumeAttributesClassName: {class}, resources: {{requests: {{storage: {size}}}}}}}}}\n"
        )
    };
    let newest = at(37);
    let mut stored = create(&newest, &claim("2Gi", "gold")).object;
    let status = "{apiVersion: v1, kind: PersistentVolumeClaim, status: {phase: Bound, capacity: {storage: 1Gi}, \
                  currentVolumeAttributesClassName: gold}}\n";
    stored.set("status", manifests(status, &newest)[0].value.get("status").clone());
    let refused = |size: &str, class: &str| {
        causes(&Server::new(&newest).update(&stored, &manifests(&claim(size, class), &newest)[0]))
    };
    assert!(refused("3Gi", "silver").is_empty());
    assert!(refused("1500Mi", "gold").is_empty());
    assert_eq!(
        refused("1Gi", "gold"),
        ["spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"]
    );
    assert_eq!(
        refused("2Gi", "null"),
        ["spec.volumeAttributesClassName: Forbidden: update to nil is forbidden when \
          status.currentVolumeAttributesClassName is not nil"]
    );
}

#[test]
fn classes_of_attributes_are_dropped_where_the_server_does_not_know_them() {
    let claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], \
                 volumeAttributesClassName: gold, resources: {requests: {storage: 1Gi}}}}\n";
    let has = |minor| create(&at(minor), claim).object.get("spec").has("volumeAttributesClassName");
    assert_eq!([has(33), has(34)], [false, true]);
    // The scope for them came one version earlier.
    let quota = "{apiVersion: v1, kind: ResourceQuota, metadata: {name: a}, spec: {scopes: [VolumeAttributesClass]}}\n";
    let refused = |minor| causes(&create(&at(minor), quota));
    assert_eq!(refused(32), ["spec.scopes: Invalid value: [\"VolumeAttributesClass\"]: unsupported scope"]);
    assert!(refused(33).is_empty());
}
