//! The words: one short sentence that says what is wrong, one that says what to type.

use super::fix::supported;
use super::is_immutable;
use crate::admission::{Cause, Reason, Warning};
use crate::diagnostic::Severity;
use crate::field_path::{FieldPath, Step};
use crate::object::Object;

/// How a refusal is told.
pub(super) struct Words {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
}

/// The longest message.
const LINE: usize = 90;

/// Tells a cause about a field; `is_written` says whether its value stands in the manifest.
pub(super) fn words(
    object: &Object,
    cause: &Cause,
    path: &FieldPath,
    bad: Option<&str>,
    is_written: bool,
) -> Words {
    let detail = detail(&cause.message);
    let code = code(cause);
    let message = fitting(|limit| {
        message(code, object, cause, path, bad.map(|bad| shown(bad, limit)), is_written, limit)
    });
    Words { code, message, help: help(code, cause, path, detail) }
}

/// The message with as much of names and values as fits.
fn fitting(message: impl Fn(usize) -> String) -> String {
    let fits = |text: &String| text.chars().count() <= LINE;
    [63, 40, 28, 20, 14].into_iter().map(&message).find(fits).unwrap_or_else(|| message(8))
}

fn code(cause: &Cause) -> &'static str {
    if is_immutable(cause) {
        return "field-immutable";
    }
    if is_allocation(cause) {
        return "not-allocatable";
    }
    match cause.reason {
        Reason::Required => "field-missing",
        Reason::NotSupported => "field-not-supported",
        Reason::Duplicate => "field-duplicate",
        Reason::Forbidden => "field-forbidden",
        Reason::Internal if cause.path.to_string() == "metadata.resourceVersion" => "field-forbidden",
        Reason::TooLong
        | Reason::TooMany
        | Reason::Invalid
        | Reason::TypeInvalid
        | Reason::NotFound
        | Reason::Internal => "field-invalid",
    }
}

fn message(
    code: &str,
    object: &Object,
    cause: &Cause,
    path: &FieldPath,
    value: Option<String>,
    is_written: bool,
    limit: usize,
) -> String {
    let field = short(path, limit);
    let of = title(object, limit);
    if path.to_string() == "metadata.name" && cause.reason == Reason::Invalid {
        let value = value.unwrap_or_else(|| "this".to_owned());
        return format!("{value} is no valid name of a {}", object.kind);
    }
    match (code, cause.reason, value) {
        ("field-immutable", ..) => format!("`{field}` of {of} cannot be changed"),
        ("not-allocatable", Reason::Invalid, Some(value)) => format!("{of} cannot get `{field}` {value}"),
        ("not-allocatable", ..) => format!("{of} cannot get `{field}` as written"),
        (_, Reason::Required, _) if is_item(path) => format!("`{field}` of {of} is not complete"),
        (_, Reason::Required, _) if path.to_string() == "spec.type" => {
            format!("{of} has an `externalName` and needs `type: ExternalName`")
        }
        (_, Reason::Required, _) => format!("{of} needs `{field}`"),
        (_, Reason::NotSupported, Some(value)) => format!("`{field}` of {of} cannot be {value}"),
        (_, Reason::NotSupported, None) => format!("`{field}` of {of} has a value that does not exist"),
        (_, Reason::Duplicate, Some(value)) => format!("`{field}` of {of} repeats {value}"),
        (_, Reason::Duplicate, None) => format!("`{field}` of {of} repeats an earlier entry"),
        (_, Reason::Internal, _) if code == "field-forbidden" => {
            format!("{of} carries the `resourceVersion` of a stored object")
        }
        (_, Reason::Forbidden, _) => format!("`{field}` may not be set in {of}"),
        (_, Reason::TooLong, _) => format!("`{field}` of {of} is too long"),
        (_, Reason::TooMany, _) => format!("`{field}` of {of} has too many entries"),
        (_, _, Some(value)) if !is_written => {
            format!("{of} needs another `{field}` than the default {value}")
        }
        (_, _, Some(value)) => format!("{value} is no valid `{field}` of {of}"),
        (_, _, None) => format!("`{field}` of {of} is not valid"),
    }
}

