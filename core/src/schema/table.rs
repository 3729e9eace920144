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

use crate::assumptions::Version;
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

/// A kind that some minor serves.
#[derive(Debug, Clone)]
pub(crate) struct KindEntry {
    /// `apps/v1`.
    pub api_version: &'static str,
    /// `Deployment`.
    pub kind: &'static str,
    /// It lives in namespaces.
    pub namespaced: bool,
    /// The first minor that serves it, 0 if older than all known.
    pub since: u8,
    /// The last minor that serves it, 255 if it is served still.
    pub until: u8,
    /// The minor that deprecated it.
    pub deprecated: Option<u8>,
    /// The first minor that does not serve it any more, as planned.
    pub removed: Option<u8>,
    /// `apiVersion Kind` to use instead.
    pub replacement: Option<&'static str>,
    /// Its type, if the table has one.
    pub ty: Option<TypeId>,
}

/// A kind that no known minor serves.
#[derive(Debug, Clone)]
pub(crate) struct RemovedEntry {
    /// `extensions/v1beta1`.
    pub api_version: &'static str,
    /// `Ingress`.
    pub kind: &'static str,
    /// It lived in namespaces; not told where the group has a kind of the name still.
    pub namespaced: bool,
    /// The first minor that did not serve it any more.
    pub removed: u8,
    /// `apiVersion Kind` to use instead.
    pub replacement: Option<&'static str>,
}

/// The index of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TypeId(u16);

impl TypeId {
    /// The metadata of every object.
    pub(crate) const OBJECT_META: TypeId = TypeId(0);
}

/// A Go type.
#[derive(Debug)]
pub(crate) struct Type {
    /// The name as error messages have it: `v1.ServiceSpec`.
    pub name: &'static str,
    /// What it is.
    pub body: Body,
}

/// What a type is.
#[derive(Debug)]
pub(crate) enum Body {
    /// A struct; its fields are ordered by name.
    Struct(Vec<Field>),
    /// Another shape under a name, and the values it takes where Go lists them.
    Named(Shape, Vec<&'static str>),
}

impl Type {
    /// The name without its package: `ServiceSpec`.
    pub(crate) fn short_name(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, name)| name)
    }

    /// The fields, none if it is no struct.
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.body {
            Body::Struct(fields) => fields,
            Body::Named(..) => &[],
        }
    }

    /// The field of a name, whatever minor has it.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        let fields = self.fields();
        fields.binary_search_by(|field| field.name.cmp(name)).ok().and_then(|at| fields.get(at))
    }
}

/// A field of a struct.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The name in JSON.
    pub name: &'static str,
    /// The Go name of the inlined struct it comes from, else `""`.
    pub embedded: &'static str,
    /// Its place in the Go type.
    pub order: u16,
    /// `omitempty`.
    pub omit_empty: bool,
    /// `omitzero`.
    pub omit_zero: bool,
    /// The documents call it required.
    pub required: bool,
    /// The first minor that has it, 0 if older than all known.
    pub since: u8,
    /// The last minor that has it, 255 if it has it still.
    pub until: u8,
    /// The shape.
    pub shape: Shape,
    /// The keys by which items of the list are told apart.
    pub list_keys: Option<&'static str>,
    /// The default that the documents state.
    pub default: Option<&'static str>,
}

impl Field {
    /// Says whether a minor has the field.
    pub(crate) fn exists(&self, version: Version) -> bool {
        (self.since..=self.until).contains(&version.minor)
    }
}

/// A shape as the table writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape(&'static str);

/// A shape taken apart by one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShapeKind {
    /// `string`.
    String,
    /// `bool`.
    Bool,
    /// `int32`.
    Int32,
    /// `int64`.
    Int64,
    /// `float64`.
    Float,
    /// `[]byte`, base64 in JSON.
    Bytes,
    /// `intstr.IntOrString`.
    IntOrString,
    /// `resource.Quantity`.
    Quantity,
    /// `metav1.Time`.
    Time,
    /// `metav1.MicroTime`.
    MicroTime,
    /// `metav1.Duration`.
    Duration,
    /// Anything.
    Any,
    /// A list.
    List(Shape),
    /// A map; the type of its keys if they have one.
    Map(Option<TypeId>, Shape),
    /// A pointer.
    Pointer(Shape),
    /// A type of the table.
    Type(TypeId),
}

impl Shape {
    /// Takes the shape apart by one step.
    pub(crate) fn kind(self) -> ShapeKind {
        let mut chars = self.0.chars();
        let first = chars.next();
        let rest = chars.as_str();
        match first {
            Some('s') => ShapeKind::String,
            Some('b') => ShapeKind::Bool,
            Some('i') => ShapeKind::Int32,
            Some('l') => ShapeKind::Int64,
            Some('f') => ShapeKind::Float,
            Some('B') => ShapeKind::Bytes,
            Some('X') => ShapeKind::IntOrString,
            Some('Q') => ShapeKind::Quantity,
            Some('T') => ShapeKind::Time,
            Some('M') => ShapeKind::MicroTime,
            Some('D') => ShapeKind::Duration,
            Some('[') => ShapeKind::List(Shape(rest)),
            Some('*') => ShapeKind::Pointer(Shape(rest)),
            Some('{') => match rest.split_once('}') {
                Some((key, value)) => ShapeKind::Map(key.parse().ok().map(TypeId), Shape(value)),
                None => ShapeKind::Map(None, Shape(rest)),
            },
            Some('0'..='9') => ShapeKind::Type(TypeId(self.0.parse().unwrap_or(u16::MAX))),
            _ => ShapeKind::Any,
        }
    }

    /// The shape behind pointers.
    pub(crate) fn target(self) -> Shape {
        Shape(self.0.trim_start_matches('*'))
    }

    /// Says whether the shape is a pointer.
    pub(crate) fn is_pointer(self) -> bool {
        self.0.starts_with('*')
    }
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
