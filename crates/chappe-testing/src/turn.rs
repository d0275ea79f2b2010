//! What became of something that somebody did.

use std::fmt;

use serde_json::Value;

/// What became of the updates that something caused.
///
/// An update whose handler has left its lane is not handled yet, and has no handler here. The
/// same goes for one that a handler awaited with `lane.next`. Look at what the bot did then.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    traces: Vec<Value>,
}

impl Turn {
    pub(crate) fn new(traces: Vec<Value>) -> Self {
        Self { traces }
    }

    /// How many updates there were; none if the bot does not ask for the kind.
    pub fn updates(&self) -> usize {
        self.traces.len()
    }

    /// Whether a handler took each of the updates.
    pub fn is_handled(&self) -> bool {
        !self.traces.is_empty() && self.traces.iter().all(|trace| trace["outcome"] == "handled")
    }

    /// The name of the handler that took the last update.
    pub fn handler(&self) -> Option<&str> {
        self.traces.last()?["handler"].as_str()
    }

    /// Why an update failed, if one did and no error observer took it.
    pub fn error(&self) -> Option<&str> {
        self.traces.iter().find_map(|trace| trace["error"].as_str())
    }
}

/// The way that the updates took: layers, filters and handlers, a line each.
impl fmt::Display for Turn {
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
