//! Where the cards of a scene stand, and where an arrow key leads.

use portolan_core::object::ObjectId;
use portolan_core::picture::graph::State;
use portolan_core::picture::scene::{Form, Group, GroupKind, Px, Scene};

/// A card and its box.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    /// The card's id.
    pub(crate) id: String,
    /// What it stands for.
    pub(crate) object: Option<ObjectId>,
    /// Its state.
    pub(crate) state: Option<State>,
    /// Left edge.
    pub(crate) x: Px,
    /// Upper edge.
    pub(crate) y: Px,
    /// Width.
    pub(crate) width: Px,
    /// Height.
    pub(crate) height: Px,
}

/// The cards in reading order.
pub(crate) fn places(scene: &Scene) -> Vec<Place> {
    let cards = scene.layers.iter().flat_map(|layer| &layer.groups).filter(|group| group.kind == GroupKind::Card);
    cards.filter_map(place).collect()
}

fn place(group: &Group) -> Option<Place> {
    let (x, y, width, height) = group.shapes.iter().find_map(|shape| match shape.form {
        Form::Rect { x, y, width, height, .. } => Some((x, y, width, height)),
        Form::Icon { x, y, .. } => Some((x - 10, y - 9, 180, 34)),
        Form::Path { .. } | Form::Text { .. } => None,
    })?;
    let object = group.target.map(|target| target.object);
    Some(Place { id: group.id.clone(), object, state: group.state, x, y, width, height })
}

/// Where a key leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// Along the traffic.
    Next,
    /// Against it.
    Previous,
    /// Up the column.
    Up,
    /// Down the column.
    Down,
    /// To the first column.
    First,
    /// To the last column.
    Last,
    /// To the next broken card.
    NextBroken,
    /// To the broken card before.
    PreviousBroken,
}

/// The card that a key leads to; `None` where it leads nowhere.
pub(crate) fn step(scene: &Scene, places: &[Place], at: &str, how: Move) -> Option<String> {
    let here = places.iter().position(|place| place.id == at)?;
    let place = places.get(here)?;
    match how {
        Move::Next => scene.links.iter().find(|link| link.from == at && !link.to.is_empty()).map(|link| link.to.clone()),
        Move::Previous => scene.links.iter().find(|link| link.to == at).map(|link| link.from.clone()),
        Move::Up => {
            let above = places.iter().filter(|other| overlaps(other, place) && other.y < place.y);
            above.max_by_key(|other| other.y).map(|other| other.id.clone())
        }
        Move::Down => {
            let below = places.iter().filter(|other| overlaps(other, place) && other.y > place.y);
            below.min_by_key(|other| other.y).map(|other| other.id.clone())
        }
        Move::First => nearest(places, places.iter().map(|other| other.x).min()?, place.y),
        Move::Last => nearest(places, places.iter().map(|other| other.x).max()?, place.y),
        Move::NextBroken => broken(places).find(|(index, _)| *index > here).or(broken(places).next()).map(|(_, id)| id),
        Move::PreviousBroken => {
            broken(places).filter(|(index, _)| *index < here).last().or(broken(places).last()).map(|(_, id)| id)
        }
    }
}

fn overlaps(one: &Place, other: &Place) -> bool {
    one.x < other.x + other.width && other.x < one.x + one.width
}

fn nearest(places: &[Place], x: Px, y: Px) -> Option<String> {
    places.iter().filter(|place| place.x == x).min_by_key(|place| (place.y - y).abs()).map(|place| place.id.clone())
}

fn broken(places: &[Place]) -> impl Iterator<Item = (usize, String)> + '_ {
    let is_broken = |(_, place): &(usize, &Place)| place.state == Some(State::Broken);
    places.iter().enumerate().filter(is_broken).map(|(index, place)| (index, place.id.clone()))
}
