//! The examples: each shows one kind of link, whole or broken, and has an address of its own (`#ex=port-mismatch`).

use crate::workspace::{Saved, SavedFile};

/// An example.
pub(crate) struct Example {
    /// Its name in the address.
    pub(crate) slug: &'static str,
    /// Its name in the menu.
    pub(crate) name: &'static str,
    /// What it shows.
    pub(crate) note: &'static str,
    /// Whether something is wrong in it.
    pub(crate) broken: bool,
    files: &'static [(&'static str, &'static str)],
}

macro_rules! example {
    ($slug:literal, $broken:literal, $name:literal, $note:literal, [$($file:literal),*]) => {
        Example {
            slug: $slug,
            name: $name,
            note: $note,
            broken: $broken,
            files: &[$(($file, include_str!(concat!("../examples/", $file)))),*],
        }
    };
}

/// All examples; the first is what an empty page starts with.
pub(crate) const EXAMPLES: &[Example] = &[
    example!("shop", true, "A shop", "two files, two namespaces, one wrong word", ["shop.yaml", "data.yaml"]),
    example!(
        "selector-typo",
        true,
        "Selector typo",
        "one letter off, no Pod is selected",
        ["selector-typo.yaml"]
    ),
    example!(
        "named-port-missing",
        true,
        "Named port missing",
        "no container has a port of that name",
        ["named-port-missing.yaml"]
    ),
    example!(
        "label-not-on-template",
        true,
        "Label not on the template",
        "the Deployment has it, its Pods do not",
        ["label-not-on-template.yaml"]
    ),
    example!(
        "other-namespace",
        true,
        "Other namespace",
        "a selector stays in its namespace",
        ["other-namespace.yaml"]
    ),
    example!(
        "port-mismatch",
        true,
        "Port mismatch",
        "the target port is not the container's",
        ["port-mismatch.yaml"]
    ),
    example!("refused", true, "Refused", "what the API server does not take", ["refused.yaml"]),
    example!(
        "tutorial",
        false,
        "targetPort 9376",
        "the Service of the Kubernetes documentation",
        ["tutorial.yaml"]
    ),
    example!("multi-port", false, "Two ports", "by number and by name", ["multi-port.yaml"]),
    example!("no-selector", false, "Without selector", "endpoints written by hand", ["no-selector.yaml"]),
    example!("headless", false, "Headless", "a StatefulSet's Pods by name", ["headless.yaml"]),
    example!("node-port", false, "NodePort", "a port of every node", ["node-port.yaml"]),
    example!(
        "load-balancer",
        false,
        "LoadBalancer",
        "an address outside the cluster",
        ["load-balancer.yaml"]
    ),
    example!("external-name", false, "ExternalName", "a name for another name", ["external-name.yaml"]),
    Example {
        slug: "large",
        name: "1,000 objects",
        note: "20 namespaces, three faults",
        broken: true,
        files: &[],
    },
];

/// The workspace of an example.
pub(crate) fn load(slug: &str) -> Option<Saved> {
    let example = EXAMPLES.iter().find(|example| example.slug == slug)?;
    let mut files: Vec<SavedFile> = example
        .files
        .iter()
        .map(|(name, text)| SavedFile { name: (*name).to_owned(), text: (*text).to_owned() })
        .collect();
    if files.is_empty() {
        files = (1..=20).map(large).collect();
    }
    Some(Saved { files, sample: true, ..Saved::default() })
}

/// One file of the large example: 25 Services with their Deployments in one namespace.
fn large(team: u32) -> SavedFile {
    let mut text = String::new();
    for n in 1..=25 {
        let target = match (team, n) {
            (3, 7) => "htp",
            _ => "http",
        };
        let app = match (team, n) {
            (8, 2) | (15, 20) => format!("app-{n}x"),
            _ => format!("app-{n}"),
        };
        text.push_str(&format!(
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: app-{n}\n  namespace: team-{team}\nspec:\n  selector:\n    app: {app}\n  ports:\n    - name: http\n      port: 80\n      targetPort: {target}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{n}\n  namespace: team-{team}\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: app-{n}\n  template:\n    metadata:\n      labels:\n        app: app-{n}\n    spec:\n      containers:\n        - name: app\n          image: registry.example/app:1.0\n          ports:\n            - name: http\n              containerPort: 8080\n---\n"
        ));
    }
    SavedFile { name: format!("team-{team}.yaml"), text }
}
