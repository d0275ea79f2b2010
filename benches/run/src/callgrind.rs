//! Instructions, by callgrind.

use std::process::{Command, Stdio};

use crate::{Result, program::Program, stats::slope};

/// The instructions of one loop, from a run of few loops and one of many, so that the setup
/// cancels out.
pub fn instructions(
    program: &Program,
    arguments: &[String],
    (few, many): (u32, u32),
) -> Result<Option<f64>> {
    let few = (few, collected(program, arguments, few)?);
    let many = (many, collected(program, arguments, many)?);
    Ok(slope(few, many))
}

fn collected(program: &Program, arguments: &[String], loops: u32) -> Result<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args(&program.words)
        .args(arguments)
        .args(["--loops", &loops.to_string()])
        .stdin(Stdio::null())
        .output()?;
    let printed = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(printed.trim().lines().last().unwrap_or("it failed").into());
    }
    read(&printed).ok_or_else(|| "it printed no count".into())
}

/// Reads `==1== Collected : 123`.
fn read(printed: &str) -> Option<f64> {
    let line = printed.lines().find_map(|line| line.split_once("Collected :"))?;
    line.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_count_is_read() {
        let printed = "==7== Events    : Ir\n==7== Collected : 1234567\n==7== \n";
        assert_eq!(super::read(printed), Some(1_234_567.0));
        assert_eq!(super::read("==7== Events    : Ir"), None);
    }
}
