//! Recorded answers of Kubernetes' own code, and how Portolan's compare.

pub mod answer;
pub mod corpus;
pub mod create;
pub mod dns;
pub mod kubectl;
pub mod proxy;
pub mod unanswered;
pub mod update;
pub mod worlds;

use crate::world::recorded_assumptions;
use flate2::read::GzDecoder;
use serde_json::Value as Json;
use std::io::Read as _;
use std::path::Path;

/// One comparison: equal if both sides are.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What is compared, such as `slices`.
    pub aspect: &'static str,
    /// The recorded answer, in the form that counts.
    pub expected: Json,
    /// Portolan's answer in the same form.
    pub got: Json,
    /// Which part of the case is compared, where it has several.
    pub unit: String,
}

impl Judged {
    /// Compares two sides.
    pub fn new(aspect: &'static str, expected: Json, got: Json) -> Self {
        Self { aspect, expected, got, unit: String::new() }
    }

    /// Names the part of the case.
    #[must_use]
    pub fn about(mut self, unit: &str) -> Self {
        unit.clone_into(&mut self.unit);
        self
    }

    /// Says whether both sides are equal.
    pub fn is_equal(&self) -> bool {
        self.expected == self.got
    }

    /// Says whether one of the sides says something; what neither speaks of is no comparison.
    pub fn is_comparison(&self) -> bool {
        !is_nothing(&self.expected) || !is_nothing(&self.got)
    }
}

fn is_nothing(side: &Json) -> bool {
    match side {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    }
}

/// What comes of one case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// What its units compare.
    pub judged: Vec<Judged>,
    /// How many of its answers say nothing about the manifest.
    pub left_out: usize,
    /// The file that it is about, where that cannot be read.
    pub unreadable: Option<String>,
}

impl From<Vec<Judged>> for Outcome {
    fn from(judged: Vec<Judged>) -> Self {
        Self { judged, ..Self::default() }
    }
}

/// A format of recorded answers; `tests/README.md` describes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Objects created.
    Create,
    /// An object replaced.
    Update,
    /// What the endpoint controllers wrote.
    Worlds,
    /// What kubectl printed.
    Kubectl,
    /// The endpoints that kube-proxy uses.
    Proxy,
    /// Who may reach whom.
    Netpol,
    /// Attachment of routes.
    Gateway,
    /// A controller's routing table.
    Ingress,
    /// Replies of the cluster's DNS.
    Dns,
    /// Verdicts on real manifests.
    Corpus,
}

impl Format {
    /// Tells the format of a case from its keys.
    pub fn of(case: &Json) -> Option<Self> {
        let formats = [
            ("before", Self::Update),
            ("file", Self::Corpus),
            ("answers", Self::Create),
            ("slices", Self::Worlds),
            ("outputs", Self::Kubectl),
            ("proxy", Self::Proxy),
            ("probes", Self::Netpol),
            ("status", Self::Gateway),
            ("hosts", Self::Ingress),
            ("replies", Self::Dns),
        ];
        formats.into_iter().find(|(key, _)| case.get(key).is_some()).map(|(_, format)| format)
    }

    /// The aspects of the format, in the order in which they are printed.
    pub fn aspects(self) -> &'static [&'static str] {
        match self {
            Self::Create | Self::Update => &["verdict", "message", "causes", "warnings", "object"],
            Self::Worlds => &["endpoints", "slices"],
            Self::Kubectl => &["get", "describe"],
            Self::Proxy => &["endpoints", "refused"],
            Self::Netpol => &["questions"],
            Self::Gateway => &["agreed", "either", "order"],
            Self::Ingress => &["routes"],
            Self::Dns => &["replies"],
            Self::Corpus => &["verdict", "causes", "warnings"],
        }
    }
}

/// Judges one case. `root` is the folder that files of the corpus are relative to.
///
/// Formats without an answer of Portolan's count their units as different.
pub fn judge(format: Format, recorded: &Json, root: &Path, case: &Json) -> Outcome {
    let assumptions = recorded_assumptions(recorded);
    match format {
        Format::Create => create::judge(&assumptions, case),
        Format::Update => update::judge(&assumptions, case),
        Format::Corpus => corpus::judge(&assumptions, root, case),
        Format::Worlds => worlds::judge(&assumptions, case).into(),
        Format::Dns => dns::judge(&assumptions, case).into(),
        Format::Proxy => proxy::judge(&assumptions, case).into(),
        Format::Kubectl => kubectl::judge(&assumptions, case).into(),
        Format::Netpol | Format::Gateway | Format::Ingress => unanswered::judge(format, case).into(),
    }
}

