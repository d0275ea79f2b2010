//! A scenario.

use std::{ffi::OsStr, path::Path};

use crate::{
    emulator::Emulator,
    scenario::{
        ScenarioError, ScenarioReport,
        runner::Runner,
        script::{Deed, Script, Server, Step},
    },
};

/// A script of people, what they do, and what a bot is expected to do then.
///
/// Whoever runs it sees to it that a bot talks to the emulator.
///
/// ```toml
/// name = "asks and thanks"
/// steps = [
///   { user = "alice", sends = "/start" },
///   { expect = { text = "Play?", buttons = [["Yes", "No"]] }, within = "2s" },
///   { user = "alice", presses = "Yes" },
///   { expect = { text = "Playing.", edited = true } },
///   { expect = { answer = "Thanks", alert = true } },
/// ]
/// ```
///
/// | step | |
/// |---|---|
/// | `user`, and one of `sends`, `photo`, `document` (paths; with `caption`), `presses`, `taps`, `edits`, `asks`, `blocks`, `joins`, `leaves`; `in` a chat | what somebody does |
/// | `expect = "…"`, or a table of `to`, `method`, `text`, `contains`, `like` (with `*`), `buttons`, `edited`, `answer`, `alert`, `params`, `error_code`; `within` | a call of the bot that no step before has expected |
/// | `expect_nothing = "1s"` | no call for so long, and none left over |
/// | `wait`, `advance` | time passes; the emulator's clock moves on |
/// | `fault`, `clear_faults` | what `POST /emu/v1/faults` takes |
///
/// Beside `steps` stand `name`, `bot` (id or token), `within` (for all
/// expectations; `5s` unless set), `users` and `chats` by name; who is only
/// mentioned is made with that name. JSON says the same.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub(crate) script: Script,
    pub(crate) name: String,
    pub(crate) folder: std::path::PathBuf,
}

impl Scenario {
    /// A scenario that is written in TOML.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let script = toml::from_str(text)
            .map_err(|error| ScenarioError::with("this is no scenario", error))?;
        Self::checked(script)
    }

    /// A scenario that is written in JSON.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let script = serde_json::from_str(text)
            .map_err(|error| ScenarioError::with("this is no scenario", error))?;
        Self::checked(script)
    }

    /// Reads a file: JSON if its name says so, else TOML. The paths in it count from
    /// its folder; its name is that of the scenario unless it has one.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is no scenario.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|error| {
            ScenarioError::with(format!("{} cannot be read", path.display()), error)
        })?;
        let is_json = path.extension() == Some(OsStr::new("json"));
        let parsed = if is_json { Self::from_json(&text) } else { Self::from_toml(&text) };
        let mut scenario = parsed?;
        if scenario.script.name.is_none() {
            scenario.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        }
        if let Some(folder) = path.parent() {
            folder.clone_into(&mut scenario.folder);
        }
        Ok(scenario)
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs it with a bot that talks to this emulator, and is waited for; ends at the
    /// first step that fails.
    ///
    /// # Cancel safety
    ///
    /// If it is dropped, what was done stays done.
    pub async fn run(&self, emulator: &Emulator) -> ScenarioReport {
        self.run_unless(emulator, std::future::pending()).await
    }

    /// Runs it like [`run`](Self::run), with a bot that may end before it does: the
    /// step that is under way fails then, for the reason that `ended` gives.
    ///
    /// # Cancel safety
    ///
    /// If it is dropped, what was done stays done.
    pub async fn run_unless(
        &self,
        emulator: &Emulator,
        ended: impl Future<Output = String>,
    ) -> ScenarioReport {
        Runner::new(self, emulator).run(ended).await
    }

    fn checked(script: Script) -> Result<Self, ScenarioError> {
        for (step, number) in script.steps.iter().zip(1..) {
            let (done, what) = match step {
                Step::Deed(deed) => (deed.count(), "does one thing"),
                Step::Server(server) => (server.count(), "says one thing"),
                Step::Expect(_) => (1, ""),
            };
            if done != 1 {
                return Err(ScenarioError::new(format!("step {number}: a step {what}")));
            }
        }
        let name = script.name.clone().unwrap_or_else(|| "scenario".to_owned());
        Ok(Self { script, name, folder: std::path::PathBuf::new() })
    }
}

impl Deed {
    /// How many things are done.
    fn count(&self) -> usize {
        [
            self.sends.is_some(),
            self.photo.is_some(),
            self.document.is_some(),
            self.presses.is_some(),
            self.taps.is_some(),
            self.edits.is_some(),
            self.asks.is_some(),
            self.blocks.is_some(),
            self.joins.is_some(),
            self.leaves.is_some(),
        ]
        .into_iter()
        .filter(|is_done| *is_done)
        .count()
    }
}

impl Server {
    /// How many things are said.
    fn count(&self) -> usize {
        [
            self.expect_nothing.is_some(),
            self.advance.is_some(),
            self.wait.is_some(),
            self.fault.is_some(),
            self.clear_faults.is_some(),
        ]
        .into_iter()
        .filter(|is_said| *is_said)
        .count()
    }
}
