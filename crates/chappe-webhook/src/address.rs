//! Where a request comes from.
//!
//! An address is defence in depth only: the secret is what tells Telegram from
//! strangers.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;

/// The address of a connection's other end, as a request's extension.
///
/// [`serve`](crate::serve) sets it; in another server, set it yourself if the
/// address filter is to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpNetwork {
    address: IpAddr,
    bits: u8,
}

impl IpNetwork {
    /// The networks that Telegram sends updates from; they may change.
    ///
    /// Source: [webhooks](https://core.telegram.org/bots/webhooks#the-short-version).
    pub const TELEGRAM: [Self; 2] = [
        Self { address: IpAddr::V4(std::net::Ipv4Addr::new(149, 154, 160, 0)), bits: 20 },
        Self { address: IpAddr::V4(std::net::Ipv4Addr::new(91, 108, 4, 0)), bits: 22 },
    ];

    /// Addresses whose first `bits` bits are those of `address`.
    ///
    /// # Panics
    ///
    /// Panics if the address has fewer bits than that.
    #[track_caller]
    pub fn new(address: impl Into<IpAddr>, bits: u8) -> Self {
        let address = plain(address.into());
        let most = if address.is_ipv4() { 32 } else { 128 };
        assert!(bits <= most, "an address of {most} bits has no {bits}");
        Self { address, bits }
    }

    /// Whether `address` is in the network; an IPv4 address written as IPv6 is
    /// taken as what it is.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, plain(address)) {
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

/// One address is a network of all its bits.
impl From<IpAddr> for IpNetwork {
    fn from(address: IpAddr) -> Self {
        let address = plain(address);
        Self { address, bits: if address.is_ipv4() { 32 } else { 128 } }
    }
}

fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// The farthest hop that is looked at; a longer chain is nobody's.
const MOST_HOPS: usize = 64;

/// The client's address: the peer's, or, where the peer is a trusted proxy, the
/// last hop of `X-Forwarded-For` that is none. What cannot be read is trusted
/// no further.
pub(crate) fn client(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNetwork],
) -> Option<IpAddr> {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(*address));
    let mut client = plain(peer?);
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let mut hops = lines.iter().rev().flat_map(|line| {
        let text = std::str::from_utf8(line.as_bytes()).unwrap_or("?");
        text.rsplit(',').map(str::trim)
    });
    for _ in 0..=MOST_HOPS {
        if !is_trusted(&client) {
            return Some(client);
        }
        let Some(hop) = hops.next() else { return Some(client) };
        client = parse(hop)?;
    }
    None
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = || hop.parse::<IpAddr>().ok();
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok();
    let with_port = || hop.parse::<SocketAddr>().ok();
    bare()
        .or_else(|| bracketed().map(IpAddr::V6))
        .or_else(|| with_port().map(|address| address.ip()))
        .map(plain)
}
