//! A process that runs the bot.

use std::{process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    time::timeout,
};

use crate::app::app;

/// Not a test: the process that the tests start.
#[tokio::test]
#[ignore = "a bot that other tests start"]
async fn runs_as_a_child() {
    if std::env::var_os("OWN_SUBSCRIBER").is_some() {
        let subscriber = tracing_subscriber::fmt().without_time().with_ansi(false);
        subscriber.with_writer(std::io::stderr).init();
    }
    if std::env::var_os("WITHOUT_RUN").is_some() {
        chappe::log_to_stderr();
        let _ =
            chappe::prelude::Polling::new(chappe::prelude::Bot::from_env().unwrap(), app()).await;
        return;
    }
    let app = if std::env::var_os("MISTAKE").is_some() { app().include(app()) } else { app() };
    let _ = chappe::run(app).await;
}

/// The time limit of each step.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that runs the bot; it is killed when this is dropped.
pub(crate) struct Bot {
    pub(crate) process: Child,
    lines: Lines<BufReader<ChildStderr>>,
}

impl Bot {
    /// Runs the bot against the server at a URL, with variables of the environment.
    pub(crate) fn start(url: &str, environment: &[(&str, &str)]) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child::runs_as_a_child", "--ignored", "--nocapture"])
            .env("TELEGRAM_BOT_TOKEN", "42:secret")
            .env("TELEGRAM_API_URL", url)
            .env_remove("RUST_LOG")
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        Self { process, lines }
    }

    /// The next line that it writes to standard error, if it writes one more.
    pub(crate) async fn line(&mut self) -> Option<String> {
        timeout(PATIENCE, self.lines.next_line()).await.expect("the bot writes or ends").unwrap()
    }

    /// The next lines that it writes to standard error.
    pub(crate) async fn lines<const N: usize>(&mut self) -> [String; N] {
        let mut lines = [const { String::new() }; N];
        for line in &mut lines {
            *line = self.line().await.expect("the bot writes another line");
        }
        lines
    }

    /// Sends SIGTERM; returns the lines that were not read yet.
    pub(crate) async fn stop(mut self) -> Vec<String> {
        let id = self.process.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        let mut lines = Vec::new();
        while let Some(line) = self.line().await {
            lines.push(line);
        }
        let status = timeout(PATIENCE, self.process.wait()).await.expect("the bot ends").unwrap();
        assert!(status.success(), "{status}");
        lines
    }

    /// Closes the reading end of its standard error.
    pub(crate) fn close_stderr(self) -> Child {
        self.process
    }
}
