//! Addresses and CIDR blocks as Go reads them: sloppily, as it did before it refused leading zeros, and strictly.
//!
//! Source: k8s.io/utils net/{net,parse}.go, internal/third_party/forked/golang/net/ip.go

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IpFamily {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl IpFamily {
    /// The name as manifests spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        }
    }

    /// Reads the name as manifests spell it.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "IPv4" => Some(Self::V4),
            "IPv6" => Some(Self::V6),
            _ => None,
        }
    }
}

/// An address in Go's 16-byte form: an IPv4 address and its IPv4-mapped form are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ip(u128);

const MAPPED: u128 = 0xffff_0000_0000;

impl Ip {
    fn v4(bits: u32) -> Self {
        Self(MAPPED | u128::from(bits))
    }

    /// The address as 32 bits, if it is IPv4 or IPv4-mapped.
    pub fn to_v4(self) -> Option<u32> {
        (self.0 >> 32 == MAPPED >> 32).then_some(self.0 as u32)
    }

    /// The family.
    pub fn family(self) -> IpFamily {
        if self.to_v4().is_some() { IpFamily::V4 } else { IpFamily::V6 }
    }

    /// `0.0.0.0` or `::`.
    pub fn is_unspecified(self) -> bool {
        self.0 == 0 || self.to_v4() == Some(0)
    }

    /// `127.0.0.0/8` or `::1`.
    pub fn is_loopback(self) -> bool {
        self.to_v4().map_or(self.0 == 1, |bits| bits >> 24 == 127)
    }

    /// `169.254.0.0/16` or `fe80::/10`.
    pub fn is_link_local_unicast(self) -> bool {
        self.to_v4().map_or(self.0 >> 118 == 0x3fa, |bits| bits >> 16 == 0xa9fe)
    }

    /// `224.0.0.0/24` or `ff02::/16`.
    pub fn is_link_local_multicast(self) -> bool {
        self.to_v4().map_or(self.0 >> 112 & 0xff0f == 0xff02, |bits| bits >> 8 == 0x00e0_0000)
    }

    /// The address after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

impl From<Ip> for IpAddr {
    fn from(ip: Ip) -> Self {
        match ip.to_v4() {
            Some(bits) => Self::V4(Ipv4Addr::from_bits(bits)),
            None => Self::V6(Ipv6Addr::from_bits(ip.0)),
        }
    }
}

/// Prints the address in canonical form.
impl fmt::Display for Ip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        IpAddr::from(*self).fmt(f)
    }
}

/// Reads an address as Go did before it refused leading zeros.
///
/// Source: k8s.io/utils internal/third_party/forked/golang/net/ip.go ParseIP
pub fn parse_ip_sloppy(text: &str) -> Option<Ip> {
    match text.bytes().find(|byte| matches!(byte, b'.' | b':'))? {
        b'.' => parse_v4(text).map(Ip::v4),
        _ => parse_v6(text).map(Ip),
    }
}

fn parse_v4(text: &str) -> Option<u32> {
    let mut bits = 0;
    let mut parts = 0;
    for part in text.split('.') {
        let number = decimal(part).filter(|number| *number <= 0xff)?;
        parts += 1;
        if parts > 4 {
            return None;
        }
        bits = bits << 8 | number;
    }
    (parts == 4).then_some(bits)
}

/// A decimal number of any length below Go's limit for it.
fn decimal(text: &str) -> Option<u32> {
    number(text, 10)
}

fn number(text: &str, radix: u32) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    text.chars().try_fold(0_u32, |sum, c| {
        let sum = sum * radix + c.to_digit(radix)?;
        (sum < 0x00ff_ffff).then_some(sum)
    })
}

fn parse_v6(text: &str) -> Option<u128> {
    let mut groups: Vec<u16> = Vec::with_capacity(8);
    let mut ellipsis = None;
    let mut rest = text;
    if let Some(after) = rest.strip_prefix("::") {
        ellipsis = Some(0);
        rest = after;
        if rest.is_empty() {
            return Some(0);
        }
    }
    while groups.len() < 8 {
        let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at_checked(end)?;
        let group = number(digits, 16).and_then(|group| u16::try_from(group).ok())?;
        if after.starts_with('.') {
            if ellipsis.is_none() && groups.len() != 6 || groups.len() > 6 {
                return None;
            }
            let bits = parse_v4(rest)?;
            groups.push((bits >> 16) as u16);
            groups.push(bits as u16);
            rest = "";
            break;
        }
        groups.push(group);
        rest = after;
        if rest.is_empty() {
            break;
        }
        rest = rest.strip_prefix(':').filter(|rest| !rest.is_empty())?;
        if let Some(after) = rest.strip_prefix(':') {
            if ellipsis.is_some() {
                return None;
            }
            ellipsis = Some(groups.len());
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
    }
    if !rest.is_empty() {
        return None;
    }
    match (groups.len(), ellipsis) {
        (8, None) => {}
        (8, Some(_)) | (_, None) => return None,
        (count, Some(at)) => {
            groups.splice(at..at, std::iter::repeat_n(0, 8 - count));
        }
    }
    Some(groups.iter().fold(0, |bits, group| bits << 16 | u128::from(*group)))
}

/// How an address or block that was read sloppily stands with the strict reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strict {
    /// It takes it.
    Fine,
    /// It refuses leading zeros.
    LeadingZeros,
    /// It refuses an IPv4 address that is mapped into IPv6.
    Mapped,
}

