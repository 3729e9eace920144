//! Aliases: nodes that contain themselves, and how much a document expands to, counted without expanding it.
//!
//! Source: go.yaml.in/yaml/v2 v2.4.4 decode.go decoder.unmarshal, allowedAliasRatio

use super::tree::{NodeId, NodeKind, NodeRef, Tree};
use crate::diagnostic::{Code, Problem};
use crate::source::TextRange;

/// Checks the aliases of a tree. Those that cannot be followed lose their target.
pub(super) fn check(tree: &mut Tree, problems: &mut Vec<Problem>) {
    if tree.aliases.is_empty() {
        return;
    }
    drop_self_references(tree, problems);
    if let Some(problem) = excess(tree).or_else(|| too_deep(tree)) {
        problems.push(problem);
        tree.aliases.clear();
    }
}

fn drop_self_references(tree: &mut Tree, problems: &mut Vec<Problem>) {
    let aliases = std::mem::take(&mut tree.aliases);
    let contains = |&(alias, target): &(NodeId, NodeId)| {
        tree.node(target).is_some_and(|node| target <= alias && alias.0 < node.node().next)
    };
    let (inside, outside): (Vec<_>, Vec<_>) = aliases.into_iter().partition(contains);
    for (alias, target) in inside {
        let place = |id| tree.node(id).map_or(TextRange::default(), NodeRef::range);
        let text = tree.source.get(place(alias).start as usize..place(alias).end as usize).unwrap_or("");
        let message = format!("`{text}` stands inside the very value it repeats");
        let mut problem = Problem::new(Code::SYNTAX_ERROR, place(alias), message);
        problem.related.push((
            TextRange::new(place(target).start, place(target).start),
            "the value starts here".to_owned(),
        ));
        problems.push(problem);
    }
    tree.aliases = outside;
}

/// The share of visits that may happen inside aliases, by the number of visits so far.
#[expect(clippy::cast_precision_loss, reason = "Go computes in floats too")]
fn allowed_alias_ratio(n_visits: u64) -> f64 {
    const LOW: u64 = 400_000;
    const HIGH: u64 = 4_000_000;
    match n_visits {
        ..=LOW => 0.99,
        HIGH.. => 0.10,
        _ => 0.99 - 0.89 * ((n_visits - LOW) as f64 / (HIGH - LOW) as f64),
    }
}

#[expect(clippy::cast_precision_loss, reason = "Go computes in floats too")]
fn is_excessive(n_visits: u64, n_aliased: u64) -> bool {
    n_aliased > 100 && n_visits > 1000 && n_aliased as f64 / n_visits as f64 > allowed_alias_ratio(n_visits)
}

/// Walks the document as the decoder does and tells the alias at which it gives up.
fn excess(tree: &Tree) -> Option<Problem> {
    let is_unvisited = unvisited(tree);
    // costs[at]: the visits that the nodes before `at` take, aliases expanded.
    let mut costs: Vec<u64> = Vec::with_capacity(tree.nodes.len() + 1);
    costs.push(0);
    // The document itself is a visit.
    let (mut n_visits, mut n_aliased, mut total) = (1u64, 0u64, 0u64);
    let mut aliases = tree.aliases.iter().peekable();
    for (at, unvisited) in is_unvisited.iter().enumerate() {
        let inside = aliases.next_if(|(alias, _)| alias.0 as usize == at).map_or(0, |&(_, target)| {
            let next = tree.node(target).map_or(0, |node| node.node().next);
            let cost = |id: u32| costs.get(id as usize).copied().unwrap_or(0);
            cost(next).saturating_sub(cost(target.0))
        });
        let own = u64::from(!unvisited);
        n_visits = n_visits.saturating_add(own).saturating_add(inside);
        n_aliased = n_aliased.saturating_add(inside);
        total = total.saturating_add(own).saturating_add(inside);
        costs.push(total);
        if is_excessive(n_visits, n_aliased) {
            let place = tree.node(NodeId(at as u32)).map_or(TextRange::default(), NodeRef::range);
            let message = "aliases make the document too large: kubectl refuses to expand them".to_owned();
            let mut problem = Problem::new(Code::ALIAS_EXCESSIVE, place, message);
            problem.help = Some("Write the repeated values out, or repeat less.".to_owned());
            return Some(problem);
        }
    }
    None
}

/// Merge keys and lists of mappings to merge are not decoded themselves.
fn unvisited(tree: &Tree) -> Vec<bool> {
    let mut out = vec![false; tree.nodes.len()];
    for at in 0..tree.nodes.len() {
        let Some(node) = tree.node(NodeId(at as u32)).filter(|node| node.is_merge_key()) else { continue };
        let value = node.node().next as usize;
        let is_list = tree.node(NodeId(value as u32)).is_some_and(|value| value.kind() == NodeKind::Sequence);
        for (id, skipped) in [(at, true), (value, is_list)] {
            if let Some(flag) = out.get_mut(id) {
                *flag = skipped;
            }
        }
    }
    out
}

/// Tells the first alias behind which values nest too deeply.
fn too_deep(tree: &Tree) -> Option<Problem> {
    let limit = super::document::DEPTH_LIMIT as u32;
    // The depth below each node that an alias names; and for each open collection its end, index and depth below.
    let mut targets: Vec<(NodeId, u32)> = tree.aliases.iter().map(|&(_, target)| (target, 0)).collect();
    targets.sort_unstable();
    targets.dedup();
    let mut open: Vec<(u32, NodeId, u32)> = Vec::new();
    let mut aliases = tree.aliases.iter().peekable();
    for at in 0..=tree.nodes.len() as u32 {
        while let Some(&(end, id, depth)) = open.last().filter(|(end, _, _)| *end <= at) {
            debug_assert!(end <= at, "collections close in order");
            open.pop();
            if let Some(outer) = open.last_mut() {
                outer.2 = outer.2.max(depth + 1);
            }
            if let Ok(found) = targets.binary_search_by_key(&id, |(target, _)| *target)
                && let Some(target) = targets.get_mut(found)
            {
                target.1 = depth;
            }
        }
        let Some(node) = tree.node(NodeId(at)) else { break };
        let below = match node.kind() {
            NodeKind::Scalar => continue,
            NodeKind::Alias => aliases.next_if(|(alias, _)| alias.0 == at).map_or(0, |(_, target)| {
                let found = targets.binary_search_by_key(target, |(target, _)| *target).ok();
                found.and_then(|found| targets.get(found)).map_or(0, |(_, depth)| *depth)
            }),
            NodeKind::Sequence | NodeKind::Mapping => {
                open.push((node.node().next, node.id, 1));
                continue;
            }
        };
        if let Some(outer) = open.last_mut() {
            outer.2 = outer.2.max(below + 1);
        }
        if open.len() as u32 + below > limit {
            let message = format!("with its aliases the document nests more than {limit} levels deep");
            return Some(Problem::new(Code::NESTING_TOO_DEEP, node.range(), message));
        }
    }
    None
}
