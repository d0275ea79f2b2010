//! The emulator itself.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    clock::Clock,
    faults::Break,
    http::{Hosts, host_of_address, serve},
    world::World,
};

/// A Bot API server on this machine, with people, chats and a clock of its own.
///
/// Clones are the same server. It is a `Service<http::Request<B>>`, and can be
/// [started](Self::start) on a port; any number of them run side by side.
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

/// What all clones share.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    world: Mutex<World>,
    hosts: RwLock<Hosts>,
}

impl Shared {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Emulator {
    /// An emulator where nobody is yet. Needs a tokio runtime around it.
    pub fn new() -> Self {
        Self::with_seed(1)
    }

    /// An emulator whose chances are decided by a seed.
    pub fn with_seed(seed: u64) -> Self {
        let clock = Clock::new();
        let world = Mutex::new(World::new(seed, clock.clone()));
        let hosts = RwLock::default();
        Self { shared: Arc::new(Shared { clock, world, hosts }) }
    }

    /// Answers requests for one more host, and so do all clones. A port in the name
    /// is ignored.
    ///
    /// Without it, only `localhost`, names that end in `.localhost`, `127.0.0.0/8`
    /// and `[::1]` are answered for, and the address that [`listen`](Self::listen)
    /// got. Requests for other hosts are refused with 403, on every path: else a
    /// page whose DNS name leads to this machine could read all that is here. Pages
    /// of other sites are refused whatever the host.
    ///
    /// Name hosts by which machines or containers of your own find the emulator. An IPv6
    /// address may stand in brackets or not.
    ///
    /// # Panics
    ///
    /// Panics if the name is no host, such as a URL.
    #[must_use = "it returns the emulator"]
    #[track_caller]
    pub fn host(self, name: impl AsRef<str>) -> Self {
        let name = name.as_ref();
        assert!(self.add_host(name), "`{name}` is no host");
        self
    }

    /// Answers requests for one more host; returns whether the name is one.
    fn add_host(&self, name: &str) -> bool {
        self.shared.hosts.write().unwrap_or_else(PoisonError::into_inner).add(name)
    }

    /// Whether requests for a host are answered.
    pub(crate) fn answers_for(&self, authority: &str) -> bool {
        let hosts = self.shared.hosts.read().unwrap_or_else(PoisonError::into_inner);
        hosts.contains(authority)
    }

    /// Starts it on a free port of this machine.
    ///
    /// # Errors
    ///
    /// As the system says.
    pub async fn start(self) -> std::io::Result<Running> {
        self.listen(TcpListener::bind("127.0.0.1:0").await?)
    }

    /// Starts it on a listener, and answers for its address.
    ///
    /// # Errors
    ///
    /// As the system says.
    pub fn listen(self, listener: TcpListener) -> std::io::Result<Running> {
        let address = listener.local_addr()?;
        let emulator = self.host(host_of_address(address.ip()));
        let serving = tokio::spawn(serve(listener, emulator.clone()));
        Ok(Running { emulator, address, serving })
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

/// An emulator that listens, until this is dropped.
#[derive(Debug)]
pub struct Running {
    emulator: Emulator,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the server, for `TELEGRAM_API_URL`. Of a server that listens on all
    /// addresses, it is one for this machine.
    pub fn url(&self) -> String {
        format!("http://{}:{}", host_of_address(self.address.ip()), self.address.port())
    }

    /// The emulator.
    pub fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    /// Listens no longer; its port is free once this is done.
    pub async fn stop(mut self) {
        self.serving.abort();
        // That it was aborted is no news.
        let _ = (&mut self.serving).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Why a service of an emulator fails: a fault wants the connection to break.
#[derive(Clone, Copy, Debug)]
pub struct BrokenConnection(Break);

impl BrokenConnection {
    pub(crate) fn new(how: Break) -> Self {
        Self(how)
    }

    /// Whether it is reset, rather than closed.
    pub fn is_reset(&self) -> bool {
        self.0 == Break::Reset
    }
}

impl fmt::Display for BrokenConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection breaks, as a fault wants it")
    }
}

impl std::error::Error for BrokenConnection {}
