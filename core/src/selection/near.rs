//! Near misses: what a selector probably meant.

use super::{Miss, NearMiss, PodSource, missing};
use crate::near::{is_near_spelling, is_other_order, is_same_but_case};
use crate::object::Pair;

/// Near misses that tell by themselves: another case or stray space, other order of the words, the value under
/// another key. The first kind that yields a candidate wins.
pub(super) fn telling(here: &[PodSource<'_>], selector: &[Pair]) -> Option<Miss> {
    let same_but_case: Test = |pair, label| {
        if label.key == pair.key && is_same_but_case(&label.value.value, &pair.value.value) {
            Some(false)
        } else {
            (label.value.value == pair.value.value && is_same_but_case(&label.key, &pair.key)).then_some(true)
        }
    };
    let other_order: Test = |pair, label| {
        (label.key == pair.key && is_other_order(&label.value.value, &pair.value.value)).then_some(false)
    };
    let other_key: Test = |pair, label| {
        (label.value.value == pair.value.value && label.key != pair.key && !pair.value.value.is_empty())
            .then_some(true)
    };
    [same_but_case, other_order, other_key].into_iter().find_map(|test| search(here, selector, test))
}

/// Near misses by spelling: a few characters, or a suffix.
pub(super) fn spelled(here: &[PodSource<'_>], selector: &[Pair]) -> Option<Miss> {
    let spelling: Test = |pair, label| {
        let (wanted, found) = (pair.value.value.as_str(), label.value.value.as_str());
        if label.key == pair.key && (is_near_spelling(wanted, found) || is_suffixed(wanted, found)) {
            Some(false)
        } else {
            (wanted == found && is_near_spelling(&pair.key, &label.key)).then_some(true)
        }
    };
    search(here, selector, spelling)
}

/// Compares a selector's pair with a label; says whether it is the key (`true`) or the value that differs.
type Test = fn(&Pair, &Pair) -> Option<bool>;

/// The sources that miss one pair alone and carry a label that passes the test instead.
fn search(here: &[PodSource<'_>], selector: &[Pair], test: Test) -> Option<Miss> {
    let mut found: Vec<NearMiss> = Vec::new();
    for source in here {
        let [pair] = missing(*source, selector)[..] else { continue };
        let Some(wanted) = selector.get(pair) else { continue };
        let labels = source.template.labels.iter().enumerate();
        found.extend(labels.filter_map(|(label, written)| {
            let key_differs = test(wanted, written)?;
            // A label that another pair of the selector already uses is not the one that was meant.
            let is_used = selector.iter().any(|other| other.key == written.key && other.key != wanted.key);
            (!is_used).then_some(NearMiss { source: source.object.id, pair, label, key_differs })
        }));
    }
    (!found.is_empty()).then_some(Miss::Near(found))
}

/// One text is the other and a `-suffix`.
fn is_suffixed(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'))
}
