//! Addresses: read as the controllers read them, spelled as Go spells them, and made up for simulated Pods.

use crate::go::{self, ip::IpFamily};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Reads an address; leading zeros in IPv4 are decimal, and an IPv4-mapped IPv6 address is IPv4.
///
/// Source: k8s.io/utils net/parse.go ParseIPSloppy
pub fn parse_ip_sloppy(text: &str) -> Option<IpAddr> {
    go::ip::parse_ip_sloppy(text).map(IpAddr::from)
}

/// The family of an address.
pub fn family(address: IpAddr) -> IpFamily {
    if address.is_ipv4() { IpFamily::V4 } else { IpFamily::V6 }
}

/// Makes up the address of the `number`th Pod (from 1) of a node (from 1) among `n_nodes`.
///
/// `10.244.<node>.<number>` and `fd00:10:244:<node>::<number>` as long as a byte holds either; then the next free
/// block of 254 addresses.
pub(super) fn pod_address(family: IpFamily, node: u32, number: u32, n_nodes: u32) -> IpAddr {
    let (lap, host) = (number.saturating_sub(1) / 254, number.saturating_sub(1) % 254 + 1);
    match family {
        IpFamily::V4 => {
            let block = node.wrapping_add(lap.wrapping_mul(n_nodes.saturating_add(1)));
            let second = 244_u32.wrapping_add(block >> 8) & 0xff;
            IpAddr::V4(Ipv4Addr::from((10 << 24) | (second << 16) | ((block & 0xff) << 8) | host))
        }
        IpFamily::V6 => {
            // The last groups count in decimal digits, four to a group, so that the number reads as it is.
            let (high, low) = (hex_digits(number / 10_000), hex_digits(number % 10_000));
            IpAddr::V6(Ipv6Addr::new(0xfd00, 0x10, 0x244, hex_digits(node), 0, 0, high, low))
        }
    }
}

/// Makes up the address of a node (from 1), from a range kept for documentation.
pub(super) fn node_address(family: IpFamily, node: u32) -> IpAddr {
    match family {
        IpFamily::V4 if node < 255 => IpAddr::V4(Ipv4Addr::from((192 << 24) | (2 << 8) | node)),
        IpFamily::V4 => IpAddr::V4(Ipv4Addr::from((198 << 24) | (18 << 16) | (node & 0xffff))),
        IpFamily::V6 => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, hex_digits(node))),
    }
}

/// The group whose hexadecimal digits read as the decimal ones of `number`.
fn hex_digits(number: u32) -> u16 {
    if number > 9999 {
        // More nodes than four digits hold: above every group that reads as decimal.
        return (number as u16) | 0xa000;
    }
    let digits = [number / 1000, number / 100 % 10, number / 10 % 10, number % 10];
    digits.iter().fold(0, |out, &digit| (out << 4) | digit as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_addresses_differ() {
        let mut seen = std::collections::BTreeSet::new();
        for node in 1..=3 {
            for number in 1..=70_000 {
                assert!(seen.insert(pod_address(IpFamily::V4, node, number, 3)), "{node} {number}");
            }
            for number in 1..=70_000 {
                assert!(seen.insert(pod_address(IpFamily::V6, node, number, 3)), "{node} {number}");
            }
        }
        assert_eq!(pod_address(IpFamily::V4, 2, 7, 3).to_string(), "10.244.2.7");
        assert_eq!(pod_address(IpFamily::V6, 2, 17, 3).to_string(), "fd00:10:244:2::17");
    }
}
