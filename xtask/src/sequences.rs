//! Random sequences against the emulator, in a program of their own.

use std::{error::Error, process::Command};

use crate::emulator::build_optimized;

/// Plays sequences; the arguments are those of the program.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let played = Command::new(build_optimized("sequences")?).args(arguments).status()?;
    if played.success() { Ok(()) } else { Err("a sequence has failed".into()) }
}
