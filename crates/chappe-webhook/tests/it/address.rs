//! The address filter, with proxies and without.

use std::net::{IpAddr, SocketAddr};

use chappe_webhook::{IpNetwork, Peer, Webhook};
use http::HeaderValue;
use tower::ServiceExt;

use crate::support::{Log, message, post, webhook};

fn ip(address: &str) -> IpAddr {
    address.parse().unwrap()
}

/// Returns a webhook that admits Telegram, behind proxies in 10.0.0.0/8 and one IPv6 proxy.
fn filtered() -> Webhook {
    webhook(&Log::default())
        .ip_filter(IpNetwork::TELEGRAM)
        .trusted_proxies([IpNetwork::new(ip("10.0.0.0"), 8), ip("fd00::1").into()])
}

/// The lines of `X-Forwarded-For`.
type Hops<'a> = &'a [&'a [u8]];

/// Returns the status of a request from `peer` with these lines of hops.
async fn status(webhook: &Webhook, peer: Option<&str>, hops: Hops<'_>) -> u16 {
    let mut request = post(message(1, 7, "hi"));
    if let Some(peer) = peer {
        request.extensions_mut().insert(Peer(SocketAddr::new(ip(peer), 443)));
    }
    for line in hops {
        let line = HeaderValue::from_bytes(line).unwrap();
        request.headers_mut().append("X-Forwarded-For", line);
    }
    webhook.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn xff_leftmost_is_not_trusted() {
    let filtered = filtered();
    let cases: [(Option<&str>, Hops<'_>, u16); 8] = [
        (Some("149.154.160.1"), &[], 200),
        (Some("1.2.3.4"), &[], 403),
        (None, &[], 403),
        (None, &[b"149.154.160.1"], 403),
        // An untrusted peer claims to forward for Telegram.
        (Some("1.2.3.4"), &[b"149.154.160.1"], 403),
        // A trusted proxy appended the address of an untrusted client.
        (Some("10.0.0.1"), &[b"149.154.160.1, 1.2.3.4"], 403),
        (Some("10.0.0.1"), &[b"149.154.160.1", b"1.2.3.4"], 403),
        // The header of an untrusted peer is ignored, also Telegram's.
        (Some("149.154.160.1"), &[b"1.2.3.4"], 200),
    ];
    for (peer, hops, expected) in cases {
        assert_eq!(status(&filtered, peer, hops).await, expected, "{peer:?} {hops:?}");
    }
}

#[tokio::test]
async fn xff_rightmost_untrusted_hop() {
    let filtered = filtered();
    let chain = |length: usize| ["10.1.1.1"].repeat(length).join(",");
    let trusted = |length| format!("149.154.160.1,{}", chain(length)).into_bytes();
    let (longest, too_long, endless) = (trusted(63), trusted(64), trusted(1000));
    let untrusted = [endless.as_slice(), b",1.2.3.4"].concat();
    let cases: [(&str, Hops<'_>, u16); 17] = [
        ("10.0.0.1", &[b"149.154.160.1"], 200),
        ("10.0.0.1", &[b"1.2.3.4, 149.154.160.1"], 200),
        ("10.0.0.1", &[b"1.2.3.4", b"149.154.160.1, 10.9.9.9"], 200),
        ("10.0.0.1", &[b" 149.154.160.1 ,\t10.9.9.9"], 200),
        ("10.0.0.1", &[b"149.154.160.1:4711"], 200),
        ("fd00::1", &[b"91.108.7.255"], 200),
        ("10.0.0.1", &[b"91.108.8.0"], 403),
        // An IPv4-mapped IPv6 address is an IPv4 address.
        ("::ffff:149.154.160.1", &[], 200),
        ("::ffff:10.0.0.1", &[b"::ffff:149.154.167.220"], 200),
        ("10.0.0.1", &[b"[::ffff:149.154.167.220]:443"], 200),
        // An invalid hop has no client address.
        ("10.0.0.1", &[b"149.154.160.1, unknown"], 403),
        ("10.0.0.1", &[b"149.154.160.1, "], 403),
        ("10.0.0.1", &[b"149.154.160.1\xff"], 403),
        // A chain beyond the maximum of hops has no client address.
        ("10.0.0.1", &[&longest], 200),
        ("10.0.0.1", &[&too_long], 403),
        ("10.0.0.1", &[&endless], 403),
        ("10.0.0.1", &[&untrusted], 403),
    ];
    for (peer, hops, expected) in cases {
        assert_eq!(status(&filtered, Some(peer), hops).await, expected, "{peer} {hops:?}");
    }
}
