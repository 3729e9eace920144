//! URLs as Go's `net/url` reads them.
//!
//! Source: Go 1.26 src/net/url/url.go Parse

use super::quote::go_quote;
use std::net::IpAddr;

/// The parts of a URL that admission looks at; an absent part is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Url {
    /// What stands before `:`, in lower case.
    pub(crate) scheme: String,
    /// The user and the password, escaped.
    pub(crate) user: Option<String>,
    /// The host, with its port.
    pub(crate) host: String,
    /// What stands behind `?`.
    pub(crate) query: String,
    /// What stands behind `#`, without escapes.
    pub(crate) fragment: String,
}

/// The part of a URL that a text stands in: what may be written there as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Host,
    Zone,
    User,
    Other,
}

/// Reads a URL.
///
/// # Errors
/// Go's words. Of an address in brackets that is none they say less than Go does.
pub(crate) fn parse(text: &str) -> Result<Url, String> {
    let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
    let mut url = read(before).map_err(|error| format!("parse {}: {error}", go_quote(before)))?;
    url.fragment =
        unescape(fragment, Part::Other).map_err(|error| format!("parse {}: {error}", go_quote(text)))?;
    Ok(url)
}

/// Source: `parse`
fn read(text: &str) -> Result<Url, String> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    let mut url = Url::default();
    if text == "*" {
        return Ok(url);
    }
    let (scheme, rest) = scheme(text)?;
    url.scheme = scheme.to_lowercase();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    query.clone_into(&mut url.query);
    if !rest.starts_with('/') {
        if !url.scheme.is_empty() {
            return Ok(url);
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let mut path = rest;
    if let Some(after) =
        rest.strip_prefix("//").filter(|after| !url.scheme.is_empty() || !after.starts_with('/'))
    {
        let (authority, after) =
            after.split_at_checked(after.find('/').unwrap_or(after.len())).unwrap_or((after, ""));
        path = after;
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        url.host = parse_host(&url.scheme, host)?;
        url.user = user.map(parse_user).transpose()?;
    }
    unescape(path, Part::Other)?;
    Ok(url)
}

/// Source: `getScheme`
fn scheme(text: &str) -> Result<(&str, &str), String> {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    match text.find(|c| !inner(c)) {
        Some(0) if text.starts_with(':') => Err("missing protocol scheme".to_owned()),
        Some(at) if text.starts_with(|c: char| c.is_ascii_alphabetic()) => match text.split_at_checked(at) {
            Some((scheme, rest)) if rest.starts_with(':') => Ok((scheme, rest.get(1..).unwrap_or(""))),
            _ => Ok(("", text)),
        },
        _ => Ok(("", text)),
    }
}

/// Source: `parseAuthority`, `validUserinfo`, `Userinfo.String`
fn parse_user(user: &str) -> Result<String, String> {
    if !user.chars().all(|c| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let parts: Result<Vec<String>, String> =
        user.splitn(2, ':').map(|part| Ok(escape(&unescape(part, Part::User)?))).collect();
    Ok(parts?.join(":"))
}

/// Source: `parseHost`
fn parse_host(scheme: &str, host: &str) -> Result<String, String> {
    let is_port = |text: &str| {
        text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.bytes().all(|c| c.is_ascii_digit()))
    };
    let invalid_port = |port: &str| format!("invalid port {} after host", go_quote(port));
    match host.rfind('[') {
        Some(0) => {
            let Some((inside, port)) = host.rsplit_once(']') else {
                return Err("missing ']' in host".to_owned());
            };
            if !is_port(port) {
                return Err(invalid_port(port));
            }
            let inside = inside.strip_prefix('[').unwrap_or(inside);
            let (address, zone) = match inside.find("%25").and_then(|at| inside.split_at_checked(at)) {
                Some((address, zone)) => (unescape(address, Part::Host)?, unescape(zone, Part::Zone)?),
                None => (unescape(inside, Part::Host)?, String::new()),
            };
            match address.parse() {
                Ok(IpAddr::V6(_)) => Ok(format!("[{address}{zone}]{port}")),
                Ok(IpAddr::V4(_)) => Err("invalid IP-literal".to_owned()),
                Err(_) => {
                    let shown = go_quote(&format!("{address}{zone}"));
                    Err(format!("invalid host: ParseAddr({shown}): unable to parse IP"))
                }
            }
        }
        Some(_) => Err("invalid IP-literal".to_owned()),
        None => {
            let is_strict = matches!(scheme, "http" | "https");
            let at = if is_strict { host.find(':') } else { host.rfind(':') };
            let port = at.and_then(|at| host.get(at..)).unwrap_or("");
            if is_port(port) { unescape(host, Part::Host) } else { Err(invalid_port(port)) }
        }
    }
}

/// Source: `unescape`
fn unescape(text: &str, part: Part) -> Result<String, String> {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let invalid = |escape: &[u8]| {
        let shown: String = String::from_utf8_lossy(escape).into_owned();
        format!("invalid URL escape {}", go_quote(&shown))
    };
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).unwrap_or(0) as u8;
                let byte = digit(high) * 16 + digit(low);
                let is_wrong = match part {
                    Part::Host => byte < 0x80 && byte != b'%',
                    Part::Zone => !matches!(byte, b'%' | b' ') && !is_host_byte(byte),
                    Part::User | Part::Other => false,
                };
                if is_wrong {
                    return Err(invalid(&[b'%', *high, *low]));
                }
                out.push(byte);
                rest = after;
            }
            (b'%', after) => {
                let shown: Vec<u8> = [b'%'].iter().chain(after.iter().take(2)).copied().collect();
                return Err(invalid(&shown));
            }
            (byte, _) => {
                if matches!(part, Part::Host | Part::Zone) && byte.is_ascii() && !is_host_byte(*byte) {
                    let shown = go_quote(&char::from(*byte).to_string());
                    return Err(format!("invalid character {shown} in host name"));
                }
                out.push(*byte);
            }
        }
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
}

