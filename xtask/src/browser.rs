//! Tests of the emulator's chat page in a browser.

use std::{error::Error, process::Command};

use crate::emulator::{self, Emulator};

/// Runs the tests of the chat page, with a bot that the tests play and with an example that
/// is started as in the guide.
///
/// `BROWSER_NODE` is a directory whose `node_modules` has `playwright-core` (defaults to
/// this one), `BROWSER` a Chromium (defaults to `/usr/bin/chromium`).
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let program = emulator::build("chappe-emulator")?;
    let folder = std::env::var("BROWSER_NODE").unwrap_or_else(|_| ".".to_owned());
    let browser = std::env::var("BROWSER").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let script = emulator::root()?.join("crates/chappe-emulator/tests/browser/page.mjs");
    let emulator = Emulator::start(&program)?;
    // The script starts a second emulator, and stops it while the page is open.
    let node = || {
        let mut node = Command::new("node");
        node.args(["--test-reporter", "spec"]).env("BROWSER", &browser).current_dir(&folder);
        node
    };
    let done = node().arg(&script).arg(&emulator.url).env("EMULATOR", &program).status()?;
    if !done.success() {
        return Err("a test of the page failed".into());
    }
    let program = emulator::build("quiz")?;
    let bot = Emulator::start_bot(&program)?;
    // The script starts a second bot, which it kills and restarts while its page is open.
    let mut tests = node();
    tests.arg(script).args([&*bot.url, "--bot-is-running"]).env("BOT", program);
    let done = tests.status()?;
    if done.success() {
        Ok(())
    } else {
        Err("the test of the page with a running bot failed".into())
    }
}
