//! ExternalName: a Service that is only another name.

use super::build::{Builder, part_of};
use super::{Card, CardId, Column, End, Outline, State};
use crate::object::{Object, Service};
use crate::picture::scene::Icon;
use crate::traffic::Link;
use crate::value::Origin;

impl<'a> Builder<'a> {
    /// Adds the name that an ExternalName Service stands for, and the hop to it.
    pub(super) fn external_name(
        &mut self,
        card: CardId,
        object: &'a Object,
        service: &'a Service,
        link: &Link,
    ) {
        let Some(name) = &service.external_name else { return };
        let target = Some(part_of(object, Some(name), Origin::Defaulted("absent")));
        let lane = self.lane(&object.namespace);
        let state = self.analysis.links.state(link);
        let hop = self.link_hop(link, state, target);
        let id = format!("external/{}/{}", object.namespace, object.name);
        let to = self.add(Card {
            outline: Outline::Outside,
            kind: "CNAME".to_owned(),
            noun: format!("name {}", name.value),
            target,
            ..Card::new(id, Column::Targets, lane, Icon::External, &name.value)
        });
        if state > State::Unknown {
            self.lower_row(End { card, row: None }, &hop);
        }
        self.join(End { card, row: None }, Some(End { card: to, row: None }), hop);
    }
}