fn help(code: &str, cause: &Cause, path: &FieldPath, detail: &str) -> String {
    let field = short(path, usize::MAX);
    match (code, cause.reason) {
        ("field-immutable", _) => "delete the object and create it again, or keep the old value".to_owned(),
        ("not-allocatable", _) => allocation_help(detail),
        (_, Reason::Required) if path.to_string() == "spec.type" => {
            "write `type: ExternalName`, or `ports` in place of `externalName`".to_owned()
        }
        (_, Reason::Required) => required_help(&field, detail),
        (_, Reason::NotSupported) => format!("write {}", choice(&supported(&cause.message))),
        (_, Reason::Duplicate) if is_item(path) && field.starts_with("ports") => {
            "change the port or its protocol, or delete one of the two entries".to_owned()
        }
        (_, Reason::Duplicate) => "give each entry a value of its own, or delete one".to_owned(),
        (_, Reason::Internal) if code == "field-forbidden" => {
            "delete `metadata.resourceVersion`: an object that carries one cannot be created".to_owned()
        }
        (_, Reason::Forbidden) => forbidden_help(&field, detail),
        (_, Reason::TooLong | Reason::TooMany) => sentence(detail),
        (_, Reason::Invalid | Reason::TypeInvalid | Reason::NotFound | Reason::Internal) => {
            invalid_help(detail)
        }
    }
}

/// Tells a warning.
pub(super) fn warning(object: &Object, warning: &Warning) -> (Severity, String, Option<String>) {
    let text = warning.message.as_str();
    let (severity, says, help): (_, fn(&str, &str) -> String, _) = if text.contains("canonical format") {
        (
            Severity::Info,
            |field, of| format!("`{field}` of {of} is not spelled canonically"),
            Some("use the spelling that the server names"),
        )
    } else if text.contains("is ignored") {
        (
            Severity::Info,
            |field, of| format!("`{field}` of {of} has no effect"),
            Some("delete it, or change what makes it ignored"),
        )
    } else if text.contains("recommended") || text.contains("surprising") {
        (Severity::Info, |field, of| format!("`{field}` of {of} can surprise"), None)
    } else if text.contains("duplicate port") || text.contains("overlapping port") {
        (
            Severity::Warning,
            |field, of| format!("`{field}` of {of} repeats a port"),
            Some("give each port a name and number of its own"),
        )
    } else {
        (Severity::Warning, |field, of| format!("the API server warns of `{field}` in {of}"), None)
    };
    let message = fitting(|limit| says(&short(&warning.path, limit), &title(object, limit)));
    (severity, message, help.map(str::to_owned))
}

fn is_allocation(cause: &Cause) -> bool {
    let text = cause.message.as_str();
    ["failed to allocate", "is not in the valid range", "not configured"]
        .iter()
        .any(|part| text.contains(part))
}

fn allocation_help(detail: &str) -> String {
    if let Some((_, range)) = detail.split_once("The range of valid ports is ") {
        return format!("write a number of {range}, or leave it out to let the server choose");
    }
    if detail.contains("does not match the current range") {
        return "write an address of the Service range, or leave it out to let the server choose".to_owned();
    }
    if detail.contains("parentRef") {
        return "give the Service a valid name".to_owned();
    }
    if detail.contains("configured") {
        return "use a family that the cluster has".to_owned();
    }
    sentence(detail)
}

/// The object in a sentence; names that would not fit are cut.
fn title(object: &Object, limit: usize) -> String {
    match object.name.as_str() {
        "" => format!("this {}", object.kind),
        name => format!("{} {}", object.kind, shown(name, limit)),
    }
}

