//! The emulator: the public types around the server.

mod control;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod emulator;
mod running;
mod service;

pub use self::{emulator::Emulator, running::Running, service::ResponseFuture};
