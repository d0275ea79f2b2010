//! Who is measured, and in which ways.

/// What a peer's programs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A package of this workspace.
    Package(&'static str),
    /// A script of Python.
    Python,
    /// A script of Node.
    Node,
}

/// Somebody who is measured.
#[derive(Debug)]
pub struct Peer {
    /// As `--peers` has it.
    pub name: &'static str,
    /// What runs.
    pub kind: Kind,
    /// The ways to decode; the empty one is the usual one.
    pub w1: &'static [&'static str],
    /// The ways to dispatch.
    pub w2: &'static [&'static str],
    /// The ways to serve a webhook, and what they are called.
    pub w3: &'static [(&'static str, &'static str)],
    /// The packages of its echo bots, and what they are called.
    pub echo: &'static [(&'static str, &'static str)],
    /// What its client is called, if it has one.
    pub w9: Option<&'static str>,
}

/// All of them, those first that others are compared with.
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
/// The same, with what the floor finds on the system.
pub const FLOOR_WITH_TLS: &str = "floor, TLS in the program";
/// The way of chappe's that its targets are about, in W2.
pub const STACKED: &str = "layers in a ServiceBuilder";
