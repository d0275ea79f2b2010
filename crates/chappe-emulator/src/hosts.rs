//! The hosts that an emulator answers for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::uri::Authority;

/// The hosts that an emulator answers for: all names of this machine, and those that were
/// added.
///
/// A foreign DNS name can resolve to this machine. A browser takes a page under that name
/// and the emulator for one site, and only the `Host` header shows the difference.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    named: Vec<String>,
    /// Whether files are fetched from all hosts, and not only from this machine.
    fetches_from_any: bool,
}

impl Hosts {
    /// Adds a host; a port is ignored. Returns whether the name is a host.
    pub(crate) fn add(&mut self, name: &str) -> bool {
        let address = name.parse().ok().map(|v6| host_of_address(IpAddr::V6(v6)));
        let host = address.or_else(|| host_of(name));
        let is_host = host.is_some();
        self.named.extend(host);
        is_host
    }

    /// Allows that files are fetched from all hosts.
    pub(crate) fn fetch_from_any(&mut self) {
        self.fetches_from_any = true;
    }

    /// Whether files are fetched from the authority of a URL.
    pub(crate) fn may_fetch_from(&self, authority: &str) -> bool {
        self.fetches_from_any || host_of(authority).is_some_and(|host| is_loopback(&host))
    }

    /// Whether a `Host` header or the authority of a URL is one of these hosts.
    pub(crate) fn contains(&self, authority: &str) -> bool {
        host_of(authority).is_some_and(|host| is_loopback(&host) || self.named.contains(&host))
    }
}

/// The host of `host[:port]`, in lower case. Returns `None` if it is not a host.
fn host_of(authority: &str) -> Option<String> {
    let authority: Authority = authority.parse().ok()?;
    if authority.as_str().contains('@') {
        return None;
    }
    let host = authority.host().to_ascii_lowercase();
    if let Some(v6) = v6_of(&host) {
        return Some(format!("[{v6}]"));
    }
    // `localhost.` is the fully qualified form of `localhost`.
    Some(host.strip_suffix('.').map(str::to_owned).unwrap_or(host))
}

/// Parses an IPv6 address in brackets.
fn v6_of(host: &str) -> Option<Ipv6Addr> {
    host.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || v6_of(host) == Some(Ipv6Addr::LOCALHOST)
}

/// An address as the host of a URL. The unspecified address becomes the loopback address.
pub(crate) fn host_of_address(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) if v4.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) if v6.is_unspecified() => format!("[{}]", Ipv6Addr::LOCALHOST),
        IpAddr::V6(v6) => format!("[{v6}]"),
    }
}
