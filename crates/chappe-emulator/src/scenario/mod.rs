//! Scenarios: scripts of users, their actions, and expectations.

mod action;
mod describe;
mod error;
mod expectation;
mod junit;
mod membership;
mod report;
mod runner;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod scenario;
mod script;
mod time;

pub use self::{
    error::ScenarioError,
    junit::junit,
    report::{ScenarioReport, StepReport},
    scenario::Scenario,
};
