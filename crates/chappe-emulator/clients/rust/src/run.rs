//! The arguments of a program, and its exit code.

use std::net::TcpListener;

use crate::Control;

/// How a program runs.
pub struct Run {
    /// The URL of the emulator, without a slash at the end.
    pub url: String,
    /// Whether updates arrive by webhook.
    pub by_webhook: bool,
}

/// The secret of the webhook.
pub const SECRET: &str = "s3cr3t";

impl Run {
    /// Reads the arguments.
    pub fn from_arguments() -> Self {
        let mut arguments = std::env::args().skip(1);
        let url = arguments.next().expect("the first argument is the URL of the emulator");
        let url = url.trim_end_matches('/').to_owned();
        Self { url, by_webhook: arguments.next().as_deref() == Some("webhook") }
    }

    /// The calls of people.
    pub fn control(&self) -> Control {
        Control::new(&self.url)
    }

    /// The secret of the webhook.
    pub fn secret(&self) -> &'static str {
        SECRET
    }

    /// A port that is free.
    pub fn free_port(&self) -> u16 {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        listener.local_addr().expect("it has an address").port()
    }
}

/// Converts the count of failed steps to an exit code, and exits: a client may still poll.
pub fn report(failed: usize) -> ! {
    std::process::exit(i32::from(failed > 0))
}
