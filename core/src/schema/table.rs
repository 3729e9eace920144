//! The schema table: the kinds of Kubernetes, their types and fields, as the API server's decoder knows them.
//!
//! `cargo xtask schema` writes `table.txt` from Kubernetes' OpenAPI documents and Go types. Its lines:
//!
//! ```text
//! apiVersion Kind MARKS TYPE [replacement]      a kind that is served: MARKS n|c (in namespaces or not),
//!                                               >36 since 1.36, <33 until 1.33, d37 deprecated, r40 to be removed
//! -apiVersion Kind [c]SINCE REMOVED [replacement]  a kind that no minor here serves; c as above, where no other
//!                                               version of its group tells
//! ---
//! v1.ServicePort name?:s …                      a type; types are named by their line's number
//! v1.Protocol=s TCP|UDP|SCTP                    a named simple type and the values it takes
//! ```
//!
//! A field is `[Embedded^]name MARKS:SHAPE[%list map keys][@default]` with `?` omitempty, `~` omitzero, `!` required,
//! `>35` since, `<36` until. `&` stands for kind, apiVersion and metadata. Shapes: `s` string, `b` bool, `i` int32,
//! `l` int64, `f` float64, `B` bytes, `X` int-or-string, `Q` quantity, `T` time, `M` time with microseconds,
//! `D` duration, `R` anything, `[` list of, `{` map to (`{12}` with keys of type 12), `*` pointer to, a number a type.

mod lines;
mod row;

pub(crate) use row::{Body, Field, KindEntry, RemovedEntry, Shape, ShapeKind, Type, TypeId};

use lines::{kind_entry, removed_entry, type_line};
use std::sync::LazyLock;

/// The table's text.
const TEXT: &str = include_str!("table.txt");

/// The table, read once.
///
/// The only static of the engine that is made at run time: it depends on nothing but the text above, so that it is as
/// constant as the text, and reading 64 KB for each document would cost more than the document.
static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(TEXT));

/// The table of Kubernetes' own kinds.
pub(crate) fn table() -> &'static Table {
    &TABLE
}

/// Kinds and types.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Kinds that some minor serves, ordered by apiVersion and kind.
    pub kinds: Vec<KindEntry>,
    /// Kinds that are gone, ordered by apiVersion and kind.
    pub removed: Vec<RemovedEntry>,
    types: Vec<Type>,
}

impl Table {
    fn read(text: &'static str) -> Self {
        let mut table = Table::default();
        let mut lines = text.lines();
        for line in lines.by_ref().take_while(|line| *line != "---") {
            match line.strip_prefix('-') {
                Some(line) => table.removed.extend(removed_entry(line)),
                None if line.starts_with('#') => {}
                None => table.kinds.extend(kind_entry(line)),
            }
        }
        table.types = lines.map(type_line).collect();
        table.kinds.sort_unstable_by_key(|entry| (entry.api_version, entry.kind));
        table.removed.sort_unstable_by_key(|entry| (entry.api_version, entry.kind));
        table
    }

    /// The type of an index.
    pub(crate) fn ty(&self, id: TypeId) -> Option<&Type> {
        self.types.get(usize::from(id.0))
    }

    /// All types.
    pub(crate) fn types(&self) -> &[Type] {
        &self.types
    }

    /// The kind of a name, whatever minor serves it.
    pub(crate) fn kind(&self, api_version: &str, kind: &str) -> Option<&KindEntry> {
        let key = (api_version, kind);
        let at = self.kinds.binary_search_by(|entry| (entry.api_version, entry.kind).cmp(&key)).ok()?;
        self.kinds.get(at)
    }

    /// The kind of a name that no minor serves any more.
    pub(crate) fn removed(&self, api_version: &str, kind: &str) -> Option<&RemovedEntry> {
        let key = (api_version, kind);
        let at = self.removed.binary_search_by(|entry| (entry.api_version, entry.kind).cmp(&key)).ok()?;
        self.removed.get(at)
    }

    /// The struct of a shape that is one or a pointer to one.
    pub(crate) fn struct_of(&self, shape: Shape) -> Option<&Type> {
        match shape.target().kind() {
            ShapeKind::Type(id) => self.ty(id).filter(|ty| matches!(ty.body, Body::Struct(_))),
            _ => None,
        }
    }

    /// The struct of a shape, or of the items of a list.
    pub(crate) fn item_struct(&self, shape: Shape) -> Option<&Type> {
        match shape.target().kind() {
            ShapeKind::List(item) => self.struct_of(item),
            _ => self.struct_of(shape),
        }
    }

    /// The name of a shape in Go's words: `[]v1.ServicePort`, `map[string]string`.
    pub(crate) fn go_name(&self, shape: Shape) -> String {
        match shape.kind() {
            ShapeKind::String => "string".to_owned(),
            ShapeKind::Bool => "bool".to_owned(),
            ShapeKind::Int32 => "int32".to_owned(),
            ShapeKind::Int64 => "int64".to_owned(),
            ShapeKind::Float => "float64".to_owned(),
            ShapeKind::Bytes => "[]uint8".to_owned(),
            ShapeKind::IntOrString => "intstr.IntOrString".to_owned(),
            ShapeKind::Quantity => "resource.Quantity".to_owned(),
            ShapeKind::Time => "v1.Time".to_owned(),
            ShapeKind::MicroTime => "v1.MicroTime".to_owned(),
            ShapeKind::Duration => "v1.Duration".to_owned(),
            ShapeKind::Any => "runtime.RawExtension".to_owned(),
            ShapeKind::List(item) => format!("[]{}", self.go_name(item)),
            ShapeKind::Pointer(target) => format!("*{}", self.go_name(target)),
            ShapeKind::Map(key, value) => {
                let key = key.and_then(|key| self.ty(key)).map_or("string", |ty| ty.name);
                format!("map[{key}]{}", self.go_name(value))
            }
            ShapeKind::Type(id) => self.ty(id).map_or("", |ty| ty.name).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_services() {
        let table = table();
        let service = table.kind("v1", "Service").unwrap();
        assert!(service.namespaced);
        let ty = table.ty(service.ty.unwrap()).unwrap();
        let spec = table.struct_of(ty.field("spec").unwrap().shape).unwrap();
        assert_eq!(spec.short_name(), "ServiceSpec");
        let ports = spec.field("ports").unwrap();
        assert_eq!(table.go_name(ports.shape), "[]v1.ServicePort");
        assert_eq!(ports.list_keys, Some("port,protocol"));
        assert!(spec.field("ipFamilyPolicy").unwrap().shape.is_pointer());
        assert_eq!(table.ty(TypeId::OBJECT_META).unwrap().name, "v1.ObjectMeta");
    }

    #[test]
    fn every_shape_leads_to_a_type() {
        let table = table();
        assert!(table.types().len() > 500);
        for ty in table.types() {
            for field in ty.fields() {
                assert!(!table.go_name(field.shape).ends_with(['.', ']']), "{}.{}", ty.name, field.name);
            }
        }
        assert!(table.removed("extensions/v1beta1", "Ingress").is_some());
    }
}
