//! The peers and their variants.

/// How a peer's programs are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A package of this workspace.
    Package(&'static str),
    /// A script of Python.
    Python,
    /// A script of Node.
    Node,
}

/// A peer.
#[derive(Debug)]
pub struct Peer {
    /// The name for `--peers`.
    pub name: &'static str,
    /// Its programs.
    pub kind: Kind,
    /// The variants of decoding; the empty one is the default.
    pub w1: &'static [&'static str],
    /// The variants of dispatch.
    pub w2: &'static [&'static str],
    /// The variants of the webhook, with their names.
    pub w3: &'static [(&'static str, &'static str)],
    /// The packages of its echo bots, with their names.
    pub echo: &'static [(&'static str, &'static str)],
    /// The name of its client, if it has one.
    pub w9: Option<&'static str>,
}

/// All peers; those that others are compared with come first.
pub const PEERS: [Peer; 9] = [
    Peer {
        name: "bounds",
        kind: Kind::Package("bench-bounds"),
        w1: &["IgnoredAny", "borrowed-view"],
        w2: &[""],
        w3: &[("", HYPER), ("axum-Value", "axum, `serde_json::Value`")],
        echo: &[("echo-floor", FLOOR), ("echo-floor-rustls", FLOOR_WITH_TLS)],
        w9: Some(HYPER),
    },
    Peer {
        name: "chappe",
        kind: Kind::Package("bench-chappe"),
        w1: &[""],
        w2: &["", "single"],
        w3: &[("", "")],
        echo: &[("echo-chappe", "chappe")],
        w9: Some("chappe"),
    },
    Peer {
        name: "teloxide",
        kind: Kind::Package("bench-teloxide"),
        w1: &[""],
        w2: &["", "filter-Arc"],
        w3: &[("", "")],
        echo: &[("echo-teloxide", "teloxide")],
        w9: Some("teloxide"),
    },
    Peer {
        name: "telers",
        kind: Kind::Package("bench-telers"),
        w1: &[""],
        w2: &["", "Router-default-config"],
        w3: &[("", "")],
        echo: &[("echo-telers", "telers")],
        w9: Some("telers"),
    },
    Peer {
        name: "carapax",
        kind: Kind::Package("bench-carapax"),
        w1: &[""],
        w2: &[""],
        w3: &[("", "")],
        echo: &[("echo-carapax", "carapax")],
        w9: None,
    },
    Peer {
        name: "tgbot",
        kind: Kind::Package("bench-tgbot"),
        w1: &[],
        w2: &[],
        w3: &[],
        echo: &[],
        w9: Some("tgbot"),
    },
    Peer {
        name: "frankenstein",
        kind: Kind::Package("bench-frankenstein"),
        w1: &[""],
        w2: &[],
        w3: &[],
        echo: &[("echo-frankenstein", "frankenstein")],
        w9: Some("frankenstein"),
    },
    Peer {
        name: "aiogram",
        kind: Kind::Python,
        w1: &["", "model_validate_json"],
        w2: &[""],
        w3: &[("", "")],
        echo: &[],
        w9: Some("aiogram"),
    },
    Peer {
        name: "grammy",
        kind: Kind::Node,
        w1: &[""],
        w2: &[""],
        w3: &[("", "grammY")],
        echo: &[],
        w9: Some("grammY"),
    },
];

/// The bound of W1.
pub const IGNORED: &str = "IgnoredAny";
/// The bound of W2.
pub const BOXED: &str = "boxed-layers";
/// The bound of W3, and of W9.
pub const HYPER: &str = "bare hyper";
/// The bound of W4.
pub const FLOOR: &str = "floor";
/// The same, for the floor with the system's TLS.
pub const FLOOR_WITH_TLS: &str = "floor, TLS in the program";
/// The variant of chappe that the targets of W2 refer to.
pub const STACKED: &str = "layers in a ServiceBuilder";
