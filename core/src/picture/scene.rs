//! The display list: what is to be painted, in order, with everything that a backend needs and nothing to decide.
//!
//! ```text
//! Scene ── Layer (ground, edges, one per lane) ── Group (card, edge, lane title, …) ── Shape
//! ```
//!
//! A backend writes one `<g>` for each layer and group and one element for each shape. Lengths are whole pixels.

use super::graph::{Column, State};
use crate::object::ObjectId;
use crate::source::Span;

/// A length or coordinate in CSS pixels at scale 1.
pub type Px = i32;

/// The whole picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// The drawing's width.
    pub width: Px,
    /// The drawing's height.
    pub height: Px,
    /// The accessible name of the whole.
    pub label: String,
    /// What is drawn and what is not, in one sentence: `5 Services · 2 broken paths · all drawn`.
    pub summary: String,
    /// The layers in paint order.
    pub layers: Vec<Layer>,
    /// The cards' places, in reading order: lane by lane, column by column.
    pub cards: Vec<CardPlace>,
    /// How the cards hang together, for the path highlight and the arrow keys.
    pub links: Vec<Link>,
}

/// What a layer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// Column heads and the tinted ground of the lanes. Decoration: hidden from assistive technology.
    Ground,
    /// The edges.
    Edges,
    /// The cards outside every namespace.
    Outside,
    /// The title and the cards of one lane.
    Lane,
}

impl LayerKind {
    /// The ARIA role of the layer's `<g>`, `None` for decoration.
    pub const fn role(self) -> Option<&'static str> {
        match self {
            Self::Ground => None,
            Self::Edges | Self::Outside | Self::Lane => Some("group"),
        }
    }

    /// Says whether the layer holds cards, the items of the tree; the other layers are painted under them.
    pub const fn has_cards(self) -> bool {
        matches!(self, Self::Outside | Self::Lane)
    }
}

/// A part of the picture that is painted together and may be compared as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Stable across edits: `ground`, `edges`, `outside`, `lane/shop`.
    pub id: String,
    /// What it holds.
    pub kind: LayerKind,
    /// Its accessible name; empty for decoration.
    pub label: String,
    /// The groups in paint order, which is reading order too.
    pub groups: Vec<Group>,
}

/// What a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// Decoration.
    Plain,
    /// A card: focusable, can be selected.
    Card,
    /// An edge: can be hovered and clicked.
    Edge,
    /// The title of a lane: opens and closes it.
    LaneTitle,
}

impl GroupKind {
    /// The ARIA role of the group's `<g>`, `None` for decoration.
    pub const fn role(self) -> Option<&'static str> {
        match self {
            Self::Plain | Self::LaneTitle => None,
            Self::Card => Some("treeitem"),
            Self::Edge => Some("img"),
        }
    }

    /// The class of the group's `<g>`, beside the classes that the group has of its own.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "scene-plain",
            Self::Card => "scene-card",
            Self::Edge => "scene-edge",
            Self::LaneTitle => "scene-lane-title",
        }
    }
}

/// Shapes that are one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Stable across edits and unique in the scene: `Service/shop/web`; of an edge, both ends.
    pub id: String,
    /// What it is.
    pub kind: GroupKind,
    /// The state of a card or an edge; the backend sets `data-state` to [`State::as_str`].
    pub state: Option<State>,
    /// Further classes, by blanks; often empty.
    pub classes: &'static str,
    /// What it stands for.
    pub target: Option<Target>,
    /// Its accessible name, a sentence; empty for decoration.
    pub label: String,
    /// The shapes in paint order.
    pub shapes: Vec<Shape>,
}

/// What a part of the picture stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The object.
    pub object: ObjectId,
    /// The field's place in the text.
    pub span: Span,
}

/// One element.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Stable and unique in the scene where something refers to the shape (a port row); else empty.
    pub id: String,
    /// What is painted.
    pub form: Form,
    /// The classes, by blanks.
    pub classes: &'static str,
    /// What the shape stands for, where it is more exact than its group.
    pub target: Option<Target>,
    /// The whole text where the painted one is cut; a backend writes it as `<title>`.
    pub title: Option<String>,
}

impl Shape {
    /// A shape that stands for nothing of its own.
    pub(crate) fn new(form: Form, classes: &'static str) -> Self {
        Self { id: String::new(), form, classes, target: None, title: None }
    }
}

