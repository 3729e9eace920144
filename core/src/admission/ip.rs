//! Addresses and CIDR blocks as the API server takes them: sloppily, then strictly where a version asks for it.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go

use super::{Causes, Check, Said, Warning, warn};
use crate::field_path::Path;
use crate::go::ip::{Cidr, Ip, Strict, parse_ip_sloppy, strict_addr, strict_prefix};
use crate::go::quote::go_quote;

/// Whether leading zeros and IPv4-mapped addresses are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// They are taken.
    Sloppy,
    /// They are refused.
    Strict,
}

fn parse_ip(path: &Path<'_>, value: &str, strictness: Strictness, causes: &mut Causes) -> Option<Ip> {
    let Some(ip) = parse_ip_sloppy(value) else {
        let said = Check::Ip.says("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        causes.invalid(path, value, said);
        return None;
    };
    if strictness == Strictness::Strict {
        match strict_addr(value) {
            Strict::Fine => {}
            Strict::LeadingZeros => {
                causes.invalid(path, value, Check::LeadingZeros.says("must not have leading 0s"));
                return None;
            }
            Strict::Mapped => {
                causes.invalid(path, value, Check::MappedIp.says("must not be an IPv4-mapped IPv6 address"));
                return None;
            }
        }
    }
    Some(ip)
}

/// Checks an address in a field that took sloppy ones before; values that an older version of the object had stay
/// right. Returns the address if it is right.
pub fn is_valid_ip_for_legacy_field(
    path: &Path<'_>,
    value: &str,
    strictness: Strictness,
    valid_old: &[&str],
    causes: &mut Causes,
) -> Option<Ip> {
    if valid_old.contains(&value) {
        return parse_ip_sloppy(value);
    }
    parse_ip(path, value, strictness, causes)
}

/// Checks that an address is in canonical form.
pub fn is_valid_ip(path: &Path<'_>, value: &str, causes: &mut Causes) -> Option<Ip> {
    let ip = parse_ip(path, value, Strictness::Strict, causes)?;
    let canonical = ip.to_string();
    if value != canonical {
        causes.invalid(path, value, not_canonical(&canonical));
        return None;
    }
    Some(ip)
}

/// Warns of an address that is not in canonical form.
pub fn warnings_for_ip(path: &Path<'_>, value: &str, warnings: &mut Vec<Warning>) {
    let Some(ip) = parse_ip_sloppy(value) else { return };
    let (quoted, canonical) = (go_quote(value), go_quote(&ip.to_string()));
    if strict_addr(value) != Strict::Fine {
        let text = format!("{path}: non-standard IP address {quoted} is invalid: use {canonical}");
        warn(warnings, path, Check::NonStandardIp.says(text));
    } else if ip.to_v4().is_none() && quoted != canonical {
        let text =
            format!("{path}: IPv6 address {quoted} should be in RFC 5952 canonical format ({canonical})");
        warn(warnings, path, Check::Canonical.says(text));
    }
}

fn not_canonical(canonical: &str) -> Said {
    Check::Canonical.says(format!("must be in canonical form ({})", go_quote(canonical)))
}

fn parse_cidr(path: &Path<'_>, value: &str, strictness: Strictness, causes: &mut Causes) -> Option<Cidr> {
    let Some(cidr) = Cidr::parse(value) else {
        let said = Check::Cidr.says("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
        causes.invalid(path, value, said);
        return None;
    };
    if strictness == Strictness::Sloppy {
        return Some(cidr);
    }
    let said = match strict_prefix(value, cidr) {
        Strict::LeadingZeros => Check::LeadingZeros.says("must not have leading 0s in IP or prefix length"),
        Strict::Mapped => Check::MappedIp.says("must not have an IPv4-mapped IPv6 address"),
        Strict::Fine if !cidr.is_network() => {
            Check::HostBits.says("must not have bits set beyond the prefix length")
        }
        Strict::Fine => return Some(cidr),
    };
    causes.invalid(path, value, said);
    None
}

/// Checks a block in a field that took sloppy ones before; values that an older version of the object had stay right.
pub fn is_valid_cidr_for_legacy_field(
    path: &Path<'_>,
    value: &str,
    strictness: Strictness,
    valid_old: &[&str],
    causes: &mut Causes,
) -> Option<Cidr> {
    if valid_old.contains(&value) {
        return Cidr::parse(value);
    }
    parse_cidr(path, value, strictness, causes)
}

/// Checks that a block is in canonical form.
pub fn is_valid_cidr(path: &Path<'_>, value: &str, causes: &mut Causes) -> Option<Cidr> {
    let cidr = parse_cidr(path, value, Strictness::Strict, causes)?;
    let canonical = cidr.to_string();
    if value != canonical {
        causes.invalid(path, value, not_canonical(&canonical));
        return None;
    }
    Some(cidr)
}

/// Warns of a block with host bits or not in canonical form.
pub fn warnings_for_cidr(path: &Path<'_>, value: &str, warnings: &mut Vec<Warning>) {
    let Some(cidr) = Cidr::parse(value) else { return };
    let (quoted, canonical) = (go_quote(value), go_quote(&cidr.to_string()));
    let before = warnings.len();
    if !cidr.is_network() {
        let length = if cidr.wide { 128 } else { 32 };
        let single = go_quote(&format!("{}/{length}", cidr.ip));
        let text = format!(
            "{path}: CIDR value {quoted} is ambiguous in this context (should be {canonical} or {single}?)"
        );
        warn(warnings, path, Check::HostBits.says(text));
    }
    if strict_prefix(value, cidr) != Strict::Fine {
        let text = format!("{path}: non-standard CIDR value {quoted} is invalid: use {canonical}");
        warn(warnings, path, Check::NonStandardIp.says(text));
    }
    if warnings.len() == before && cidr.wide && quoted != canonical {
        let text =
            format!("{path}: IPv6 CIDR value {quoted} should be in RFC 5952 canonical format ({canonical})");
        warn(warnings, path, Check::Canonical.says(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strictness_names_the_fault() {
        let path = Path::new("ip");
        let mut causes = Causes::default();
        is_valid_ip(&path, "01.2.3.4", &mut causes);
        is_valid_ip(&path, "::ffff:1.2.3.4", &mut causes);
        is_valid_ip(&path, "FD00::1", &mut causes);
        let details: Vec<&str> = causes.list.iter().filter_map(|cause| cause.words().into()).collect();
        assert_eq!(
            details,
            [
                "must not have leading 0s",
                "must not be an IPv4-mapped IPv6 address",
                "must be in canonical form (\"fd00::1\")"
            ]
        );
    }
}
