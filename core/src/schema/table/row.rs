//! What the table's lines say: kinds, types, fields and shapes.

use crate::assumptions::Version;

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
pub(crate) struct TypeId(pub(super) u16);

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

impl Type {
    /// The name without its package: `ServiceSpec`.
    pub(crate) fn short_name(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, name)| name)
    }

    /// The fields, none if it is not a struct.
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

/// What a type is.
#[derive(Debug)]
pub(crate) enum Body {
    /// A struct; its fields are ordered by name.
    Struct(Vec<Field>),
    /// Another shape under a name, and the values it takes where Go lists them.
    Named(Shape, Vec<&'static str>),
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
pub(crate) struct Shape(pub(super) &'static str);

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
