//! Evaluates the rules of definitions over values.
//!
//! Source: github.com/google/cel-go interpreter/interpretable.go, common/types, ext/strings.go; kubernetes v1.37
//! staging/src/k8s.io/apiserver/pkg/cel/library

use super::names::{is_dns1123_label, is_dns1123_subdomain, is_qualified_name};
use crate::go::duration::parse_duration;
use crate::schema::expression::{Expression, Function, Macro};
use crate::value::{Data, Entry, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::net::IpAddr;

/// A value while a rule is evaluated.
#[derive(Debug, Clone)]
pub(crate) enum Cel<'v> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(Cow<'v, str>),
    /// A time span in nanoseconds.
    Duration(i64),
    /// A list of an object.
    Items(&'v [Value]),
    /// A list that a rule made.
    List(Vec<Cel<'v>>),
    /// A map of an object.
    Map(&'v [Entry]),
}

impl<'v> From<&'v Value> for Cel<'v> {
    fn from(value: &'v Value) -> Self {
        match &value.data {
            Data::Null => Self::Null,
            Data::Bool(value) => Self::Bool(*value),
            Data::Int(number) => Self::Int(*number),
            Data::Float(number) => Self::Float(*number),
            Data::String(text) => Self::Text(Cow::Borrowed(text)),
            Data::List(items) => Self::Items(items),
            Data::Map(map) => Self::Map(&map.entries),
        }
    }
}

/// Variables, the innermost last.
type Scope<'e, 'v> = Vec<(&'e str, Cel<'v>)>;
/// A value, or why there is none, in the words of the original.
/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No function takes values of these types.
    NoOverload,
    /// What the server says of anything else.
    Other(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOverload => f.write_str("no such overload"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

type Outcome<'v> = Result<Cel<'v>, Failure>;

/// Evaluates a rule of a value and, where there is one, its stored form.
///
/// # Errors
///
/// The rule has no value: what the original says, such as `no such key: port`.
pub(crate) fn evaluate(rule: &Expression, own: &Value, old: Option<&Value>) -> Result<bool, Failure> {
    let mut scope: Scope<'_, '_> = vec![("self", Cel::from(own))];
    scope.extend(old.map(|old| ("oldSelf", Cel::from(old))));
    Ok(matches!(value(rule, &mut scope)?, Cel::Bool(true)))
}

fn value<'e: 'v, 'v>(expression: &'e Expression, scope: &mut Scope<'e, 'v>) -> Outcome<'v> {
    match expression {
        Expression::Bool(value) => Ok(Cel::Bool(*value)),
        Expression::Int(number) => Ok(Cel::Int(*number)),
        Expression::Text(text) => Ok(Cel::Text(Cow::Borrowed(text))),
        Expression::Variable(name) => {
            let found = scope.iter().rev().find(|(known, _)| **known == **name);
            found
                .map(|(_, value)| value.clone())
                .ok_or_else(|| Failure::Other(format!("no such attribute(s): {name}")))
        }
        Expression::Select(of, field) => match value(of, scope)? {
            Cel::Map(entries) => field_of(entries, field)
                .map(Cel::from)
                .ok_or_else(|| Failure::Other(format!("no such key: {field}"))),
            _ => Err(Failure::NoOverload),
        },
        Expression::Has(of, field) => match value(of, scope)? {
            Cel::Map(entries) => Ok(Cel::Bool(field_of(entries, field).is_some())),
            _ => Err(Failure::NoOverload),
        },
        Expression::Matches(of, pattern) => match value(of, scope)? {
            Cel::Text(text) => Ok(Cel::Bool(pattern.is_found_in(&text))),
            _ => Err(Failure::NoOverload),
        },
        Expression::Macro(kind, list, variable, body) => {
            let items = items(value(list, scope)?)?;
            walk(*kind, items, variable, body, scope)
        }
        Expression::Call(Function::And, parts) => junction(parts, scope, false),
        Expression::Call(Function::Or, parts) => junction(parts, scope, true),
        Expression::Call(Function::If, parts) => {
            let [condition, yes, no] = parts.as_slice() else { return Err(Failure::NoOverload) };
            match value(condition, scope)? {
                Cel::Bool(true) => value(yes, scope),
                Cel::Bool(false) => value(no, scope),
                _ => Err(Failure::NoOverload),
            }
        }
        Expression::Call(function, parts) => {
            let mut arguments = Vec::with_capacity(parts.len());
            for part in parts {
                arguments.push(value(part, scope)?);
            }
            call(*function, arguments)
        }
    }
}

fn field_of<'v>(entries: &'v [Entry], name: &str) -> Option<&'v Value> {
    entries.iter().find(|entry| entry.key == name).map(|entry| &entry.value)
}

