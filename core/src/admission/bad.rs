//! Refused values, as messages show them.

use crate::go::json::json_string;
use crate::go::quote::go_quote;
use crate::value::json::json;
use crate::value::{Data, Value};
use std::fmt;

/// A refused value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bad {
    /// Text, which messages quote as Go's `%q` does.
    Text(String),
    /// Text of a Go type of its own, such as an enum, or behind a pointer, which messages print as JSON.
    Typed(String),
    /// Anything else, as messages print it: a number, a truth value, `null`, JSON.
    Json(String),
}

impl Bad {
    /// A value given as its JSON text, for structs that upstream prints in its internal form.
    pub fn json(text: impl Into<String>) -> Self {
        Self::Json(text.into())
    }

    /// Text of a Go type of its own, such as an enum, or behind a pointer: printed as JSON.
    pub fn typed(text: &str) -> Self {
        Self::Typed(text.to_owned())
    }

    /// A nil slice, map or pointer.
    pub fn null() -> Self {
        Self::Json("null".to_owned())
    }

    /// A list of texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let quoted: Vec<String> = texts.into_iter().map(json_string).collect();
        Self::Json(format!("[{}]", quoted.join(",")))
    }

    /// The value as a manifest holds it, if it is a text or a whole number.
    pub fn as_scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Typed(text) => Some(text),
            Self::Json(text) => text.parse::<i64>().is_ok().then_some(text),
        }
    }
}

/// Prints the value as messages do.
impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&go_quote(text)),
            Self::Typed(text) => f.write_str(&json_string(text)),
            Self::Json(text) => f.write_str(text),
        }
    }
}

impl From<&str> for Bad {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<&String> for Bad {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<i64> for Bad {
    fn from(number: i64) -> Self {
        Self::Json(number.to_string())
    }
}
impl From<bool> for Bad {
    fn from(value: bool) -> Self {
        Self::Json(value.to_string())
    }
}
/// Text is quoted as Go does, everything else printed as JSON with sorted keys.
impl From<&Value> for Bad {
    fn from(value: &Value) -> Self {
        match &value.data {
            Data::String(text) => Self::Text(text.to_string()),
            _ => Self::Json(json(value)),
        }
    }
}
