//! What is selected and shown: words for the parts of the page.

use portolan_core::object::ObjectKey;
use portolan_core::traffic::trace::Target;
use std::collections::BTreeSet;
use yew::AttrValue;

/// What is selected.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Selection {
    /// Nothing.
    #[default]
    Nothing,
    /// A card, by its id in the scene.
    Card(AttrValue),
    /// An object, found again in every analysis.
    Object(ObjectKey),
}

/// A question to the trace. It is asked about one object and holds while that one is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TraceQuestion {
    /// The object.
    pub(crate) about: ObjectKey,
    /// Where the request starts; `None` for the first caller that is offered.
    pub(crate) from: Option<Caller>,
    /// What it is addressed to; `None` for the first name that is offered.
    pub(crate) to: Option<Target>,
}

/// Where a request starts, found again in every analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A Pod, or one that a workload makes.
    Object(ObjectKey),
    /// A process on a node.
    Node(AttrValue),
    /// Outside the cluster.
    Outside,
}

/// What is shown of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ViewOptions {
    /// Only problems with their paths.
    pub(crate) problems_only: bool,
    /// The outline instead of the drawing.
    pub(crate) outline: bool,
    /// The search.
    pub(crate) search: AttrValue,
    /// Namespaces that are hidden.
    pub(crate) hidden: BTreeSet<String>,
    /// Lanes that the user opened.
    pub(crate) expanded: BTreeSet<String>,
    /// Lanes that the user closed.
    pub(crate) collapsed: BTreeSet<String>,
}

/// The inspector's tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// The endpoint table, or for other kinds what touches them.
    Endpoints,
    /// DNS names.
    Dns,
    /// What kubectl would print.
    Kubectl,
    /// One request, hop by hop.
    Trace,
    /// What the API server says.
    Server,
}

/// The panes of a narrow screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pane {
    /// The editor.
    Editor,
    /// The picture.
    Picture,
    /// The problems.
    Problems,
}

/// Panels over the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Dialog {
    /// The page of a rule.
    Rule(AttrValue),
    /// The settings.
    Settings,
    /// The link.
    Share,
    /// New what-ifs.
    WhatIf,
    /// Keys and privacy.
    Help,
}

/// The colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A place to show in the editor; `nonce` tells two requests for one place apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reveal {
    /// The file.
    pub(crate) file: u32,
    /// The first place, as line and UTF-16 column.
    pub(crate) start: (u32, u32),
    /// The last place.
    pub(crate) end: (u32, u32),
    /// The editor takes the keyboard.
    pub(crate) take: bool,
    /// Counts requests.
    pub(crate) nonce: u32,
}

/// A short message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    /// The message.
    pub(crate) text: AttrValue,
    /// Offers what was open before.
    pub(crate) back: bool,
}
