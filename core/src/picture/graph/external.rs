//! ExternalName: a Service that is only another name.

use super::build::{Builder, Hop, part_of};
use super::{Card, CardId, Column, End, Outline, State};
use crate::object::{Object, Service};
use crate::picture::scene::Icon;
use crate::traffic::{PortRoute, Verdict};
use crate::value::Origin;

impl<'a> Builder<'a> {
    /// Adds the name that an ExternalName Service stands for, and the hop to it.
    pub(super) fn external_name(
        &mut self,
        card: CardId,
        object: &'a Object,
        service: &'a Service,
        route: &PortRoute,
    ) {
        let Some(name) = &service.external_name else { return };
        let target = Some(part_of(object, Some(name), Origin::Defaulted("absent")));
        let lane = self.lane(&object.namespace);
        let because = route.because.text.replace('`', "");
        let (state, why) = match (self.findings.refusal(object.id), route.verdict) {
            (Some(why), _) => (State::Broken, Some(why)),
            (None, Verdict::Pass) => (State::Ok, None),
            (None, Verdict::Fail) => (State::Broken, Some(because)),
            (None, Verdict::Unknown) => (State::Unknown, Some(because)),
        };
        let mark = self.findings.below(object.id, "spec.externalName").filter(|mark| mark.state > state);
        let (state, why) = mark.map_or((state, why), |mark| (mark.state, Some(mark.why)));
        let to = self.add(Card {
            id: format!("external/{}/{}", object.namespace, object.name),
            column: Column::Targets,
            lane,
            icon: Icon::External,
            outline: Outline::Outside,
            name: name.value.clone(),
            kind: "CNAME".to_owned(),
            noun: format!("name {}", name.value),
            target,
            objects: Vec::new(),
            state: State::Ok,
            why: None,
            rows: Vec::new(),
        });
        let hop = Hop { state, why, label: None, count: None, gate: None, target };
        if state > State::Unknown {
            self.lower_row(End { card, row: None }, &hop);
        }
        self.join(End { card, row: None }, Some(End { card: to, row: None }), hop);
    }
}