/// `&&` and `||`: one part that decides makes errors in others not matter.
fn junction<'e: 'v, 'v>(parts: &'e [Expression], scope: &mut Scope<'e, 'v>, decisive: bool) -> Outcome<'v> {
    let mut error = None;
    for part in parts {
        match value(part, scope) {
            Ok(Cel::Bool(found)) if found == decisive => return Ok(Cel::Bool(decisive)),
            Ok(Cel::Bool(_)) => {}
            Ok(_) => error = error.or(Some(Failure::NoOverload)),
            Err(found) => error = error.or(Some(found)),
        }
    }
    error.map_or(Ok(Cel::Bool(!decisive)), Err)
}

/// The items of a list, or the keys of a map.
fn items(list: Cel<'_>) -> Result<Vec<Cel<'_>>, Failure> {
    match list {
        Cel::Items(items) => Ok(items.iter().map(Cel::from).collect()),
        Cel::List(items) => Ok(items),
        Cel::Map(entries) => Ok(entries.iter().map(|entry| Cel::Text(Cow::Borrowed(&*entry.key))).collect()),
        _ => Err(Failure::NoOverload),
    }
}

fn walk<'e: 'v, 'v>(
    kind: Macro,
    items: Vec<Cel<'v>>,
    variable: &'e str,
    body: &'e Expression,
    scope: &mut Scope<'e, 'v>,
) -> Outcome<'v> {
    let mut error = None;
    let mut kept = Vec::new();
    for item in items {
        scope.push((variable, item.clone()));
        let found = value(body, scope);
        scope.pop();
        match (kind, found) {
            (Macro::All, Ok(Cel::Bool(false))) => return Ok(Cel::Bool(false)),
            (Macro::Exists, Ok(Cel::Bool(true))) => return Ok(Cel::Bool(true)),
            (Macro::ExistsOne | Macro::Filter, Ok(Cel::Bool(true))) => kept.push(item),
            (_, Ok(Cel::Bool(_))) => {}
            // These two look at every item, whatever comes of it.
            (Macro::All | Macro::Exists, Ok(_)) => error = error.or(Some(Failure::NoOverload)),
            (Macro::All | Macro::Exists, Err(found)) => error = error.or(Some(found)),
            (Macro::ExistsOne | Macro::Filter, Ok(_)) => return Err(Failure::NoOverload),
            (Macro::ExistsOne | Macro::Filter, Err(found)) => return Err(found),
        }
    }
    match (kind, error) {
        (_, Some(error)) => Err(error),
        (Macro::All, None) => Ok(Cel::Bool(true)),
        (Macro::Exists, None) => Ok(Cel::Bool(false)),
        (Macro::ExistsOne, None) => Ok(Cel::Bool(kept.len() == 1)),
        (Macro::Filter, None) => Ok(Cel::List(kept)),
    }
}

