//! Reports of actions.

use std::fmt;

use serde_json::Value;

/// A report of how the bot handled the updates that an action caused.
///
/// An update whose handler has left its lane counts as not handled, and the report does not name
/// its handler. The same applies to an update that another handler awaited with `lane.next`. In
/// these cases, check the calls of the bot.
///
/// `Display` prints the steps of the updates: layers, filters and handlers, one per line.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe_testing::TestBot;
///
/// async fn start() -> impl IntoOutcome {
///     reply("Welcome")
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let bot = TestBot::new(Router::new("app").message(|m| m.on(command("start"), start)));
/// let report = bot.user("alice").send("/start").await;
/// assert_eq!((report.updates(), report.is_handled()), (1, true), "{report}");
/// assert!(report.handler().is_some_and(|handler| handler.ends_with("start")));
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct ActionReport {
    traces: Vec<Value>,
}

impl ActionReport {
    pub(crate) fn new(traces: Vec<Value>) -> Self {
        Self { traces }
    }

    /// Returns the number of updates that the action caused; 0 if the bot does not request updates
    /// of this kind.
    pub fn updates(&self) -> usize {
        self.traces.len()
    }

    /// Returns whether there was at least one update, and handlers have handled all updates.
    pub fn is_handled(&self) -> bool {
        !self.traces.is_empty() && self.traces.iter().all(|trace| trace["outcome"] == "handled")
    }

    /// Returns the name of the handler of the last update: the path of its function within its
    /// crate, such as `admin::ban`, or `closure at src/main.rs:12`.
    pub fn handler(&self) -> Option<&str> {
        self.traces.last()?["handler"].as_str()
    }

    /// Returns the error of the first update that failed and whose error no error observer
    /// handled.
    pub fn error(&self) -> Option<&str> {
        self.traces.iter().find_map(|trace| trace["error"].as_str())
    }
}

/// Prints the steps of the updates: layers, filters and handlers, one per line.
impl fmt::Display for ActionReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for trace in &self.traces {
            for step in trace["steps"].as_array().into_iter().flatten() {
                let depth = step["depth"].as_u64().and_then(|depth| usize::try_from(depth).ok());
                let indent = depth.unwrap_or_default() * 2;
                let text = |name: &str| step[name].as_str().unwrap_or_default();
                write!(f, "{:indent$}{} {}", "", text("kind"), text("name"))?;
                write!(f, " ({}, {})", text("router"), text("observer"))?;
                if let Some(verdict) = step["verdict"].as_str() {
                    write!(f, ": {verdict}")?;
                }
                if let Some(error) = step["error"].as_str() {
                    write!(f, ", {error}")?;
                }
                writeln!(f)?;
            }
            let text = |name: &str| trace[name].as_str();
            write!(f, "=> {}", text("outcome").unwrap_or("not handled yet"))?;
            if let Some(handler) = text("handler") {
                write!(f, " by {handler}")?;
            }
            if let Some(error) = text("error") {
                write!(f, ", {error}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