/// Says whether a case is about a kind: one of its objects is of it.
pub fn is_about(case: &Json, kind: &str) -> bool {
    let by_ref =
        |answer: &Json| answer["ref"].as_str().is_some_and(|name| name.split(' ').nth(1) == Some(kind));
    let answers = case["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !answers.is_empty() || case.get("answer").is_some() {
        return answers.iter().any(by_ref) || by_ref(&case["answer"]);
    }
    let text = case["text"].as_str().unwrap_or("");
    text.contains(&format!("kind: {kind}")) || text.contains(&format!("\"kind\": \"{kind}\""))
}

/// Puts the answers of one case together: an aspect is equal if it is for every answer that compares something.
fn all_equal(answers: Vec<Vec<Judged>>) -> Vec<Judged> {
    let mut out: Vec<Judged> = Vec::new();
    for judged in answers.into_iter().flatten().filter(Judged::is_comparison) {
        match out.iter_mut().find(|earlier| earlier.aspect == judged.aspect) {
            Some(earlier) if earlier.is_equal() => *earlier = judged,
            Some(_) => {}
            None => out.push(judged),
        }
    }
    out
}

/// Equal and all comparisons of a file, one per aspect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The aspect.
    pub aspect: &'static str,
    /// How many are equal.
    pub equal: usize,
    /// How many there are.
    pub all: usize,
}

impl Figure {
    /// Reads `EQUAL/ALL`.
    pub fn parse(aspect: &'static str, text: &str) -> Option<Self> {
        let (equal, all) = text.split_once('/')?;
        Some(Self { aspect, equal: equal.parse().ok()?, all: all.parse().ok()? })
    }

    /// Says whether this is no worse than `least`: no fewer are equal, and no more differ.
    pub fn holds(&self, least: &Self) -> bool {
        self.equal >= least.equal && self.all - self.equal <= least.all - least.equal
    }
}

/// What comes of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// One figure per aspect, in the order of the format; an aspect of which neither side says anything has none.
    pub figures: Vec<Figure>,
    /// How many answers say nothing about their manifest.
    pub left_out: usize,
    /// Files that could not be read.
    pub unreadable: Vec<String>,
}

impl Counted {
    /// The figure of an aspect.
    pub fn figure(&self, aspect: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.aspect == aspect)
    }
}

/// Judges the cases of a file and counts; `difference` is told of each comparison that is not equal.
pub fn count(
    recorded: &Json,
    root: &Path,
    cases: &[Json],
    mut difference: impl FnMut(&Json, &Judged),
) -> Counted {
    let mut out = Counted::default();
    let Some(format) = cases.first().and_then(Format::of) else { return out };
    out.figures = format.aspects().iter().map(|aspect| Figure { aspect, equal: 0, all: 0 }).collect();
    for case in cases {
        let outcome = judge(format, recorded, root, case);
        out.left_out += outcome.left_out;
        out.unreadable.extend(outcome.unreadable);
        for judged in outcome.judged.iter().filter(|judged| judged.is_comparison()) {
            if let Some(figure) = out.figures.iter_mut().find(|figure| figure.aspect == judged.aspect) {
                figure.all += 1;
                figure.equal += usize::from(judged.is_equal());
            }
            if !judged.is_equal() {
                difference(case, judged);
            }
        }
    }
    out.figures.retain(|figure| figure.all > 0);
    out
}

/// Reads a file of JSON lines, packed or not: the first line (what was recorded) and the cases.
///
/// # Errors
///
/// A file that cannot be read, or a line that is not JSON.
pub fn read_cases(path: &Path) -> std::io::Result<(Json, Vec<Json>)> {
    let bytes = std::fs::read(path)?;
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes).map_err(std::io::Error::other)?;
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let head: Json = serde_json::from_str(lines.next().unwrap_or("{}"))?;
    let cases = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok((head["recorded"].clone(), cases))
}