/// What is painted.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// A rectangle: `<rect x y width height rx>`.
    Rect {
        /// Left edge.
        x: Px,
        /// Upper edge.
        y: Px,
        /// Width.
        width: Px,
        /// Height.
        height: Px,
        /// Corner radius.
        radius: Px,
    },
    /// A path: `<path d>`.
    Path {
        /// The path data.
        d: String,
    },
    /// One line of text: `<text x y text-anchor>`.
    Text {
        /// Where the anchor stands.
        x: Px,
        /// The baseline.
        y: Px,
        /// Which end of the text stands at `x`.
        anchor: Anchor,
        /// The text.
        text: String,
    },
    /// A 16-pixel drawing: `<path d transform="translate(x y)">`.
    Icon {
        /// Left edge.
        x: Px,
        /// Upper edge.
        y: Px,
        /// Which.
        icon: Icon,
    },
}

impl Form {
    /// The name of the element.
    pub const fn element(&self) -> &'static str {
        match self {
            Self::Rect { .. } => "rect",
            Self::Path { .. } | Self::Icon { .. } => "path",
            Self::Text { .. } => "text",
        }
    }
}

/// Which end of a text stands at its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The start.
    Start,
    /// The middle.
    Middle,
    /// The end.
    End,
}

impl Anchor {
    /// The value of `text-anchor`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A 16-pixel drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Clients outside the cluster.
    Globe,
    /// An Ingress or a Gateway.
    Door,
    /// Paths or route rules.
    Route,
    /// A load balancer's address.
    Balancer,
    /// A port of every node.
    Nodes,
    /// A Service.
    Service,
    /// A workload.
    Workload,
    /// A `StatefulSet`.
    Stateful,
    /// A Pod.
    Pod,
    /// Addresses written by hand.
    Addresses,
    /// A name outside the cluster.
    External,
    /// Something that is not in the input.
    Missing,
    /// A cross, on an octagon.
    Cross,
    /// An octagon, under a cross.
    Octagon,
    /// A triangle with a mark.
    Triangle,
    /// A gate that stands open.
    GateOpen,
    /// A gate that is shut.
    GateShut,
}

impl Icon {
    /// The path data in a box of 16 by 16 pixels.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Globe => "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M2 8h12M8 2c-4 4-4 8 0 12c4-4 4-8 0-12",
            Self::Door => "M2 8h8M7 5l3 3l-3 3M13.5 3v10",
            Self::Route => "M2.5 13.5c5 0 4-11 10-11M10 .5l3 2l-3 2M2.5 13.5h.1",
            Self::Balancer => "M2 8h4M14 3.5h-3c-3 0-3 9 0 9h3M6 8h8",
            Self::Nodes => "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1",
            Self::Service => "M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M8 1v4.5M8 10.5V15M1 8h4.5M10.5 8H15",
            Self::Workload => "M2.5 5.5h8v8h-8zM5.5 5.5v-3h8v8h-3",
            Self::Stateful => {
                "M2.5 4c0-2.3 11-2.3 11 0v8c0 2.3-11 2.3-11 0zM2.5 4c0 2.3 11 2.3 11 0M2.5 8c0 2.3 11 2.3 11 0"
            }
            Self::Pod => "M8 1.5l5.5 3v7l-5.5 3l-5.5-3v-7zM2.5 4.5l5.5 3l5.5-3M8 7.5v7",
            Self::Addresses => "M2.5 4h11M2.5 8h7M2.5 12h9",
            Self::External => "M9.5 2.5h4v4M13.5 2.5l-6 6M11.5 9v4.5h-9v-9H7",
            Self::Missing => "M5.5 6c0-3.4 5-3.4 5 0c0 2-2.5 1.8-2.5 4M8 13h.1",
            Self::Cross => "M5.5 5.5l5 5M10.5 5.5l-5 5",
            Self::Octagon => "M5 .5h6L15.5 5v6L11 15.5H5L.5 11V5z",
            Self::GateOpen => "M4 3v10M12 3v10M1.5 8h5M9.5 8h5",
            Self::GateShut => "M4 3v10M12 3v10M4 6h8M4 10h8",
            Self::Triangle => "M8 2l6.5 11.5h-13zM8 6.5v3.5M8 11.9h.1",
        }
    }
}

/// Where a card is, for the arrow keys, the overview and scrolling into view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPlace {
    /// The card's group id.
    pub id: String,
    /// Its column.
    pub column: Column,
    /// Its state.
    pub state: State,
    /// Left edge.
    pub x: Px,
    /// Upper edge.
    pub y: Px,
    /// Width.
    pub width: Px,
    /// Height.
    pub height: Px,
}

/// An edge between two cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The edge's group id.
    pub edge: String,
    /// The card where traffic comes from.
    pub from: String,
    /// The shape id of the row it leaves, empty where it leaves the whole card.
    pub from_row: String,
    /// The card where traffic goes; empty for an edge that ends nowhere.
    pub to: String,
    /// The shape id of the row it enters, empty where it enters the whole card.
    pub to_row: String,
}
