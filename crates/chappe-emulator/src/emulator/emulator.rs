//! The emulator itself.

use std::{fmt, sync::Arc};

use tokio::net::TcpListener;

use crate::{emulator::Running, hosts::host_of_address, shared::Shared};

/// A Bot API server on this machine, with its own users, chats and clock.
///
/// Clones share one server. An emulator is a `Service<http::Request<B>>`, and can be
/// [started](Self::start) on a port. Any number of emulators can run in one process.
///
/// # Example
///
/// ```
/// use chappe_emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let running = Emulator::new().start().await?;
/// println!("Bot API at http://{}", running.address());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Emulator {
    shared: Arc<Shared>,
}

impl Emulator {
    /// Creates an emulator without users and chats, with the seed 1.
    ///
    /// Starting or calling it requires a tokio runtime.
    pub fn new() -> Self {
        Self::with_seed(1)
    }

    /// Creates an emulator whose random decisions are derived from a seed.
    pub fn with_seed(seed: u64) -> Self {
        Self { shared: Arc::new(Shared::new(seed)) }
    }

    /// Adds a host for which this emulator and its clones accept requests. A port in the name is
    /// ignored. An IPv6 address may be written with or without brackets.
    ///
    /// By default, the emulator accepts only requests for `localhost`, names that end in
    /// `.localhost`, `127.0.0.0/8`, `[::1]` and the address that it [listens](Self::listen) on.
    /// Requests for other hosts are refused with 403, on every path. Otherwise a page whose DNS
    /// name resolves to this machine could read the emulator's data (DNS rebinding). Requests from
    /// pages of other sites are refused for every host.
    ///
    /// Add the names by which other machines or containers reach the emulator.
    ///
    /// # Panics
    ///
    /// Panics if the name is not a host, for example a URL.
    #[must_use = "it returns the emulator"]
    #[track_caller]
    pub fn host(self, name: impl AsRef<str>) -> Self {
        let name = name.as_ref();
        assert!(self.shared.add_host(name), "`{name}` is not a host: use a name or an address");
        self
    }

    /// Starts the emulator on a free port of this machine.
    ///
    /// # Errors
    ///
    /// Fails with the system's error if no port can be bound.
    pub async fn start(self) -> std::io::Result<Running> {
        self.listen(TcpListener::bind("127.0.0.1:0").await?)
    }

    /// Starts the emulator on a listener, and also accepts requests for the listener's address.
    ///
    /// # Errors
    ///
    /// Fails with the system's error if the listener's address is not available.
    pub fn listen(self, listener: TcpListener) -> std::io::Result<Running> {
        let address = listener.local_addr()?;
        let emulator = self.host(host_of_address(address.ip()));
        Ok(Running::new(emulator, listener, address))
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl Default for Emulator {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").finish_non_exhaustive()
    }
}
