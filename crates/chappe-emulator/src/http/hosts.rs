//! The hosts that an emulator answers for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::uri::Authority;

/// The hosts that are answered for: all names of this machine, and those that were
/// named.
///
/// A DNS name of somebody else's can be made to lead here. Its page would be the
/// emulator's own site to a browser, but for the name.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    named: Vec<String>,
}

impl Hosts {
    /// Answers for one more host; a port is ignored.
    pub(crate) fn add(&mut self, name: &str) {
        // What is no host never is asked for.
        self.named.extend(host_of(name));
    }

    /// Whether a `Host` header or the authority of a URL is answered for.
    pub(crate) fn contains(&self, authority: &str) -> bool {
        host_of(authority).is_some_and(|host| is_loopback(&host) || self.named.contains(&host))
    }
}

/// The host of `host[:port]`, in lower case; `None` if it is none.
fn host_of(authority: &str) -> Option<String> {
    let authority: Authority = authority.parse().ok()?;
    if authority.as_str().contains('@') {
        return None;
    }
    let host = authority.host().to_ascii_lowercase();
    // `localhost.` is the whole name of `localhost`.
    Some(host.strip_suffix('.').map(str::to_owned).unwrap_or(host))
}

fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || address.is_some_and(|host| host.parse() == Ok(Ipv6Addr::LOCALHOST))
}

/// An address as a host of URLs; that of this machine for one that is every address.
pub(crate) fn host_of_address(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) if v4.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) if v6.is_unspecified() => format!("[{}]", Ipv6Addr::LOCALHOST),
        IpAddr::V6(v6) => format!("[{v6}]"),
    }
}
