//! An emulator that listens on a port.

use std::{net::SocketAddr, sync::Arc};

use tokio::{net::TcpListener, task::JoinHandle};

use crate::{emulator::Emulator, hosts::host_of_address, http::serve, persistence::save_changes};

/// An emulator that listens on a port until this value is dropped. It is saved to its
/// [file](Emulator::snapshot_file) then.
///
/// # Example
///
/// ```
/// use chappe_emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let running = Emulator::new().start().await?;
/// assert!(running.url().starts_with("http://127.0.0.1:"));
/// running.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Running {
    emulator: Emulator,
    address: SocketAddr,
    serving: JoinHandle<()>,
    saving: Option<JoinHandle<()>>,
}

impl Running {
    pub(crate) fn new(emulator: Emulator, listener: TcpListener, address: SocketAddr) -> Self {
        let serving = tokio::spawn(serve(listener, Arc::clone(emulator.shared())));
        let saving = emulator.file().map(|file| {
            let (file, shared) = (Arc::clone(file), Arc::clone(emulator.shared()));
            tokio::spawn(save_changes(file, shared, address.port()))
        });
        Self { emulator, address, serving, saving }
    }

    /// Returns the address that the emulator listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the URL of the server, for `TELEGRAM_API_URL`.
    ///
    /// If the server listens on all addresses, the host of the URL is this machine.
    pub fn url(&self) -> String {
        format!("http://{}:{}", host_of_address(self.address.ip()), self.address.port())
    }

    /// Returns the emulator.
    pub fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    /// Stops listening. The port is free when the future completes.
    pub async fn stop(mut self) {
        self.serving.abort();
        // An error only reports that the task was aborted.
        let _ = (&mut self.serving).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
        if let Some(saving) = &self.saving {
            saving.abort();
        }
        if let Some(file) = self.emulator.file() {
            file.save(self.emulator.shared(), self.address.port());
        }
    }
}