/// How the strict reader stands to an address that the sloppy reader took.
///
/// Source: Go 1.26 src/net/netip/netip.go ParseAddr
pub fn strict_addr(text: &str) -> Strict {
    let long = |part: &str| part.len() > 1 && part.starts_with('0');
    if !text.contains(':') {
        return if text.split('.').any(long) { Strict::LeadingZeros } else { Strict::Fine };
    }
    for group in text.split(':') {
        if group.contains('.') {
            if group.split('.').any(long) {
                return Strict::LeadingZeros;
            }
        } else if group.len() > 4 {
            return Strict::LeadingZeros;
        }
    }
    if parse_ip_sloppy(text).is_some_and(|ip| ip.to_v4().is_some()) { Strict::Mapped } else { Strict::Fine }
}

/// A CIDR block as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    /// The address as written, host bits included.
    pub ip: Ip,
    /// The length of the prefix, counted in the address's written form.
    bits: u32,
    /// The address was written as IPv6, even if it is IPv4-mapped.
    pub wide: bool,
}

impl Cidr {
    /// Reads a block as Go did before it refused leading zeros.
    ///
    /// Source: k8s.io/utils internal/third_party/forked/golang/net/ip.go ParseCIDR
    pub fn parse(text: &str) -> Option<Self> {
        let (address, mask) = text.split_once('/')?;
        let (ip, wide) = match parse_v4(address) {
            Some(bits) => (Ip::v4(bits), false),
            None => (Ip(parse_v6(address)?), true),
        };
        let bits = decimal(mask).filter(|bits| *bits <= if wide { 128 } else { 32 })?;
        Some(Self { ip, bits, wide })
    }

    /// The length of the prefix as written.
    pub fn bits(self) -> u32 {
        self.bits
    }

    /// The length of the prefix in the 16-byte form.
    fn wide_bits(self) -> u32 {
        if self.wide { self.bits } else { self.bits + 96 }
    }

    fn mask(self) -> u128 {
        u128::MAX.checked_shl(128 - self.wide_bits()).unwrap_or(0)
    }

    /// The first address of the block.
    pub fn network(self) -> Ip {
        Ip(self.ip.0 & self.mask())
    }

    /// The family of the block.
    pub fn family(self) -> IpFamily {
        self.network().family()
    }

    /// The prefix's length in the family's own form.
    pub fn prefix_length(self) -> u32 {
        match self.family() {
            IpFamily::V4 => self.wide_bits().saturating_sub(96),
            IpFamily::V6 => self.wide_bits(),
        }
    }

    /// Says whether an address lies in the block; never across families.
    pub fn contains(self, ip: Ip) -> bool {
        self.family() == ip.family() && ip.0 & self.mask() == self.network().0
    }

    /// Says whether an address is the block's first or, in IPv4, its last, which no Service gets.
    ///
    /// Source: kubernetes v1.37 pkg/api/servicecidr/servicecidr.go PrefixContainsIP
    pub fn is_edge(self, ip: Ip) -> bool {
        let last = Ip(self.network().0 | !self.mask());
        ip == self.network() || self.family() == IpFamily::V4 && ip == last
    }

    /// Says whether `other` lies wholly in this block.
    pub fn covers(self, other: Cidr) -> bool {
        self.contains(other.network()) && self.wide_bits() <= other.wide_bits()
    }

    /// Says whether the address as written is the first of the block.
    pub fn is_network(self) -> bool {
        self.network() == self.ip
    }
}

/// Prints the block in canonical form, host bits cleared.
impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network(), self.prefix_length())
    }
}

/// How the strict reader stands to a block that the sloppy reader took.
pub fn strict_prefix(text: &str, cidr: Cidr) -> Strict {
    let (address, bits) = text.split_once('/').unwrap_or((text, ""));
    if bits.len() > 1 && bits.starts_with('0') {
        return Strict::LeadingZeros;
    }
    match strict_addr(address) {
        Strict::Fine if cidr.wide && cidr.ip.to_v4().is_some() => Strict::Mapped,
        strict => strict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_go_did() {
        assert_eq!(parse_ip_sloppy("010.001.002.003").unwrap().to_string(), "10.1.2.3");
        assert_eq!(parse_ip_sloppy("::ffff:1.2.3.4").unwrap().to_string(), "1.2.3.4");
        assert_eq!(parse_ip_sloppy("2001:DB8::1").unwrap().to_string(), "2001:db8::1");
        for wrong in [
            "",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.256",
            "::1::",
            "1:2:3:4:5:6:7:8:9",
            ":1",
            "1:",
            "x",
            "1::2:3:4:5:6:7:8",
        ] {
            assert_eq!(parse_ip_sloppy(wrong), None, "{wrong}");
        }
        assert_eq!(parse_ip_sloppy("1:2:3:4:5:6:7::").unwrap().to_string(), "1:2:3:4:5:6:7:0");
    }

    #[test]
    fn blocks_hold_addresses() {
        let block = Cidr::parse("10.1.2.3/8").unwrap();
        assert_eq!(block.to_string(), "10.0.0.0/8");
        assert!(!block.is_network() && block.contains(parse_ip_sloppy("10.9.9.9").unwrap()));
        assert_eq!(Cidr::parse("::ffff:10.0.0.0/104").unwrap().to_string(), "10.0.0.0/8");
        assert_eq!(Cidr::parse("::/0").unwrap().to_string(), "::/0");
        assert!(!Cidr::parse("::/0").unwrap().contains(parse_ip_sloppy("10.0.0.1").unwrap()));
        assert_eq!(Cidr::parse("10.0.0.0/33"), None);
    }
}
