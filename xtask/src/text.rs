//! Random formatted texts and Markdown documents, in a program of their own.

use std::{error::Error, process::Command};

use crate::emulator::build_optimized;

/// Checks texts; the arguments are those of the program.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let checked = Command::new(build_optimized("texts")?).args(arguments).status()?;
    if checked.success() { Ok(()) } else { Err("a text differs".into()) }
}
