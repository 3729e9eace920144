//! The shapes that JavaScript hands in.

use portolan_core::assumptions::{Assumptions, FactName};
use portolan_core::picture::tokens::Theme;
use portolan_core::picture::view::{Show, View};
use portolan_core::scenario::{PodChange, PodName, Scenario, WorkloadName};
use portolan_core::source;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A file of the input.
#[derive(Deserialize)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Facts about the cluster by name, the what-ifs, and what the picture shows.
#[derive(Default, Deserialize)]
pub(crate) struct Options {
    #[serde(default)]
    scenario: WhatIfs,
    #[serde(default)]
    picture: Picture,
    #[serde(flatten)]
    facts: BTreeMap<String, Statement>,
}

/// What a fact may be stated as.
#[derive(Deserialize)]
#[serde(untagged)]
enum Statement {
    Flag(bool),
    Text(String),
    List(Vec<String>),
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct WhatIfs {
    /// By `namespace/name`.
    pods: BTreeMap<String, Change>,
    /// By `Kind/namespace/name`.
    scale: BTreeMap<String, u32>,
    drained_nodes: BTreeSet<String>,
    lost_nodes: BTreeSet<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Picture {
    theme: ThemeName,
    show: ShowName,
    namespaces: Option<BTreeSet<String>>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ThemeName {
    #[default]
    Light,
    Dark,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ShowName {
    #[default]
    Everything,
    Problems,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Change {
    NotReady,
    Terminating,
    Gone,
}

impl Options {
    /// The facts that are stated, Portolan's defaults for the rest; else what is wrong with one.
    pub(crate) fn assumptions(&self) -> Result<Assumptions, String> {
        let mut assumptions = Assumptions::default();
        for (name, statement) in &self.facts {
            let text = match statement {
                Statement::Flag(flag) => flag.to_string(),
                Statement::Text(text) => text.clone(),
                Statement::List(items) => items.join(","),
            };
            let fact =
                FactName::parse(name).ok_or_else(|| format!("options: there is no option `{name}`"))?;
            assumptions.state(fact, &text).map_err(|wrong| format!("options.{name}: {wrong}"))?;
        }
        Ok(assumptions)
    }

    /// The what-ifs; else what is wrong with one.
    pub(crate) fn scenario(&self) -> Result<Scenario, String> {
        let mut scenario = Scenario {
            drained_nodes: self.scenario.drained_nodes.clone(),
            lost_nodes: self.scenario.lost_nodes.clone(),
            ..Scenario::default()
        };
        for (pod, change) in &self.scenario.pods {
            let (namespace, name) =
                pod.split_once('/').ok_or_else(|| format!("options: {pod} is not NAMESPACE/NAME"))?;
            let change = match change {
                Change::NotReady => PodChange::NotReady,
                Change::Terminating => PodChange::Terminating,
                Change::Gone => PodChange::Gone,
            };
            scenario.pods.insert(PodName { namespace: namespace.to_owned(), name: name.to_owned() }, change);
        }
        for (workload, replicas) in &self.scenario.scale {
            let parts: Vec<&str> = workload.split('/').collect();
            let [kind, namespace, name] = parts[..] else {
                return Err(format!("options: {workload} is not KIND/NAMESPACE/NAME"));
            };
            let name = WorkloadName {
                kind: kind.to_owned(),
                namespace: namespace.to_owned(),
                name: name.to_owned(),
            };
            scenario.scale.insert(name, *replicas);
        }
        Ok(scenario)
    }

    /// What the picture shows.
    pub(crate) fn view(&self) -> View {
        let show = match self.picture.show {
            ShowName::Everything => Show::Everything,
            ShowName::Problems => Show::Problems,
        };
        View { show, namespaces: self.picture.namespaces.clone(), ..View::default() }
    }

    /// The picture's colors.
    pub(crate) fn theme(&self) -> Theme {
        match self.picture.theme {
            ThemeName::Light => Theme::Light,
            ThemeName::Dark => Theme::Dark,
        }
    }
}

/// A fix of a report.
#[derive(Deserialize)]
pub(crate) struct Fix {
    pub(crate) edits: Vec<Edit>,
}

/// One edit of a fix.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Edit {
    pub(crate) file: String,
    pub(crate) range: Range,
    pub(crate) new_text: String,
}

/// From the first character to the one after the last.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct Range {
    pub(crate) start: Position,
    pub(crate) end: Position,
}

/// A zero-based line and UTF-16 column.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct Position {
    line: u32,
    character: u32,
}

impl From<Position> for source::Position {
    fn from(position: Position) -> Self {
        Self { line: position.line, character: position.character }
    }
}