fn call(function: Function, arguments: Vec<Cel<'_>>) -> Outcome<'_> {
    if function == Function::List {
        return Ok(Cel::List(arguments));
    }
    match (function, arguments.as_slice()) {
        (Function::Not, [Cel::Bool(value)]) => Ok(Cel::Bool(!value)),
        (Function::Equal, [left, right]) => Ok(Cel::Bool(equal(left, right))),
        (Function::NotEqual, [left, right]) => Ok(Cel::Bool(!equal(left, right))),
        (Function::Less, [left, right]) => compared(left, right, Ordering::is_lt),
        (Function::LessOrEqual, [left, right]) => compared(left, right, Ordering::is_le),
        (Function::Greater, [left, right]) => compared(left, right, Ordering::is_gt),
        (Function::GreaterOrEqual, [left, right]) => compared(left, right, Ordering::is_ge),
        (Function::In, [item, list]) => {
            Ok(Cel::Bool(items(list.clone())?.iter().any(|other| equal(item, other))))
        }
        (Function::Add, [first, rest @ ..]) => {
            let mut sum = first.clone();
            for part in rest {
                sum = match (&sum, part) {
                    (Cel::Int(left), Cel::Int(right)) => Cel::Int(
                        left.checked_add(*right)
                            .ok_or_else(|| Failure::Other("integer overflow".to_owned()))?,
                    ),
                    (Cel::Text(left), Cel::Text(right)) => Cel::Text(Cow::Owned(format!("{left}{right}"))),
                    _ => return Err(Failure::NoOverload),
                };
            }
            Ok(sum)
        }
        (Function::Index, [list, Cel::Int(at)]) => {
            let found =
                usize::try_from(*at).ok().and_then(|at| items(list.clone()).ok()?.into_iter().nth(at));
            found.ok_or_else(|| Failure::Other(format!("index out of bounds: {at}")))
        }
        (Function::Size, [Cel::Text(text)]) => size(text.chars().count()),
        (Function::Size, [list]) => size(items(list.clone())?.len()),
        (Function::Contains, [Cel::Text(text), Cel::Text(part)]) => Ok(Cel::Bool(text.contains(&**part))),
        (Function::StartsWith, [Cel::Text(text), Cel::Text(part)]) => {
            Ok(Cel::Bool(text.starts_with(&**part)))
        }
        (Function::EndsWith, [Cel::Text(text), Cel::Text(part)]) => Ok(Cel::Bool(text.ends_with(&**part))),
        (Function::Split, [Cel::Text(text), Cel::Text(part)]) => {
            let parts: Vec<String> = if part.is_empty() {
                text.chars().map(String::from).collect()
            } else {
                text.split(&**part).map(str::to_owned).collect()
            };
            Ok(Cel::List(parts.into_iter().map(|part| Cel::Text(Cow::Owned(part))).collect()))
        }
        (Function::Substring, [Cel::Text(text), Cel::Int(from)]) => {
            let count = text.chars().count();
            match usize::try_from(*from).ok().filter(|from| *from <= count) {
                Some(from) => Ok(Cel::Text(Cow::Owned(text.chars().skip(from).collect()))),
                None => Err(Failure::Other(format!("index out of range: {from}"))),
            }
        }
        (Function::Duration, [Cel::Text(text)]) => parse_duration(text).map(Cel::Duration).map_err(|_| {
            Failure::Other("type conversion error from 'string' to 'google.protobuf.Duration'".to_owned())
        }),
        (Function::IsIp, [Cel::Text(text)]) => Ok(Cel::Bool(is_ip(text))),
        (Function::Validate, [Cel::Text(format), Cel::Text(text)]) => {
            let faults = match &**format {
                "dns1123Label" => is_dns1123_label(text),
                "dns1123Subdomain" => is_dns1123_subdomain(text),
                "qualifiedName" => is_qualified_name(text),
                other => return Err(Failure::Other(format!("no such format: {other}"))),
            };
            Ok(Cel::Bool(!faults.is_empty()))
        }
        _ => Err(Failure::NoOverload),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every function of the language gives an outcome")]
fn size<'v>(count: usize) -> Outcome<'v> {
    Ok(Cel::Int(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// Source: staging/src/k8s.io/apiserver/pkg/cel/library/ip.go `parseIPAddr`: no zones, no IPv4-mapped IPv6.
fn is_ip(text: &str) -> bool {
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => true,
        Ok(IpAddr::V6(address)) => address.to_ipv4_mapped().is_none(),
        Err(_) => false,
    }
}

fn compared<'v>(left: &Cel<'_>, right: &Cel<'_>, holds: fn(Ordering) -> bool) -> Outcome<'v> {
    let order = match (left, right) {
        (Cel::Int(left), Cel::Int(right)) | (Cel::Duration(left), Cel::Duration(right)) => {
            Some(left.cmp(right))
        }
        (Cel::Text(left), Cel::Text(right)) => Some(left.cmp(right)),
        (Cel::Bool(left), Cel::Bool(right)) => Some(left.cmp(right)),
        _ => as_float(left).zip(as_float(right)).and_then(|(left, right)| left.partial_cmp(&right)),
    };
    order.map(|order| Cel::Bool(holds(order))).ok_or(Failure::NoOverload)
}

#[expect(clippy::cast_precision_loss, reason = "the nearest float is what is compared")]
fn as_float(value: &Cel<'_>) -> Option<f64> {
    match value {
        Cel::Int(number) => Some(*number as f64),
        Cel::Float(number) => Some(*number),
        _ => None,
    }
}

fn equal(left: &Cel<'_>, right: &Cel<'_>) -> bool {
    match (left, right) {
        (Cel::Null, Cel::Null) => true,
        (Cel::Bool(left), Cel::Bool(right)) => left == right,
        (Cel::Int(left), Cel::Int(right)) | (Cel::Duration(left), Cel::Duration(right)) => left == right,
        (Cel::Text(left), Cel::Text(right)) => left == right,
        (Cel::Map(left), Cel::Map(right)) => {
            left.len() == right.len()
                && left.iter().all(|entry| {
                    field_of(right, &entry.key).is_some_and(|other| same_value(&entry.value, other))
                })
        }
        (Cel::Items(left), Cel::Items(right)) => {
            left.len() == right.len() && left.iter().zip(*right).all(|(left, right)| same_value(left, right))
        }
        (Cel::Items(_) | Cel::List(_), Cel::Items(_) | Cel::List(_)) => {
            match (items(left.clone()), items(right.clone())) {
                (Ok(left), Ok(right)) => {
                    left.len() == right.len()
                        && left.iter().zip(&right).all(|(left, right)| equal(left, right))
                }
                _ => false,
            }
        }
        _ => as_float(left)
            .zip(as_float(right))
            .is_some_and(|(left, right)| left.partial_cmp(&right) == Some(Ordering::Equal)),
    }
}

/// Says whether two values are equal, whatever their origin and the order of keys.
pub(crate) fn same_value(left: &Value, right: &Value) -> bool {
    equal(&Cel::from(left), &Cel::from(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, read};
    use std::sync::Arc;

    const OBJECT: &str = r#"{"type":"A","port":80,"ratio":1.5,"on":true,"empty":"","name":"gr\u00fcn",
        "list":[{"n":"a","p":1},{"n":"b"},{"n":"a","p":3}],"words":["x","y"],"map":{"k/1":"v","k2":"w"},
        "t1":"1h30m","t2":"5400s","bad":"9x","ip":"::1"}"#;

    fn object() -> Value {
        let text = format!("kind: x\nspec: {OBJECT}\n");
        let document = read(&Arc::from(text), Format::Yaml);
        let mut found = crate::schema::decode(&document, crate::assumptions::Version::NEWEST);
        found.remove(0).value.remove("spec").unwrap()
    }

    #[test]
    fn every_function_has_the_value_worked_out_by_hand() {
        let object = object();
        for (tree, wanted) in [
            ("(== self.type \"A\")", Ok(true)),
            ("(!= self.type \"A\")", Ok(false)),
            ("(== self.port \"80\")", Ok(false)),
            ("(== self.list self.list)", Ok(true)),
            ("(== self.words (list \"x\" \"y\"))", Ok(true)),
            ("(&& self.on (has self.type) (! (has self.other)))", Ok(true)),
            ("(< self.port 81)", Ok(true)),
            ("(<= self.port 79)", Ok(false)),
            ("(> self.ratio 1)", Ok(true)),
            ("(>= self.port 80)", Ok(true)),
            ("(< self.type 1)", Err("no such overload")),
            ("(in self.type (list \"A\" \"B\"))", Ok(true)),
            ("(in \"k2\" self.map)", Ok(true)),
            ("(in \"z\" self.words)", Ok(false)),
            ("(== (+ (? self.on 1 0) (? (has self.x) 1 0) 2) 3)", Ok(true)),
            ("(== (+ self.type \"b\") \"Ab\")", Ok(true)),
            ("(== (. ([] self.list 1) n) \"b\")", Ok(true)),
            ("(== ([] self.words 2) \"x\")", Err("index out of bounds: 2")),
            ("(== (size self.list) 3)", Ok(true)),
            ("(== (size self.name) 4)", Ok(true)),
            ("(== (size self.map) 2)", Ok(true)),
            ("(== (size self.port) 2)", Err("no such overload")),
            ("(contains self.name \"gr\")", Ok(true)),
            ("(startsWith self.name \"g\")", Ok(true)),
            ("(endsWith self.name \"n\")", Ok(true)),
            ("(matches self.name \"^[a-z]+$\")", Ok(false)),
            ("(matches self.type \"^[A-Z]$\")", Ok(true)),
            ("(== ([] (split \"a/b\" \"/\") 1) \"b\")", Ok(true)),
            ("(== (substring self.name 2) \"\u{fc}n\")", Ok(true)),
            ("(== (substring self.type 2) \"\")", Err("index out of range: 2")),
            ("(== (duration self.t1) (duration self.t2))", Ok(true)),
            ("(> (duration self.t1) (duration \"1h\"))", Ok(true)),
            (
                "(> (duration self.bad) (duration \"1h\"))",
                Err("type conversion error from 'string' to 'google.protobuf.Duration'"),
            ),
            ("(isIP self.ip)", Ok(true)),
            ("(isIP self.type)", Ok(false)),
            ("(validate \"qualifiedName\" self.name)", Ok(true)),
            ("(validate \"dns1123Subdomain\" \"a.b\")", Ok(false)),
            ("(all self.list l (has l.n))", Ok(true)),
            ("(all self.list l (> l.p 0))", Err("no such key: p")),
            ("(all self.list l (> l.p 2))", Ok(false)),
            ("(all self.map k (startsWith k \"k\"))", Ok(true)),
            ("(exists self.list l (== l.n \"b\"))", Ok(true)),
            ("(exists self.list l (== l.p 3))", Ok(true)),
            ("(exists self.list l (== l.p 4))", Err("no such key: p")),
            ("(exists_one self.list l (== l.n \"b\"))", Ok(true)),
            ("(exists_one self.list l (== l.n \"a\"))", Ok(false)),
            ("(exists_one self.list l (== l.p 1))", Err("no such key: p")),
            ("(== (size (filter self.list l (== l.n \"a\"))) 2)", Ok(true)),
            ("(|| self.other self.on)", Ok(true)),
            ("(|| self.other (! self.on))", Err("no such key: other")),
            ("(&& self.other (! self.on))", Ok(false)),
            ("(&& self.port self.on)", Err("no such overload")),
            ("(? self.port true false)", Err("no such overload")),
            ("(== oldSelf self)", Ok(true)),
            ("(== none self)", Err("no such attribute(s): none")),
        ] {
            let tree_text = tree;
            let tree = Expression::read(tree).unwrap_or_else(|| panic!("{tree_text}"));
            let got = evaluate(&tree, &object, Some(&object)).map_err(|failure| failure.to_string());
            assert_eq!(got, wanted.map_err(str::to_owned), "{tree_text}");
        }
    }
}