fn is_host_byte(byte: u8) -> bool {
    is_unreserved(byte) || b"!$&'()*+,;=:[]<>\"".contains(&byte)
}

/// Source: `escape`, of a user or a password
fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if is_unreserved(byte) || b"$&+,;=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses_as_go() {
        let url = parse("HTTPS://u:p%40@a.example:8443/x?q=1#f%20g").unwrap();
        let parts = [&*url.scheme, &*url.host, &*url.query, &*url.fragment, url.user.as_deref().unwrap()];
        assert_eq!(parts, ["https", "a.example:8443", "q=1", "f g", "u:p%40"]);
        let host = |text: &str| parse(text).map(|url| url.host);
        assert_eq!(host("https://[fd00::1%25eth0]:1").as_deref(), Ok("[fd00::1%eth0]:1"));
        assert_eq!(host("a.example/x").as_deref(), Ok(""));
        assert_eq!(host("https:a").as_deref(), Ok(""));
        assert_eq!(host("//a/b").as_deref(), Ok("a"));
        for (text, error) in [
            (":x", "parse \":x\": missing protocol scheme"),
            ("a:b:c/d", ""),
            ("1a:b", "parse \"1a:b\": first path segment in URL cannot contain colon"),
            ("https://a b", "parse \"https://a b\": invalid character \" \" in host name"),
            ("https://a:b", "parse \"https://a:b\": invalid port \":b\" after host"),
            ("https://a:1:2", "parse \"https://a:1:2\": invalid port \":1:2\" after host"),
            ("https://[a", "parse \"https://[a\": missing ']' in host"),
            ("https://[1.2.3.4]", "parse \"https://[1.2.3.4]\": invalid IP-literal"),
            ("https://a%41", "parse \"https://a%41\": invalid URL escape \"%41\""),
            ("https://a/%zz", "parse \"https://a/%zz\": invalid URL escape \"%zz\""),
            ("https://a/%z", "parse \"https://a/%z\": invalid URL escape \"%z\""),
            ("https://a^b@c", "parse \"https://a^b@c\": net/url: invalid userinfo"),
            ("https://a#%", "parse \"https://a#%\": invalid URL escape \"%\""),
            ("https://a\u{1}", "parse \"https://a\\x01\": net/url: invalid control character in URL"),
        ] {
            assert_eq!(parse(text).err().unwrap_or_default(), error, "{text}");
        }
    }
}
