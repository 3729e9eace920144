//! ExternalName: a Service that is only another name.

use super::build::{Builder, Hop, part_of, whole};
use super::{Card, CardId, Column, End, Outline, State};
use crate::object::{Object, Service};
use crate::picture::scene::Icon;
use crate::value::Origin;

impl<'a> Builder<'a> {
    /// Adds the name that an ExternalName Service stands for, and the hop to it.
    pub(super) fn external_name(&mut self, card: CardId, object: &'a Object, service: &'a Service) {
        let Some(name) = &service.external_name else { return };
        let target = part_of(object, Some(name), Origin::Defaulted("absent"));
        let lane = self.lane(&object.namespace);
        let inside = self.inside_cluster(&name.value);
        let (state, why) = match (self.findings.refusal(object.id), inside) {
            (Some(why), _) => (State::Broken, Some(why)),
            (None, Some((true, _, _))) => (State::Ok, None),
            (None, Some((false, namespace, service))) if self.complete(namespace) => {
                (State::Broken, Some(format!("no Service {service} in namespace {namespace}")))
            }
            (None, Some((false, _, _))) => {
                (State::Unknown, Some("that Service is not in these files".to_owned()))
            }
            (None, None) => (State::Unknown, Some("outside the cluster".to_owned())),
        };
        let to = self.add(Card {
            id: format!("external/{}/{}", object.namespace, object.name),
            column: Column::Targets,
            lane,
            icon: Icon::External,
            outline: Outline::Outside,
            name: name.value.clone(),
            kind: "CNAME".to_owned(),
            noun: format!("name {}", name.value),
            target: target.or_else(|| whole(object)),
            objects: Vec::new(),
            state: State::Ok,
            why: None,
            rows: Vec::new(),
        });
        let hop = Hop { state, why, label: None, count: None, target };
        if state == State::Broken {
            self.lower_row(End { card, row: None }, &hop);
        }
        self.join(End { card, row: None }, Some(End { card: to, row: None }), hop);
    }

    /// Whether a name is that of a Service of this cluster: whether it is in the input, its namespace and name.
    fn inside_cluster<'n>(&self, name: &'n str) -> Option<(bool, &'n str, &'n str)> {
        let name = name.trim_end_matches('.');
        let rest = name.strip_suffix(self.analysis.assumptions.cluster_domain.get().as_str())?;
        let rest = rest.strip_suffix(".svc.")?;
        let (service, namespace) = rest.split_once('.')?;
        let present = self.analysis.objects.iter().any(|object| {
            matches!(object.view, crate::object::View::Service(_))
                && object.namespace == namespace
                && object.name == service
        });
        Some((present, namespace, service))
    }
}