/// A value in backticks, cut where it would not fit.
fn shown(value: &str, limit: usize) -> String {
    let plain: String = value.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect();
    if plain.is_empty() || plain != plain.trim() {
        return format!("`\"{}\"`", cut(&plain, limit));
    }
    format!("`{}`", cut(&plain, limit))
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// The end of a path: the last field, with the list entry or the field it stands in where it says little by itself.
fn short(path: &FieldPath, limit: usize) -> String {
    const VAGUE: [&str; 11] =
        ["name", "number", "namespace", "kind", "port", "ip", "key", "operator", "values", "cidr", "except"];
    let steps = path.steps.as_slice();
    let last = steps.iter().rposition(|step| matches!(step, Step::Field(_))).unwrap_or(0);
    let before = |at: usize| steps.iter().take(at).rposition(|step| matches!(step, Step::Field(_)));
    if let (Some(Step::Field(map)), Some(Step::Key(key))) = (steps.get(last), steps.get(last + 1)) {
        let name = key.rsplit('/').next().unwrap_or(key);
        return cut(&if limit > 40 { format!("{map}.{name}") } else { name.to_owned() }, limit);
    }
    let is_vague = matches!(steps.get(last), Some(Step::Field(name)) if VAGUE.contains(&&**name));
    let is_in_list = last > 0 && matches!(steps.get(last - 1), Some(Step::Index(_)));
    let start = if is_in_list || is_vague { before(last).unwrap_or(last) } else { last };
    let tail = FieldPath { steps: steps.get(start..).unwrap_or_default().to_vec() };
    let text = tail.as_written();
    let text = text.strip_prefix("metadata.").unwrap_or(&text);
    if text.is_empty() { "metadata".to_owned() } else { cut(text, limit) }
}

fn is_item(path: &FieldPath) -> bool {
    matches!(path.steps.last(), Some(Step::Index(_)))
}

/// What follows the value in a message.
fn detail(message: &str) -> &str {
    let Some((_, rest)) = message.split_once(": ") else { return "" };
    if message.starts_with("Invalid value: ") || message.starts_with("Unsupported value: ") {
        return rest
            .rfind("\": ")
            .and_then(|at| rest.get(at + 3..))
            .or_else(|| rest.split_once(": ").map(|(_, detail)| detail))
            .unwrap_or(rest);
    }
    rest
}

/// The server's words as a help of one sentence.
fn sentence(detail: &str) -> String {
    let detail = detail.split(" (e.g. ").next().unwrap_or(detail).trim();
    if detail.is_empty() { "see what the API server says".to_owned() } else { format!("the value {detail}") }
}

fn choice(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    match quoted.as_slice() {
        [] => "a value that the field knows".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn required_help(field: &str, detail: &str) -> String {
    match detail {
        "must specify a peer" => {
            "write `podSelector`, `namespaceSelector` or `ipBlock`; delete the list to mean everyone"
                .to_owned()
        }
        "must specify `addresses` or `notReadyAddresses`" => "add `addresses` to the subset".to_owned(),
        "port name or number is required" => {
            "write `port.name` or `port.number` of the Service port".to_owned()
        }
        "name or generateName is required" => "write `metadata.name`".to_owned(),
        "pathType must be specified" => "write `pathType: Prefix` or `pathType: Exact`".to_owned(),
        _ => format!("write `{field}`"),
    }
}

fn forbidden_help(field: &str, detail: &str) -> String {
    if let Some((_, wanted)) = detail.split_once("may only be used when `type` is ") {
        return format!("delete `{field}`, or write `type: {}`", wanted.trim_matches('\''));
    }
    if detail.contains("may not be used when `type` is 'ClusterIP'") {
        return format!("delete `{field}`, or write `type: NodePort`");
    }
    if detail.contains("may not specify both ipBlock and another peer") {
        return "make two peers of it: one with `ipBlock`, one with the selectors".to_owned();
    }
    format!("delete `{field}`")
}

/// What to type in place of an invalid value.
fn invalid_help(detail: &str) -> String {
    const HELP: &[(&str, &str)] = &[
        ("must be between 1 and 65535", "write a number of 1 to 65535"),
        ("must not contain dots", "write one label without dots"),
        (
            "RFC 1123 subdomain",
            "use lower-case letters, digits, `-` and `.`; start and end with a letter or digit",
        ),
        ("RFC 1123 label", "use lower-case letters, digits and `-`; start and end with a letter or digit"),
        ("DNS-1035 label", "use lower-case letters, digits and `-`; start with a letter"),
        ("wildcard DNS-1123", "write one `*.` in front and a domain name behind it"),
        ("must be a valid IP address", "write an address such as `10.9.8.7` or `2001:db8::1`"),
        ("must not have leading 0s", "write the numbers without leading zeros"),
        ("IPv4-mapped", "write the IPv4 address itself"),
        ("canonical form", "write the address in its canonical form"),
        ("must be a valid CIDR", "write a block such as `10.9.8.0/24`"),
        ("must not have bits set beyond", "write the first address of the block, or a longer prefix"),
        ("must be a strict subset of `cidr`", "write a smaller block inside `cidr`"),
        ("loopback range", "write the address of a Pod or host, not the loopback address"),
        ("link-local", "write an address outside the link-local range"),
        ("may not be unspecified", "write the address of a Pod or host"),
        ("may not be set to 'None'", "delete `clusterIP`, or write `type: ClusterIP`"),
        ("must be empty when `clusterIP` is not specified", "write the first address as `clusterIP` too"),
        (
            "first value must match `clusterIP`",
            "write the same address in `clusterIP` and first in `clusterIPs`",
        ),
        ("when multiple", "write `ipFamilyPolicy: PreferDualStack` or `RequireDualStack`"),
        (
            "may only be set for externally-accessible",
            "delete it, or write `type: NodePort` or `LoadBalancer`",
        ),
        (
            "may only be set when `type` is 'LoadBalancer'",
            "delete it, or write `type: LoadBalancer` and `externalTrafficPolicy: Local`",
        ),
        ("must be an absolute path", "start the path with `/`"),
        ("must match `ingressClassName`", "delete the annotation, or write the same class in both"),
        ("must be a DNS name, not an IP", "write a host name, or leave `host` out"),
        ("cannot set both port name & port number", "keep `port.name` or `port.number`, not both"),
        ("resource or service backend is required", "write `service` with its name and port"),
        ("`defaultBackend` or `rules`", "write `rules` or `defaultBackend`"),
        ("`selector` does not match template `labels`", "write the selector's labels in the template"),
        ("not a valid selector operator", "write `In`, `NotIn`, `Exists` or `DoesNotExist`"),
        ("a valid label must", "use letters, digits, `-`, `_` and `.`; start and end with a letter or digit"),
        ("name part", "use letters, digits, `-`, `_` and `.`; at most one `/` after a domain"),
        ("prefix part", "write a domain name before the `/`"),
        ("a valid label key", "use letters, digits, `-`, `_` and `.`; at most one `/` after a domain"),
        ("at least one letter", "write the number without quotes, or a name with a letter in it"),
        ("no more than 15 characters", "use at most 15 characters"),
        ("no more than", "use a shorter value"),
        ("alpha-numeric characters (a-z, 0-9)", "use lower-case letters, digits and `-`"),
        ("hyphen", "use single hyphens between letters and digits"),
        ("greater than or equal to `port`", "write an `endPort` that is not below `port`"),
        ("greater than 0 and less than 86400", "write a number of 1 to 86400"),
    ];
    HELP.iter()
        .find(|(part, _)| detail.contains(part))
        .map_or_else(|| sentence(detail), |(_, help)| (*help).to_owned())
}
