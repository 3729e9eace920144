//! What must not be said: statements that a case's `silent` header tells in prose, in a form that can be checked.
//!
//! `cases/silent.txt` holds them, one `CASE: STATEMENT` a line; a case may have several. Each names something that
//! would be wrong to say, and holds where it is not said:
//!
//! | statement | is said where |
//! | --- | --- |
//! | `words TEXT` | a finding has the text in one of its sentences |
//! | `field CODE` | a finding of the code quotes the server with a field in front |
//! | `at PLACE` | a finding stands at the place or below it |
//! | `way FROM -> TO` | the picture has a way of healthy edges from one card to the other |
//! | `unsure FROM -> TO` | the picture has an edge of unknown state from one card to the other |
//! | `dead OBJECT` | the picture draws a card of the object, a row of it or an edge at it as broken or doubtful |
//! | `well OBJECT` | it draws the object, and nothing of it as broken or doubtful |
//! | `shown TEXT` | the picture as text has the text |
//! | `takes TEXT` | the list of endpoints has a ready one whose line has the text |
//! | `stored OBJECT` | the API server is said to have stored the object |
//! | `all drawn` | the picture claims to show everything |
//! | `later REASON` | cannot be checked yet |
//!
//! Statements joined by ` and ` are wrong together only. A card is `clients` or `Kind/namespace/name`; `#NAME` behind it
//! chooses the row of that name.

use super::place::Place;
use portolan_core::Analysis;
use portolan_core::admission::Ruling;
use portolan_core::diagnostic::Diagnostic;
use portolan_core::listing;
use portolan_core::object::Object;
use portolan_core::picture;
use portolan_core::picture::choose::choose;
use portolan_core::picture::graph::{self, Card, CardId, Column, Edge, End, Graph, State};
use portolan_core::picture::view::View;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a statement is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It is, and should not be.
    Yes,
    /// It is not.
    No,
    /// It cannot be checked yet.
    NotAsked,
}

/// The statements of every case, by the case's name.
pub type Statements = BTreeMap<String, Vec<String>>;

/// Reads `silent.txt`.
pub fn parse(text: &str) -> Statements {
    let mut statements = Statements::new();
    for (name, statement) in text.lines().filter_map(|line| line.split_once(": ")) {
        statements.entry(name.to_owned()).or_default().push(statement.to_owned());
    }
    statements
}

/// Says whether a statement is said of an input. `Err` tells what is wrong with the statement itself.
pub fn is_said(analysis: &Analysis, statement: &str) -> Result<Said, String> {
    let mut said = Said::Yes;
    for part in statement.split(" and ") {
        let (name, rest) = part.split_once(' ').unwrap_or((part, ""));
        let is_part_said = match name {
            "words" => analysis.diagnostics.iter().any(|finding| speaks(finding, rest)),
            "at" => {
                let place = Place::parse(rest).ok_or_else(|| format!("no place: {rest}"))?;
                analysis.diagnostics.iter().any(|finding| place.is_subject_of(analysis, finding))
            }
            "way" => {
                let (from, to) = rest.split_once(" -> ").ok_or_else(|| format!("no way: {rest}"))?;
                has_way(analysis, from, to)?
            }
            "unsure" => {
                let (from, to) = rest.split_once(" -> ").ok_or_else(|| format!("no way: {rest}"))?;
                has_unknown(analysis, from, to)?
            }
            "dead" => is_dead(analysis, rest)?,
            "well" => !is_dead(analysis, rest)?,
            "shown" => picture::to_outline(analysis, &View::default()).contains(rest),
            "field" => analysis.diagnostics.iter().any(|finding| {
                finding.code.as_str() == rest
                    && finding.cause.as_ref().is_some_and(|cause| !cause.field.is_empty())
            }),
            "takes" => listing::endpoints(analysis)
                .iter()
                .any(|line| line.contains(rest) && !line.ends_with(')') && !line.ends_with("none")),
            "stored" => is_stored(analysis, rest)?,
            "all" => choose(graph::build(analysis), &View::default()).summary.ends_with("all drawn"),
            "later" => return Ok(Said::NotAsked),
            _ => return Err(format!("no statement: {part}")),
        };
        if !is_part_said {
            said = Said::No;
        }
    }
    Ok(said)
}

