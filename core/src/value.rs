//! An object in JSON's data model, each part with its origin: written where, or put there by whom.
//!
//! [`crate::schema`] decodes a document's tree into a [`Value`] the way the API server decodes a request: `null` is
//! unset, numbers and strings have the type of their field, what cannot be decoded is left out and reported. Admission
//! changes the value as the server does; typed views ([`crate::object`]) read it.

pub mod json;

use crate::field_path::{FieldPath, Step};
use crate::source::{Spot, TextRange};
use std::borrow::Cow;

/// Why a value is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It stands in the manifest, at this range of its document.
    Written(TextRange),
    /// The API server sets it where a manifest does not: the upstream function that does.
    Defaulted(&'static str),
    /// The API server chooses it: an address or a number that only a server can tell.
    Allocated(&'static str),
}

impl Origin {
    /// Where it stands in the manifest, if it does.
    pub fn range(self) -> Option<TextRange> {
        match self {
            Self::Written(range) => Some(range),
            Self::Defaulted(_) | Self::Allocated(_) => None,
        }
    }
}

/// A value and its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The value itself.
    pub data: Data,
    /// Why it is there.
    pub origin: Origin,
}

/// A part of an object and why it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The part.
    pub value: T,
    /// Why it is there.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// Where the part was written, if it was.
    pub fn range(&self) -> Option<TextRange> {
        match self.origin {
            Origin::Written(range) => Some(range),
            Origin::Defaulted(_) | Origin::Allocated(_) => None,
        }
    }
}

/// What a value can be.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Data {
    /// Unset.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(Box<str>),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(Map),
}

/// A map in source order, later entries of one key already dropped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// One entry of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Cow<'static, str>,
    /// Where the key was written; `None` for an entry that was added.
    pub key_range: Option<TextRange>,
    /// The value.
    pub value: Value,
}

/// A value that is not there; accessors of absent parts return it.
static ABSENT: Value = Value { data: Data::Null, origin: Origin::Defaulted("absent") };

impl From<bool> for Data {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<i64> for Data {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<&str> for Data {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}
impl From<String> for Data {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}
impl From<Map> for Data {
    fn from(value: Map) -> Self {
        Self::Map(value)
    }
}
impl From<Vec<Value>> for Data {
    fn from(value: Vec<Value>) -> Self {
        Self::List(value)
    }
}

impl Value {
    /// A value that was written.
    pub fn written(data: impl Into<Data>, range: TextRange) -> Self {
        Self { data: data.into(), origin: Origin::Written(range) }
    }

    /// A value that the API server sets; `why` names the upstream function.
    pub fn defaulted(data: impl Into<Data>, why: &'static str) -> Self {
        Self { data: data.into(), origin: Origin::Defaulted(why) }
    }

    /// A value that the API server chooses; `why` names what allocates it.
    pub fn allocated(data: impl Into<Data>, why: &'static str) -> Self {
        Self { data: data.into(), origin: Origin::Allocated(why) }
    }

    /// A reference to a value that is absent.
    pub fn absent() -> &'static Value {
        &ABSENT
    }

    /// Where the value was written, `None` if it was not.
    pub fn range(&self) -> Option<TextRange> {
        self.origin.range()
    }

    /// Says whether the value is unset.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// Says whether the value is a text, a number or a truth value.
    pub fn is_scalar(&self) -> bool {
        match self.data {
            Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => true,
            Data::Null | Data::List(_) | Data::Map(_) => false,
        }
    }

    /// The field `name` of a map; an absent value if there is none or this is not a map.
    pub fn get(&self, name: &str) -> &Value {
        match &self.data {
            Data::Map(map) => map.get(name).unwrap_or(&ABSENT),
            _ => &ABSENT,
        }
    }

    /// Says whether a map has the field `name` with a value other than null.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_null()
    }

