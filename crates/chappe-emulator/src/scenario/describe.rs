//! Descriptions of steps and calls.

use std::fmt::{self, Write as _};

use serde_json::Value;

use crate::keyboard::button_labels;
use crate::scenario::{
    expectation::visible_text,
    script::{Action, Expected, ExpectedCall, Server, Step},
};

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action(action) => action.fmt(f),
            Self::Expect(expect) => match &expect.expect {
                Expected::Text(text) => write!(f, "expect {text:?}"),
                Expected::Call(call) => call.fmt(f),
            },
            Self::Server(server) => server.fmt(f),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.user)?;
        for (verb, what) in [
            ("sends", &self.sends),
            ("sends the photo", &self.photo),
            ("sends the document", &self.document),
            ("presses", &self.presses),
            ("taps", &self.taps),
            ("edits to", &self.edits),
            ("asks", &self.asks),
            ("replies", &self.replies),
            ("rolls", &self.rolls),
            ("chooses", &self.chooses),
            ("reacts", &self.reacts),
            ("joins", &self.joins),
            ("leaves", &self.leaves),
            ("promotes", &self.promotes),
            ("demotes", &self.demotes),
            ("restricts", &self.restricts),
            ("bans", &self.bans),
            ("asks_to_join", &self.asks_to_join),
            ("approves", &self.approves),
            ("declines", &self.declines),
        ] {
            if let Some(what) = what {
                write!(f, " {verb} {what:?}")?;
            }
        }
        if let Some([latitude, longitude]) = self.location {
            write!(f, " sends the location {latitude}, {longitude}")?;
        }
        if let Some(options) = &self.votes {
            write!(f, " votes {options:?}")?;
        }
        if self.pins.is_some() {
            f.write_str(" pins the newest message")?;
        }
        if self.deletes.is_some() {
            f.write_str(" deletes its last message")?;
        }
        match self.blocks {
            Some(true) => f.write_str(" blocks the bot")?,
            Some(false) => f.write_str(" unblocks the bot")?,
            None => {}
        }
        self.chat.as_ref().map_or(Ok(()), |chat| write!(f, " in {chat}"))
    }
}

impl fmt::Display for ExpectedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expect")?;
        if let Some(method) = &self.method {
            write!(f, " {method}")?;
        }
        if self.edited == Some(true) {
            f.write_str(" an edit")?;
        }
        for (word, text) in [
            ("", &self.text),
            (" something with", &self.contains),
            (" something like", &self.like),
            (" the answer", &self.answer),
        ] {
            if let Some(text) = text {
                write!(f, "{word} {text:?}")?;
            }
        }
        if let Some(rows) = &self.buttons {
            let labels: Vec<String> = rows.iter().flatten().map(|l| format!("[{l}]")).collect();
            write!(f, " with the buttons {}", labels.join(" "))?;
        }
        if self.alert == Some(true) {
            f.write_str(" as an alert")?;
        }
        for (name, value) in &self.params {
            write!(f, ", {name} = {value}")?;
        }
        if let Some(code) = self.error_code {
            write!(f, ", refused with {code}")?;
        }
        self.to.as_ref().map_or(Ok(()), |to| write!(f, " to {to}"))
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(span) = self.expect_nothing {
            return write!(f, "expect nothing for {span}");
        }
        if let Some(span) = self.advance {
            return write!(f, "advance the clock by {span}");
        }
        if let Some(span) = self.wait {
            return write!(f, "wait {span}");
        }
        f.write_str(if self.fault.is_some() { "add a fault" } else { "clear the faults" })
    }
}

/// A call of the journal, in one line.
pub(crate) fn describe_call(call: &Value) -> String {
    let method = call["method"].as_str().unwrap_or_default();
    let mut line = method.to_owned();
    if let Some(text) = visible_text(call) {
        let _ = write!(line, " {text:?}");
    }
    for label in button_labels(&call["params"]["reply_markup"]).into_iter().flatten() {
        let _ = write!(line, " [{label}]");
    }
    if call["ok"] != true {
        let why = call["description"].as_str().unwrap_or_default();
        let _ = write!(line, " (refused: {} {why})", call["error_code"]);
    }
    line
}
