//! The texts that are read, made of a few manifests with changing names and numbers.

/// A text and how much faster than `serde_yaml` it must be read.
#[derive(Debug, Clone)]
pub struct Input {
    /// What it is.
    pub name: &'static str,
    /// The text.
    pub text: String,
    /// The least ratio.
    pub least: f64,
}

/// The texts of the benchmark.
pub fn inputs() -> Vec<Input> {
    let many: String = documents(10_260);
    let few = documents(1_000);
    let crlf = few.replace('\n', "\r\n");
    let non_ascii = few.replace("shop", "läden").replace("The", "Żółć").replace("value", "значение");
    vec![
        Input { name: "20 MB in 10,260 documents", text: many, least: 1.1 },
        Input { name: "1,000 small documents", text: small(1_000), least: 1.0 },
        Input { name: "one 6 MB List", text: list(3_000), least: 1.4 },
        Input { name: "CRLF, 2 MB", text: crlf, least: 1.3 },
        Input { name: "non-ASCII, 2 MB", text: non_ascii, least: 1.3 },
    ]
}

/// Documents of about 2 KB each.
pub fn documents(count: usize) -> String {
    (0..count)
        .map(|at| {
            format!("---\n{}", if at % 3 == 0 { service(at) + &config_map(at) } else { deployment(at) })
        })
        .collect()
}

/// Documents of about 300 bytes each.
pub fn small(count: usize) -> String {
    (0..count).map(|at| format!("---\n{}", service(at))).collect()
}

/// One `List` of Deployments.
pub fn list(count: usize) -> String {
    let indented = |text: String| text.lines().map(|line| format!("  {line}\n")).collect::<String>();
    let item = |at| indented(deployment(at)).replacen("  ", "- ", 1);
    format!("apiVersion: v1\nkind: List\nitems:\n{}", (0..count).map(item).collect::<String>())
}

fn service(at: usize) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web-{at}\n  namespace: shop\n  labels:\n    app: web-{at}\nspec:\n  # The front door.\n  type: ClusterIP\n  selector:\n    app: web-{at}\n  ports:\n  - name: http\n    port: {}\n    targetPort: http\n    protocol: TCP\n",
        80 + at % 900
    )
}

fn config_map(at: usize) -> String {
    let lines: String = (0..20).map(|line| format!("  key-{line}: \"The value {line} of {at}\"\n")).collect();
    let text: String = (0..20).map(|line| format!("    listen {};\n", 8000 + line)).collect();
    format!("data:\n{lines}  nginx.conf: |\n{text}")
}

fn deployment(at: usize) -> String {
    let env: String = (0..12)
        .map(|line| format!("        - name: VARIABLE_{line}\n          value: \"value {line} of {at}\"\n"))
        .collect();
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{at}\n  namespace: shop\n  labels: {{app: web-{at}, tier: front}}\n  annotations:\n    example.com/note: 'The shop number {at}'\nspec:\n  replicas: {}\n  selector:\n    matchLabels:\n      app: web-{at}\n  template:\n    metadata:\n      labels:\n        app: web-{at}\n    spec:\n      containers:\n      - name: web\n        image: registry.example.com/shop/web:1.{at}\n        args: [\"--port\", \"8080\", --verbose]\n        env:\n{env}        ports:\n        - name: http # what the Service asks for\n          containerPort: 8080\n        readinessProbe:\n          httpGet:\n            path: /healthz\n            port: http\n          periodSeconds: 10\n        resources:\n          requests:\n            cpu: 100m\n            memory: 128Mi\n          limits:\n            memory: 256Mi\n      nodeSelector:\n        kubernetes.io/os: linux\n",
        1 + at % 5
    )
}
