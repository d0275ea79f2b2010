//! [`BotProcess`]: a process of the bot from its start to its kill.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread::JoinHandle,
};

use crate::{polling::handled_messages::HandledMessages, report::RunError};

/// A process, and the thread that reads its output.
pub(crate) struct BotProcess {
    process: Child,
    reader: Option<JoinHandle<()>>,
}

impl BotProcess {
    /// Starts the bot against the server at a URL. Each line that it prints is a handled
    /// message.
    pub(crate) fn start(
        url: &str,
        number: usize,
        handled: &Arc<HandledMessages>,
    ) -> Result<Self, RunError> {
        let program = std::env::current_exe()?;
        let mut process =
            Command::new(program).args(["polling-child", url]).stdout(Stdio::piped()).spawn()?;
        let out = process.stdout.take().ok_or("the bot has no output")?;
        let handled = Arc::clone(handled);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                // The last line may be truncated by the kill.
                if let Ok(message) = line.parse() {
                    handled.record(number, message);
                }
            }
        });
        Ok(Self { process, reader: Some(reader) })
    }

    /// Kills the bot, and waits until its output was read. Returns whether it was still alive.
    pub(crate) fn kill(&mut self) -> Result<bool, RunError> {
        let was_alive = self.process.try_wait()?.is_none();
        self.process.kill()?;
        self.process.wait()?;
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        Ok(was_alive)
    }
}

impl Drop for BotProcess {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