/// Says whether one of a finding's sentences holds a text.
fn speaks(finding: &Diagnostic, text: &str) -> bool {
    let cause = finding.cause.as_ref().map(|cause| &cause.message);
    let sentences = [Some(&finding.message), finding.effect.as_ref(), finding.help.as_ref(), cause];
    sentences.into_iter().flatten().any(|sentence| sentence.contains(text))
}

fn is_named(object: &Object, name: &str) -> bool {
    name == format!("{}/{}/{}", object.kind, object.namespace, object.name)
}

/// The cards of a name, and the row that it chooses. `Err` where the input has no such object or a card no such row,
/// so that a misspelled one is noticed.
fn ends(analysis: &Analysis, graph: &Graph, name: &str) -> Result<Vec<End>, String> {
    let (name, row) = name.split_once('#').map_or((name, None), |(name, row)| (name, Some(row)));
    let is_card = |card: &Card| match name {
        "clients" => card.column == Column::Outside,
        name => card.objects.iter().any(|id| analysis.object(*id).is_some_and(|o| is_named(o, name))),
    };
    if name != "clients" && !analysis.objects.iter().any(|object| is_named(object, name)) {
        return Err(format!("no object: {name}"));
    }
    let mut out = Vec::new();
    for (at, card) in graph.cards.iter().enumerate().filter(|(_, card)| is_card(card)) {
        let found = row.map(|wanted| card.rows.iter().position(|row| row.name == wanted));
        if found == Some(None) {
            return Err(format!("{name} has no row {row:?}"));
        }
        out.push(End { card: CardId(at as u32), row: found.flatten().map(|row| row as u32) });
    }
    Ok(out)
}

/// Says whether an edge or a hop at `end` goes on from what entered there: the same row, or either the whole card.
fn goes_on(end: End, from: End) -> bool {
    end.card == from.card && (end.row.is_none() || from.row.is_none() || end.row == from.row)
}

/// Says whether healthy edges lead from one card to another.
fn has_way(analysis: &Analysis, from: &str, to: &str) -> Result<bool, String> {
    let graph = graph::build(analysis);
    let wanted = ends(analysis, &graph, to)?;
    let mut open = ends(analysis, &graph, from)?;
    let mut seen: BTreeSet<End> = BTreeSet::new();
    while let Some(at) = open.pop() {
        if wanted.iter().any(|end| goes_on(at, *end)) {
            return Ok(true);
        }
        let leaves = |edge: &&Edge| edge.state == State::Ok && goes_on(at, edge.from);
        open.extend(
            graph.edges.iter().filter(leaves).filter_map(|edge| edge.to).filter(|end| seen.insert(*end)),
        );
    }
    Ok(false)
}

/// Says whether an edge of unknown state leads from one card to another.
fn has_unknown(analysis: &Analysis, from: &str, to: &str) -> Result<bool, String> {
    let graph = graph::build(analysis);
    let (from, to) = (ends(analysis, &graph, from)?, ends(analysis, &graph, to)?);
    let is_it = |edge: &Edge| {
        from.iter().any(|end| goes_on(*end, edge.from))
            && edge.to.is_some_and(|at| to.iter().any(|end| goes_on(at, *end)))
    };
    Ok(graph.edges.iter().any(|edge| edge.state == State::Unknown && is_it(edge)))
}

/// Says whether a card, a row of it or an edge at it is drawn as broken or doubtful.
fn is_dead(analysis: &Analysis, name: &str) -> Result<bool, String> {
    let graph = graph::build(analysis);
    let ends = ends(analysis, &graph, name)?;
    let is_bad = |state: State| matches!(state, State::Broken | State::Warning);
    let is_card_bad = ends.iter().filter_map(|end| graph.card(end.card)).any(|card| is_bad(card.state));
    let touches = |edge: &Edge| {
        ends.iter().any(|end| goes_on(*end, edge.from) || edge.to.is_some_and(|at| goes_on(*end, at)))
    };
    Ok(is_card_bad || graph.edges.iter().any(|edge| is_bad(edge.state) && touches(edge)))
}

/// Says whether the API server is said to have stored an object.
fn is_stored(analysis: &Analysis, name: &str) -> Result<bool, String> {
    let object = analysis.objects.iter().find(|object| is_named(object, name));
    let object = object.ok_or_else(|| format!("no object: {name}"))?;
    Ok(analysis.admission(object.id).is_some_and(|admission| admission.ruling == Ruling::Accepted))
}
