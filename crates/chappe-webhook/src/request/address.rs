//! The address filter: the address of the client that sent a request.
//!
//! It is an additional protection only: Telegram is authenticated by the secret.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;

/// The peer address of a connection, as an extension of its requests.
///
/// [`serve`](crate::serve) inserts it. In another server, the [address
/// filter](crate::Webhook::ip_filter) rejects all requests unless that server inserts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// A network: all addresses with the same leading bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpNetwork {
    address: IpAddr,
    bits: u8,
}

impl IpNetwork {
    /// The networks that Telegram sends updates from. They may change.
    ///
    /// Source: [webhooks](https://core.telegram.org/bots/webhooks#the-short-version).
    pub const TELEGRAM: [Self; 2] = [
        Self { address: IpAddr::V4(std::net::Ipv4Addr::new(149, 154, 160, 0)), bits: 20 },
        Self { address: IpAddr::V4(std::net::Ipv4Addr::new(91, 108, 4, 0)), bits: 22 },
    ];

    /// Creates the network of the addresses whose first `bits` bits are those of `address`.
    ///
    /// # Panics
    ///
    /// Panics if `bits` is more than 32 for an IPv4 address, or more than 128 for IPv6.
    #[track_caller]
    pub fn new(address: impl Into<IpAddr>, bits: u8) -> Self {
        let address = unmapped(address.into());
        let max = if address.is_ipv4() { 32 } else { 128 };
        assert!(bits <= max, "a prefix of {bits} bits is longer than an address of {max} bits");
        Self { address, bits }
    }

    /// Returns whether `address` is in the network. An IPv4-mapped IPv6 address is compared as
    /// the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, unmapped(address)) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = u32::from(network) ^ u32::from(address);
                u32::from(self.bits) == 0 || differing >> (32 - self.bits) == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = u128::from(network) ^ u128::from(address);
                self.bits == 0 || differing >> (128 - self.bits) == 0
            }
            _ => false,
        }
    }
}

/// Converts one address to the network that contains only that address.
impl From<IpAddr> for IpNetwork {
    fn from(address: IpAddr) -> Self {
        let address = unmapped(address);
        Self { address, bits: if address.is_ipv4() { 32 } else { 128 } }
    }
}

/// Converts an IPv4-mapped IPv6 address to IPv4.
fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// The maximum number of hops that are read. The client address of a longer chain is unknown.
const MAX_HOPS: usize = 64;

/// Returns the client's address. This is the peer's address, or, if the peer is a trusted proxy,
/// the last hop of `X-Forwarded-For` that is not a trusted proxy. Returns `None` if a hop that
/// must be read cannot be parsed.
pub(crate) fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNetwork],
) -> Option<IpAddr> {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(*address));
    let mut client = unmapped(peer?);
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let mut hops = lines.iter().rev().flat_map(|line| {
        let text = std::str::from_utf8(line.as_bytes()).unwrap_or("?");
        text.rsplit(',').map(str::trim)
    });
    for _ in 0..=MAX_HOPS {
        if !is_trusted(&client) {
            return Some(client);
        }
        let Some(hop) = hops.next() else { return Some(client) };
        client = parse(hop)?;
    }
    None
}

/// Parses an address in the forms that proxies write: bare, in brackets, or with a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = || hop.parse::<IpAddr>().ok();
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok();
    let with_port = || hop.parse::<SocketAddr>().ok();
    bare()
        .or_else(|| bracketed().map(IpAddr::V6))
        .or_else(|| with_port().map(|address| address.ip()))
        .map(unmapped)
}
