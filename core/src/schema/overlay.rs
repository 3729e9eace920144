//! What fields take beyond what Go's types say, and the words of the documents about them.

use super::table::{Body, Field, Shape, ShapeKind, Table, Type};

/// Values and formats by hand, each with its source.
const OVERLAY: &str = include_str!("overlay.txt");

/// The values that a field takes, as far as they are listed.
pub(crate) fn values(table: &'static Table, owner: &Type, field: &Field) -> Vec<&'static str> {
    let by_field = entry(&format!("{}.{} = ", owner.name, field.name));
    if let Some(values) = by_field {
        return values.split('|').collect();
    }
    of_shape(table, field.shape)
}

fn of_shape(table: &'static Table, shape: Shape) -> Vec<&'static str> {
    match shape.target().kind() {
        ShapeKind::Bool => vec!["true", "false"],
        ShapeKind::List(item) => of_shape(table, item),
        ShapeKind::Type(id) => {
            let Some(ty) = table.ty(id) else { return Vec::new() };
            match (&ty.body, entry(&format!("{} = ", ty.name))) {
                (Body::Struct(_), _) => Vec::new(),
                (Body::Named(..), Some(values)) => values.split('|').collect(),
                (Body::Named(_, values), None) => values.clone(),
            }
        }
        _ => Vec::new(),
    }
}

/// What text of a field must look like, in words.
pub(crate) fn format(owner: &Type, field: &Field) -> Option<&'static str> {
    entry(&format!("{}.{} : ", owner.name, field.name))
}

fn entry(start: &str) -> Option<&'static str> {
    OVERLAY.lines().find_map(|line| line.strip_prefix(start))
}

/// The first sentences of the documents' descriptions: the text of `descriptions.txt`, which is not part of the engine.
#[derive(Debug, Clone, Copy)]
pub struct Descriptions<'t> {
    text: &'t str,
}

impl<'t> Descriptions<'t> {
    /// Takes the text of `descriptions.txt`.
    pub fn new(text: &'t str) -> Self {
        Self { text }
    }

    /// What the documents say about a field. The cost is linear in the text.
    pub(crate) fn of(self, table: &Table, owner: &Type, field: &str) -> Option<&'t str> {
        let number = table.types().iter().position(|ty| std::ptr::eq(ty, owner))?;
        let head = format!("#{number} ");
        let block = self.text.split_inclusive('\n').skip_while(|line| !line.starts_with(&head)).skip(1);
        block.take_while(|line| !line.starts_with('#')).find_map(|line| {
            let (name, sentence) = line.trim_end().split_once(' ')?;
            (name == field).then_some(sentence)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::table;
    use super::*;

    #[test]
    fn every_line_names_what_the_table_has() {
        for line in OVERLAY.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (name, _) = line.split_once(" = ").or_else(|| line.split_once(" : ")).unwrap();
            let mut parts = name.splitn(3, '.');
            let owner = format!("{}.{}", parts.next().unwrap(), parts.next().unwrap());
            let mut types = table().types().iter().filter(|ty| ty.name == owner);
            let is_there = match parts.next() {
                Some(field) => types.any(|ty| ty.field(field).is_some()),
                None => types.any(|ty| matches!(ty.body, Body::Named(..))),
            };
            assert!(is_there, "{line}");
        }
    }

    #[test]
    fn values_come_from_go_and_from_the_overlay() {
        let spec = table().types().iter().find(|ty| ty.name == "v1.ServiceSpec").unwrap();
        let of = |name: &str| values(table(), spec, spec.field(name).unwrap());
        assert_eq!(of("type"), ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]);
        assert_eq!(of("trafficDistribution"), ["PreferSameZone", "PreferSameNode", "PreferClose"]);
        assert_eq!(of("ipFamilies"), ["IPv4", "IPv6"]);
        assert_eq!(of("publishNotReadyAddresses"), ["true", "false"]);
        assert!(format(spec, spec.field("clusterIP").unwrap()).is_some());
    }
}
