//! What is drawn of an analysis, and what in the drawing is selected and changed. Each part derives from the ones
//! before it, and is worked out again only when they change.

use crate::by_pointer::ByPointer;
use crate::chosen::{Chosen, changes, choose};
use crate::engine::Checked;
use crate::search;
use crate::state::{Selection, Store};
use portolan_core::object::ObjectId;
use portolan_core::picture;
use portolan_core::picture::scene::Scene;
use portolan_core::picture::view::{Show, View};
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use yew::prelude::*;

/// A drawing and what derives from it.
pub(crate) struct Drawing {
    /// The objects that the search finds; `None` while nothing is searched.
    pub(crate) found: Option<Rc<BTreeSet<ObjectId>>>,
    /// What is asked of the drawing.
    pub(crate) view: Rc<View>,
    /// The drawing.
    pub(crate) scene: ByPointer<Scene>,
    /// What is selected in it.
    pub(crate) chosen: Rc<Chosen>,
    /// The ids of what the what-ifs change.
    pub(crate) changed: Rc<HashSet<String>>,
}

/// Draws what is checked as the store wants to see it.
#[hook]
pub(crate) fn use_drawing(store: &Store, checked: &Rc<Checked>) -> Drawing {
    let found = use_memo((checked.clone(), store.view.search.clone()), |(checked, text)| {
        search::find(&checked.drawn, text).map(Rc::new)
    });
    let object =
        use_memo((checked.clone(), store.selection.clone()), |(checked, selection)| match selection {
            Selection::Object(key) => checked.find(key).map(|object| object.id),
            Selection::Card(_) | Selection::Nothing => None,
        });
    let shown = (checked.clone(), store.view.clone(), (*found).clone(), *object);
    let view = use_memo(shown, |(checked, view, found, object)| View {
        show: if view.problems_only { Show::Problems } else { Show::Everything },
        expanded: view.expanded.clone(),
        collapsed: view.collapsed.clone(),
        namespaces: (!view.hidden.is_empty()).then(|| visible(checked, &view.hidden)),
        matches: found.as_deref().cloned(),
        selected: *object,
    });
    let scene = use_memo((checked.clone(), (*view).clone()), |(checked, view)| {
        ByPointer(Rc::new(picture::draw(&checked.drawn, view)))
    });
    let scene = (*scene).clone();
    let changed = use_memo((scene.clone(), checked.clone(), view.clone()), |(scene, checked, view)| {
        checked
            .unsupposed
            .as_ref()
            .map_or_else(HashSet::new, |before| changes(&picture::draw(before, view), scene))
    });
    let selected = (scene.clone(), store.selection.clone(), *object);
    let chosen = use_memo(selected, |(scene, selection, object)| choose(scene, selection, *object));
    Drawing { found: (*found).clone(), view, scene, chosen, changed }
}

fn visible(checked: &Checked, hidden: &BTreeSet<String>) -> BTreeSet<String> {
    let names = checked.drawn.objects.iter().map(|object| object.namespace.clone());
    names.filter(|name| !hidden.contains(name)).collect()
}
