//! The shapes that JavaScript hands in.

use crate::argument::Argument;
use portolan_core::InputFile;
use portolan_core::assumptions::{Assumptions, FactName};
use portolan_core::picture::tokens::Theme;
use portolan_core::picture::view::{Show, View};
use portolan_core::scenario::{PodChange, PodName, Scenario, WorkloadName};
use portolan_core::source::{LineIndex, Position};
use std::collections::BTreeSet;
use wasm_bindgen::JsValue;

/// Facts about the cluster, the what-ifs, and what the picture shows.
#[derive(Default)]
pub(crate) struct Options {
    /// The facts that are stated, Portolan's defaults for the rest.
    pub(crate) assumptions: Assumptions,
    /// The what-ifs.
    pub(crate) scenario: Scenario,
    /// What the picture shows.
    pub(crate) view: View,
    /// The picture's colors.
    pub(crate) theme: Theme,
}

/// Reads the files of the input.
pub(crate) fn files(files: &Argument) -> Result<Vec<InputFile>, JsValue> {
    let file = |file: &Argument| Ok(InputFile::new(&file.part("name")?.text()?, &file.part("text")?.text()?));
    files.list()?.iter().map(file).collect()
}

/// Reads the options; nothing stands for the defaults.
pub(crate) fn options(options: &Argument) -> Result<Options, JsValue> {
    let mut out = Options::default();
    if options.is_absent() {
        return Ok(out);
    }
    for (name, part) in options.entries()? {
        if part.is_absent() {
            continue;
        }
        match name.as_str() {
            "scenario" => out.scenario = scenario(&part)?,
            "picture" => picture(&part, &mut out)?,
            name => {
                let fact = FactName::parse(name).ok_or_else(|| part.unknown())?;
                let stated = out.assumptions.state(fact, &part.statement()?);
                stated.map_err(|wrong| part.fault(&wrong.to_string()))?;
            }
        }
    }
    Ok(out)
}

fn scenario(what_ifs: &Argument) -> Result<Scenario, JsValue> {
    let mut out = Scenario::default();
    for (name, part) in what_ifs.entries()? {
        if part.is_absent() {
            continue;
        }
        match name.as_str() {
            "pods" => {
                for (pod, change) in part.entries()? {
                    let (namespace, name) =
                        pod.split_once('/').ok_or_else(|| change.fault("a Pod is named NAMESPACE/NAME"))?;
                    let name = PodName { namespace: namespace.to_owned(), name: name.to_owned() };
                    let change = change.choice(&[
                        ("notReady", PodChange::NotReady),
                        ("terminating", PodChange::Terminating),
                        ("gone", PodChange::Gone),
                    ])?;
                    out.pods.insert(name, change);
                }
            }
            "scale" => {
                for (workload, replicas) in part.entries()? {
                    let parts: Vec<&str> = workload.split('/').collect();
                    let [kind, namespace, name] = parts.as_slice() else {
                        return Err(replicas.fault("a workload is named KIND/NAMESPACE/NAME"));
                    };
                    let name = WorkloadName {
                        kind: (*kind).to_owned(),
                        namespace: (*namespace).to_owned(),
                        name: (*name).to_owned(),
                    };
                    out.scale.insert(name, replicas.count()?);
                }
            }
            "drainedNodes" => out.drained_nodes = texts(&part)?,
            "lostNodes" => out.lost_nodes = texts(&part)?,
            _ => return Err(part.unknown()),
        }
    }
    Ok(out)
}

fn picture(picture: &Argument, out: &mut Options) -> Result<(), JsValue> {
    for (name, part) in picture.entries()? {
        if part.is_absent() {
            continue;
        }
        match name.as_str() {
            "theme" => out.theme = part.choice(&[("light", Theme::Light), ("dark", Theme::Dark)])?,
            "show" => {
                let choices = [("everything", Show::Everything), ("problems", Show::Problems)];
                out.view.show = part.choice(&choices)?;
            }
            "namespaces" => out.view.namespaces = Some(texts(&part)?),
            _ => return Err(part.unknown()),
        }
    }
    Ok(())
}

fn texts(list: &Argument) -> Result<BTreeSet<String>, JsValue> {
    list.list()?.iter().map(Argument::text).collect()
}

/// Reads the edits that a fix of a report makes in a text: first byte, byte after the last, new text.
///
/// Of a fix that names several files those of `file` count; without it every edit counts as one of this text.
pub(crate) fn edits(
    fix: &Argument,
    text: &str,
    file: Option<&str>,
) -> Result<Vec<(usize, usize, String)>, JsValue> {
    let lines = LineIndex::new(text);
    let offset = |position: &Argument| {
        let position = Position {
            line: position.part("line")?.count()?,
            character: position.part("character")?.count()?,
        };
        Ok::<_, JsValue>(lines.offset(text, position) as usize)
    };
    let mut out = Vec::new();
    for edit in fix.part("edits")?.list()? {
        let range = edit.part("range")?;
        let (start, end) = (offset(&range.part("start")?)?, offset(&range.part("end")?)?);
        let (name, new_text) = (edit.part("file")?.text()?, edit.part("newText")?.text()?);
        if file.is_none_or(|file| file == name) {
            out.push((start, end, new_text));
        }
    }
    Ok(out)
}
