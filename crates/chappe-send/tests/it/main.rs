//! Streams of text and broadcasts, on an emulator and on a strict server.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod addresses;
mod broadcast;
mod dialogue;
mod rough_network;
mod server;
mod text_stream;
