//! One life of the bot: a process from its start to its kill.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread::JoinHandle,
};

use crate::{polling::deeds::Deeds, report::RunError};

/// A process, and the thread that reads what it prints.
pub(crate) struct Life {
    process: Child,
    reader: Option<JoinHandle<()>>,
}

impl Life {
    /// Starts the bot against the server at a URL; what it prints are deeds.
    pub(crate) fn begin(url: &str, life: usize, deeds: &Arc<Deeds>) -> Result<Self, RunError> {
        let program = std::env::current_exe()?;
        let mut process =
            Command::new(program).args(["polling-child", url]).stdout(Stdio::piped()).spawn()?;
        let out = process.stdout.take().ok_or("the bot has no output")?;
        let deeds = Arc::clone(deeds);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                // A line that a kill cut off is no deed.
                if let Ok(message) = line.parse() {
                    deeds.handle(life, message);
                }
            }
        });
        Ok(Self { process, reader: Some(reader) })
    }

    /// Kills the bot, and waits until all that it printed was read. Returns whether it
    /// was still alive.
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

impl Drop for Life {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
