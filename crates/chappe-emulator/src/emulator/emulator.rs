//! The emulator itself.

use std::{fmt, path::PathBuf, sync::Arc};

use tokio::net::TcpListener;

use crate::{
    control, emulator::Running, hosts::host_of_address, persistence::SnapshotFile, shared::Shared,
};

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
    file: Option<Arc<SnapshotFile>>,
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
        Self { shared: Arc::new(Shared::new(seed)), file: None }
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

    /// Fetches files that bots send by URL from all hosts. By default, this emulator and its clones
    /// fetch them only from this machine: from `localhost`, names that end in `.localhost`,
    /// `127.0.0.0/8` and `[::1]`.
    ///
    /// A URL of another host is refused with 400 and `failed to get HTTP URL content`, as Telegram
    /// refuses a URL that does not answer. TLS is not supported: `https://` is refused as well.
    /// A photo has at most 5 MiB, any other file 20 MiB.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe_emulator::Emulator;
    ///
    /// let emulator = Emulator::new().fetch_from_any_host();
    /// ```
    #[must_use = "it returns the emulator"]
    pub fn fetch_from_any_host(self) -> Self {
        self.shared.fetch_from_any_host();
        self
    }

    /// Bounds the memory: only the newest messages of each conversation, calls of bots, updates for
    /// the control API and queries of users are kept, `most` of each. Older messages no longer
    /// exist: bots cannot edit or delete them.
    ///
    /// By default, all messages and queries are kept, 100,000 calls and 10,000 updates. Users,
    /// chats and files are always kept, and so are updates that a bot has not confirmed, within
    /// Telegram's limits.
    ///
    /// # Panics
    ///
    /// Panics if `most` is 0.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe_emulator::Emulator;
    /// use http::Method;
    /// use serde_json::json;
    ///
    /// # fn main() -> Result<(), chappe_emulator::ControlError> {
    /// let emulator = Emulator::new().history(2);
    /// emulator.name_bot("42:any", "shop")?;
    /// let alice = emulator.control(&Method::POST, "users", &json!({"first_name": "Alice"}))?;
    /// for text in ["one", "two", "three"] {
    ///     let message = json!({"from": alice["id"], "text": text});
    ///     emulator.control(&Method::POST, "messages", &message)?;
    /// }
    /// let chat = json!({"chat_id": alice["id"]});
    /// let kept = emulator.control(&Method::GET, "messages", &chat)?;
    /// assert_eq!(kept["messages"][0]["text"], "two");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "it returns the emulator"]
    #[track_caller]
    pub fn history(self, most: usize) -> Self {
        assert!(most > 0, "a history of 0 messages keeps none: use at least 1");
        self.shared.world().keep(most);
        self
    }

    /// Keeps the state in a file: users, chats, messages, files, bots, faults, and the newest 500
    /// calls and updates.
    ///
    /// The state is restored now, if the file exists. While the emulator [listens](Self::listen),
    /// it is saved a quarter of a second after a change, or later if it is large, and when the
    /// [`Running`] is dropped. A program that is killed loses the changes since the last save. The
    /// file is replaced atomically. By default, an emulator has no file;
    /// [`default_snapshot_file`](crate::default_snapshot_file) returns one for the program.
    ///
    /// The clock continues at the machine's time, or at the time of the file if that is later. Each
    /// file is for one process: when another process has written it, this one logs a warning, and
    /// continues in a file of its own, whose extension is its port. The file is a snapshot, which
    /// [`restore`](Self::restore) accepts. It contains the texts of the chats and the bots' tokens; on
    /// Unix, only its owner can read it.
    ///
    /// A damaged file and one of a newer version of the format are ignored, with a warning that
    /// names the file, and get the extension `.ignored`. A file that cannot be read is neither used
    /// nor overwritten. A file that cannot be written causes one warning.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let file = std::env::temp_dir().join("shop.json");
    /// let running = Emulator::new().snapshot_file(&file).start().await?;
    /// running.emulator().name_bot("42:any", "shop")?;
    /// drop(running);
    /// let bot = Emulator::new().snapshot_file(&file).name_bot("42:any", "")?;
    /// assert_eq!(bot["username"], "shop_bot");
    /// # std::fs::remove_file(file)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "it returns the emulator"]
    pub fn snapshot_file(mut self, path: impl Into<PathBuf>) -> Self {
        let file = SnapshotFile::open(path.into(), &mut self.shared.world());
        self.file = Some(Arc::new(file));
        self
    }

    /// Returns the port in the [file](Self::snapshot_file): the one that the emulator listened on
    /// when it was saved.
    pub fn last_port(&self) -> Option<u16> {
        self.file.as_ref()?.port()
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
        // Those of a snapshot.
        control::start_all_deliveries(emulator.shared());
        Ok(Running::new(emulator, listener, address))
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn file(&self) -> Option<&Arc<SnapshotFile>> {
        self.file.as_ref()
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
