//! String formats of schemas.

use crate::go::time::days_in;
use std::net::{IpAddr, Ipv6Addr};

/// Says whether a text has a format; a format that is not checked has every text.
///
/// Source: kube-openapi pkg/validation/strfmt/default.go, date.go, time.go
pub(super) fn has(format: &str, text: &str) -> bool {
    match format {
        "ipv4" => text.contains('.') && text.parse::<IpAddr>().is_ok(),
        "ipv6" => text.contains(':') && text.parse::<Ipv6Addr>().is_ok(),
        "cidr" => text.split_once('/').is_some_and(|(address, bits)| {
            let most = if address.contains(':') { 128 } else { 32 };
            address.parse::<IpAddr>().is_ok()
                && bits.bytes().all(|byte| byte.is_ascii_digit())
                && bits.parse::<u32>().is_ok_and(|bits| bits <= most)
        }),
        "date" => is_date(text),
        "uuid" => {
            let digits = text.bytes().filter(|byte| *byte != b'-');
            digits.clone().count() == 32 && digits.into_iter().all(|byte| byte.is_ascii_hexdigit())
        }
        _ => true,
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, len: usize| {
        (part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())?
    };
    let [year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn formats() {
        for (format, good, bad) in [
            ("ipv4", "10.0.0.1", "10.0.0.01"),
            ("ipv6", "fd00::1", "10.0.0.1"),
            ("cidr", "10.0.0.0/8", "10.0.0.0/33"),
            ("date", "2024-02-29", "2023-02-29"),
            ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
        ] {
            assert!(has(format, good) && !has(format, bad), "{format}");
        }
        assert!(has("unheard-of", "x"));
    }
}
