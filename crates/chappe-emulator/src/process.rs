//! A bot that is started by a command.

use std::{
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout_at},
};

/// The token of the bot.
const TOKEN: &str = "1:scenario";

/// How long a bot may take to shut down after SIGTERM.
const GRACE: Duration = Duration::from_secs(3);

/// A bot, and all other processes of its command: a shell or a package manager runs the bot
/// as a child process.
pub(crate) struct Process {
    program: String,
    child: Child,
    /// The process group of the command, on Unix.
    group: Option<u32>,
}

impl Process {
    /// Starts a bot that uses the server at a URL.
    ///
    /// # Errors
    ///
    /// Returns why it cannot be started.
    pub(crate) fn start(command: &[String], url: &str) -> Result<Self, String> {
        let [program, arguments @ ..] = command else {
            return Err("no command to run".to_owned());
        };
        let mut command = Command::new(program);
        #[cfg(unix)]
        command.process_group(0);
        let child = command
            .args(arguments)
            .env("TELEGRAM_BOT_TOKEN", TOKEN)
            .env("TELEGRAM_API_URL", url)
            // Its output is not part of the results.
            .stdout(Stdio::null())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("cannot start {program}: {error}"))?;
        let group = if cfg!(unix) { child.id() } else { None };
        Ok(Self { program: program.clone(), child, group })
    }

    /// Waits until the bot exits, and returns how it did.
    pub(crate) async fn ended(&mut self) -> String {
        match self.child.wait().await {
            Ok(status) => format!("{} exited before the scenario ended: {status}", self.program),
            Err(error) => format!("cannot wait for {}: {error}", self.program),
        }
    }

    /// Shuts the bot down, and kills it after the grace period.
    pub(crate) async fn stop(mut self) {
        let Some(group) = self.group else {
            let _ = self.child.kill().await;
            return;
        };
        let deadline = Instant::now() + GRACE;
        if signal("TERM", group).await {
            let _ = timeout_at(deadline, self.child.wait()).await;
            while Instant::now() < deadline && signal("0", group).await {
                sleep(Duration::from_millis(20)).await;
            }
            signal("KILL", group).await;
        }
        self.group = None;
        let _ = self.child.kill().await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(group) = self.group {
            let _ = std::process::Command::new("sh").args(kill("KILL", group)).status();
        }
    }
}

/// Sends a signal to all processes of a group. Returns whether there are any.
async fn signal(name: &str, group: u32) -> bool {
    let mut command = Command::new("sh");
    command.args(kill(name, group)).stderr(Stdio::null());
    command.status().await.as_ref().is_ok_and(ExitStatus::success)
}

/// The shell's built-in `kill`, which does not require a further program.
fn kill(name: &str, group: u32) -> [String; 2] {
    ["-c".to_owned(), format!("kill -s {name} -- -{group}")]
}
