//! Results of scenarios.

use std::{fmt, time::Duration};

/// The result of a scenario.
#[derive(Clone, Debug)]
pub struct ScenarioReport {
    pub(crate) name: String,
    pub(crate) steps: Vec<StepReport>,
    pub(crate) took: Duration,
}

/// The result of a step of a scenario.
#[derive(Clone, Debug)]
pub struct StepReport {
    pub(crate) number: usize,
    pub(crate) description: String,
    pub(crate) failure: Option<String>,
}

impl ScenarioReport {
    /// Returns the scenario's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the steps that ran, up to the first that failed.
    pub fn steps(&self) -> &[StepReport] {
        &self.steps
    }

    /// Returns the duration of the scenario.
    pub fn took(&self) -> Duration {
        self.took
    }

    /// Returns the step that failed, if one did.
    pub fn failure(&self) -> Option<&StepReport> {
        self.steps.iter().find(|step| step.failure.is_some())
    }

    /// Returns whether no step failed.
    pub fn is_passed(&self) -> bool {
        self.failure().is_none()
    }

    /// Asserts that no step failed.
    ///
    /// # Panics
    ///
    /// Panics if a step failed, with the report as its message.
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(self.is_passed(), "{self}");
    }
}

impl StepReport {
    /// Returns the number of the step, from 1; 0 is the setup.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Returns a description of the step.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Returns why the step failed, if it did.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

impl fmt::Display for ScenarioReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.is_passed() { "PASS" } else { "FAIL" };
        write!(f, "{word} {} ({} steps, {:.1?})", self.name, self.steps.len(), self.took)?;
        if let Some(step) = self.failure() {
            write!(f, "\n  step {}, {}: ", step.number, step.description)?;
            let why = step.failure.as_deref().unwrap_or_default();
            f.write_str(&why.replace('\n', "\n  "))?;
        }
        Ok(())
    }
}
