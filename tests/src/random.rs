//! Random worlds for properties: documents over a small alphabet, so that selectors and names meet by chance.

/// The generator of every test that makes things up; equal seeds give equal numbers on every platform.
#[derive(Debug, Clone)]
pub struct Random(fastrand::Rng);

impl Random {
    /// Starts at a seed.
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A number below `limit`; 0 if there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0.usize(..limit.max(1))
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// Puts items in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        self.0.shuffle(items);
    }
}

const NAMESPACES: [&str; 3] = ["default", "shop", "data"];
const APPS: [&str; 4] = ["web", "api", "db", "cache"];
const PORT_NAMES: [&str; 3] = ["http", "grpc", "metrics"];

/// The documents of a random world: no two of one name, no address or node port asked for twice.
pub fn world(random: &mut Random) -> Vec<String> {
    let mut out = Vec::new();
    if random.once_in(3) {
        for n in 1..=random.below(4) + 1 {
            out.push(node(random, n));
        }
    }
    for namespace in NAMESPACES {
        if namespace != "default" {
            out.push(format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: {namespace}}}\n"));
        }
        for n in 0..random.below(4) {
            out.push(workload(random, namespace, n));
        }
        for n in 0..random.below(4) {
            out.push(pod(random, namespace, n));
        }
        for n in 0..random.below(4) {
            out.push(service(random, namespace, n));
            if random.once_in(4) {
                out.push(endpoints(random, namespace, n));
            }
            if random.once_in(5) {
                out.push(slice(random, namespace, n));
            }
        }
    }
    random.shuffle(&mut out);
    out
}

fn node(random: &mut Random, n: usize) -> String {
    let zone = random.below(3);
    format!(
        "apiVersion: v1\nkind: Node\nmetadata: {{name: machine-{n}, labels: {{topology.kubernetes.io/zone: z{zone}}}}}\n\
         status: {{allocatable: {{cpu: '{}'}}, conditions: [{{type: Ready, status: 'True'}}]}}\n",
        random.below(8) + 1
    )
}

fn labels(random: &mut Random) -> String {
    let app = random.pick(&APPS);
    if random.once_in(3) {
        format!("{{app: {app}, tier: {}}}", random.pick(&["a", "b"]))
    } else {
        format!("{{app: {app}}}")
    }
}

fn containers(random: &mut Random) -> String {
    let mut ports = Vec::new();
    for name in PORT_NAMES {
        if random.once_in(2) {
            let protocol = random.pick(&["TCP", "TCP", "UDP"]);
            ports.push(format!(
                "{{name: {name}, containerPort: {}, protocol: {protocol}}}",
                8000 + random.below(4)
            ));
        }
    }
    format!("[{{name: c, image: c, ports: [{}]}}]", ports.join(", "))
}

fn workload(random: &mut Random, namespace: &str, n: usize) -> String {
    let kind = random.pick(&["Deployment", "StatefulSet", "DaemonSet"]);
    let labels = labels(random);
    let replicas =
        if kind == "DaemonSet" { String::new() } else { format!("replicas: {}, ", random.below(4)) };
    let governed =
        if kind == "StatefulSet" { format!("serviceName: s{}, ", random.below(3)) } else { String::new() };
    format!(
        "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: w{n}, namespace: {namespace}}}\n\
         spec: {{{replicas}{governed}selector: {{matchLabels: {labels}}}, \
         template: {{metadata: {{labels: {labels}}}, spec: {{containers: {}}}}}}}\n",
        containers(random)
    )
}

fn pod(random: &mut Random, namespace: &str, n: usize) -> String {
    let status = match random.below(4) {
        0 => format!(
            "status: {{phase: {}, podIPs: [{{ip: 10.9.{}.{}}}], conditions: [{{type: Ready, status: '{}'}}]}}\n",
            random.pick(&["Running", "Running", "Succeeded", "Pending"]),
            namespace.len(),
            n + 1,
            random.pick(&["True", "False"])
        ),
        1 => "status: {phase: Pending}\n".to_owned(),
        _ => String::new(),
    };
    let node = if random.once_in(4) {
        format!("nodeName: machine-{}, ", random.below(4) + 1)
    } else {
        String::new()
    };
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{n}, namespace: {namespace}, labels: {}}}\n\
         spec: {{{node}containers: {}}}\n{status}",
        labels(random),
        containers(random)
    )
}

fn service(random: &mut Random, namespace: &str, n: usize) -> String {
    let mut fields = Vec::new();
    if random.once_in(8) {
        let target =
            random.pick(&["s0.shop.svc.cluster.local", "s1.default.svc.cluster.local", "example.org"]);
        fields.push(format!("type: ExternalName, externalName: {target}"));
    } else {
        if !random.once_in(5) {
            fields.push(format!("selector: {}", labels(random)));
        }
        if random.once_in(4) {
            fields.push("clusterIP: None".to_owned());
        }
        if random.once_in(4) {
            fields.push("publishNotReadyAddresses: true".to_owned());
        }
        if random.once_in(4) {
            fields.push(format!("trafficDistribution: {}", random.pick(&["PreferClose", "PreferSameNode"])));
        }
        let mut ports = Vec::new();
        for at in 0..=random.below(2) {
            let target = match random.below(3) {
                0 => format!(", targetPort: {}", random.pick(&PORT_NAMES)),
                1 => format!(", targetPort: {}", 8000 + random.below(4)),
                _ => String::new(),
            };
            ports.push(format!("{{name: p{at}, port: {}{target}}}", 80 + at));
        }
        fields.push(format!("ports: [{}]", ports.join(", ")));
    }
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: s{n}, namespace: {namespace}}}\nspec: {{{}}}\n",
        fields.join(", ")
    )
}

fn endpoints(random: &mut Random, namespace: &str, n: usize) -> String {
    let addresses: Vec<String> =
        (0..=random.below(3)).map(|at| format!("{{ip: 192.0.2.{}}}", at + 1)).collect();
    format!(
        "apiVersion: v1\nkind: Endpoints\nmetadata: {{name: s{n}, namespace: {namespace}}}\n\
         subsets: [{{addresses: [{}], ports: [{{name: p{}, port: 8080}}]}}]\n",
        addresses.join(", "),
        random.below(2)
    )
}

fn slice(random: &mut Random, namespace: &str, n: usize) -> String {
    format!(
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n\
         metadata: {{name: s{n}-hand, namespace: {namespace}, labels: {{kubernetes.io/service-name: s{n}}}}}\n\
         addressType: IPv4\nendpoints: [{{addresses: [198.51.100.{}]}}]\nports: [{{name: p{}, port: 8080}}]\n",
        n + 1,
        random.below(2)
    )
}
