//! A scenario.

use std::{ffi::OsStr, path::Path};

use crate::{
    emulator::Emulator,
    scenario::{
        ScenarioError, ScenarioReport,
        runner::Runner,
        script::{Action, Script, Server, Step},
    },
};

/// A script of users, their actions, and the calls that a bot is expected to make.
///
/// A scenario does not start the bot: the caller runs a bot that uses the emulator.
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
/// | `user`, and one of `sends`, `photo`, `document` (paths; with `caption`), `replies`, `rolls` (a dice), `location`, `presses`, `taps`, `edits`, `deletes`, `pins`, `reacts`, `votes`, `asks`, `chooses`, `blocks`, `joins`, `leaves`; `in` a chat | an action of a user |
/// | `user`, and one of `promotes` (with `rights`), `demotes`, `restricts` (with `permissions`), `bans`: the name of a user, or `bot`; `in` a chat; `for` a time | an action of an administrator |
/// | `expect = "…"`, or a table of `to`, `method`, `text`, `contains`, `like` (with `*`), `buttons`, `edited`, `answer`, `alert`, `params`, `error_code`; `within` | a call of the bot that no earlier step has matched |
/// | `expect_nothing = "1s"` | no call for this time, and no earlier call without a matching step |
/// | `wait`, `advance` | waits for this time; advances the emulator's clock by this time |
/// | `fault`, `clear_faults` | adds a fault, as `POST /emu/v1/faults` does; removes all faults |
///
/// The other members of a script are `name`, `bot` (id or token), `within` (for all expectations;
/// defaults to `5s`), and `users` and `chats` by name. A user that is not in `users` is created
/// with the name that a step uses. A script in JSON has the same structure.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub(crate) script: Script,
    pub(crate) name: String,
    pub(crate) folder: std::path::PathBuf,
}

impl Scenario {
    /// Parses a scenario in TOML.
    ///
    /// # Errors
    ///
    /// Fails if the script is not a valid scenario. The error names the cause and its position.
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let script =
            toml::from_str(text).map_err(|error| ScenarioError::with("not a scenario", error))?;
        Self::checked(script)
    }

    /// Parses a scenario in JSON.
    ///
    /// # Errors
    ///
    /// Fails if the script is not a valid scenario. The error names the cause and its position.
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let script = serde_json::from_str(text)
            .map_err(|error| ScenarioError::with("not a scenario", error))?;
        Self::checked(script)
    }

    /// Reads a scenario from a file: JSON if its name ends with `.json`, otherwise TOML. Relative
    /// paths in it are relative to its folder. The scenario's name defaults to the file's name
    /// without its extension.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, or is not a scenario.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|error| {
            ScenarioError::with(format!("cannot read {}", path.display()), error)
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

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs the scenario with a bot that uses this emulator. Waits until the bot polls or has set
    /// a webhook, and ends at the first step that fails.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the steps that have run keep their effect.
    pub async fn run(&self, emulator: &Emulator) -> ScenarioReport {
        self.run_unless(emulator, std::future::pending()).await
    }

    /// Runs the scenario like [`run`](Self::run), with a bot that may end early: when `ended`
    /// resolves, the current step fails with the resolved text as the reason.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the steps that have run keep their effect.
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
                Step::Action(action) => (action.count(), "has exactly one action"),
                Step::Server(server) => (server.count(), "has exactly one instruction"),
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

impl Action {
    /// The number of actions.
    fn count(&self) -> usize {
        [
            self.sends.is_some(),
            self.photo.is_some(),
            self.document.is_some(),
            self.presses.is_some(),
            self.taps.is_some(),
            self.edits.is_some(),
            self.asks.is_some(),
            self.replies.is_some(),
            self.rolls.is_some(),
            self.location.is_some(),
            self.chooses.is_some(),
            self.reacts.is_some(),
            self.votes.is_some(),
            self.pins.is_some(),
            self.deletes.is_some(),
            self.blocks.is_some(),
            self.joins.is_some(),
            self.leaves.is_some(),
            self.promotes.is_some(),
            self.demotes.is_some(),
            self.restricts.is_some(),
            self.bans.is_some(),
            self.asks_to_join.is_some(),
            self.approves.is_some(),
            self.declines.is_some(),
        ]
        .into_iter()
        .filter(|is_set| *is_set)
        .count()
    }
}

impl Server {
    /// The number of instructions.
    fn count(&self) -> usize {
        [
            self.expect_nothing.is_some(),
            self.advance.is_some(),
            self.wait.is_some(),
            self.fault.is_some(),
            self.clear_faults.is_some(),
        ]
        .into_iter()
        .filter(|is_set| *is_set)
        .count()
    }
}