    /// The field `name`, mutable, if it is there.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        match &mut self.data {
            Data::Map(map) => map.get_mut(name),
            _ => None,
        }
    }

    /// The field `name` as text; `""` if absent or no text, as Go's zero value.
    pub fn str(&self, name: &str) -> &str {
        self.get(name).as_str().unwrap_or("")
    }

    /// The field `name` as a whole number; 0 if absent, as Go's zero value.
    pub fn int(&self, name: &str) -> i64 {
        self.get(name).as_int().unwrap_or(0)
    }

    /// The field `name` as a truth value; `None` if absent.
    pub fn bool(&self, name: &str) -> Option<bool> {
        match self.get(name).data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The field `name` as a list; empty if absent.
    pub fn list(&self, name: &str) -> &[Value] {
        self.get(name).as_list()
    }

    /// The field `name` as a map's entries; empty if absent.
    pub fn entries(&self, name: &str) -> &[Entry] {
        self.get(name).as_entries()
    }

    /// The text, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is a whole number.
    pub fn as_int(&self) -> Option<i64> {
        match self.data {
            Data::Int(number) => Some(number),
            _ => None,
        }
    }

    /// The items, empty if it is not a list.
    pub fn as_list(&self) -> &[Value] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// The items, mutable, empty if it is not a list.
    pub fn as_list_mut(&mut self) -> &mut [Value] {
        match &mut self.data {
            Data::List(items) => items,
            _ => &mut [],
        }
    }

    /// The entries, empty if it is not a map.
    pub fn as_entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(map) => &map.entries,
            _ => &[],
        }
    }

    /// Says whether the value is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.data, Data::List(_))
    }

    /// Takes the items out; none if it is not a list.
    pub fn into_items(self) -> Vec<Value> {
        match self.data {
            Data::List(items) => items,
            _ => Vec::new(),
        }
    }

    /// Takes the field `name` out.
    pub fn into_field(mut self, name: &str) -> Option<Value> {
        self.remove(name)
    }

    /// Sets the field `name`, replacing what was there; nothing happens on a value that is not a map.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: Value) {
        if let Data::Map(map) = &mut self.data {
            map.set(name, value);
        }
    }

    /// Sets the field `name` if it is absent or null; `why` names the upstream function.
    pub fn default(&mut self, name: &'static str, data: impl Into<Data>, why: &'static str) {
        if !self.has(name) {
            self.set(name, Value::defaulted(data, why));
        }
    }

    /// Removes the field `name` and returns it.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        match &mut self.data {
            Data::Map(map) => map.remove(name),
            _ => None,
        }
    }

    /// The field `name` as a map to change; an empty one is added if it is absent.
    ///
    /// Returns a value that is discarded if this value is not a map.
    pub fn map_mut(&mut self, name: &'static str, why: &'static str) -> Option<&mut Value> {
        self.default(name, Map::default(), why);
        self.get_mut(name)
    }

    /// Follows a path as far as it leads; the second part counts the steps taken.
    pub fn follow(&self, path: &FieldPath) -> (&Value, usize) {
        let mut at = self;
        for (taken, step) in path.steps.iter().enumerate() {
            let next = match step {
                Step::Field(name) | Step::Key(name) => match &at.data {
                    Data::Map(map) => map.get(name),
                    _ => None,
                },
                Step::Index(index) => at.as_list().get(*index as usize),
            };
            match next {
                Some(value) => at = value,
                None => return (at, taken),
            }
        }
        (at, path.steps.len())
    }
}

impl Value {
    /// Finds where a finding about the field at `path` points: its value where it was written, else the nearest
    /// ancestor that was, else the first key of this object.
    pub fn place(&self, path: &FieldPath) -> Spot {
        let root = self.range().unwrap_or_default();
        let mut place = match self.as_entries().iter().find_map(|entry| entry.key_range) {
            Some(key) => Spot::Key(key),
            None => Spot::Value(root),
        };
        let mut at = self;
        for (taken, step) in path.steps.iter().enumerate() {
            let is_last = taken + 1 == path.steps.len();
            match step {
                Step::Field(name) | Step::Key(name) => {
                    let Data::Map(map) = &at.data else { return place };
                    let Some(entry) = map.entry(name) else { return place };
                    match (entry.value.range(), entry.key_range) {
                        (Some(range), _) if is_last && range.start < range.end => {
                            place = Spot::Value(range);
                        }
                        (_, Some(key)) => place = Spot::Key(key),
                        _ => return place,
                    }
                    at = &entry.value;
                }
                Step::Index(index) => {
                    let Some(item) = at.as_list().get(*index as usize) else { return place };
                    match item.range() {
                        Some(range) if is_last => place = Spot::Value(range),
                        Some(range) => place = Spot::Item(range),
                        None => return place,
                    }
                    at = item;
                }
            }
        }
        place
    }
}

impl Map {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a key, mutable.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
    }

    /// Sets a key, replacing what was there.
    pub fn set(&mut self, key: impl Into<Cow<'static, str>>, value: Value) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(old) => *old = value,
            None => self.entries.push(Entry { key, key_range: None, value }),
        }
    }

    /// Removes a key and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at).value)
    }
}
