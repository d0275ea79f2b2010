//! Counters of the kernel for a process.

use std::{fs, process::Command};

use crate::Result;

/// Seconds of processor time of a process.
pub fn cpu_of(pid: u32) -> Result<f64> {
    times(&fs::read_to_string(format!("/proc/{pid}/stat"))?, OWN)
}

/// Seconds of processor time of terminated children of this process, and of their children.
pub fn cpu_of_children() -> Result<f64> {
    times(&fs::read_to_string("/proc/self/stat")?, CHILDREN)
}

/// Resident memory of a process, in kilobytes.
pub fn resident(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("the status has no VmRSS")?.parse()?)
}

/// The index of `utime`, which `stime` follows, after the name in parentheses.
const OWN: usize = 11;
/// The index of `cutime`, which `cstime` follows.
const CHILDREN: usize = 13;

fn times(stat: &str, at: usize) -> Result<f64> {
    // The name may contain spaces and parentheses.
    let (_, fields) = stat.rsplit_once(") ").ok_or("the name of the process is missing")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks = fields.get(at..at + 2).ok_or("too few fields")?;
    let sum = ticks[0].parse::<f64>()? + ticks[1].parse::<f64>()?;
    Ok(sum / ticks_a_second())
}

fn ticks_a_second() -> f64 {
    let output = Command::new("getconf").arg("CLK_TCK").output().ok();
    let printed = output.and_then(|output| String::from_utf8(output.stdout).ok());
    printed.and_then(|printed| printed.trim().parse().ok()).unwrap_or(100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_contain_spaces_and_parentheses() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 1 2 3 4 150 50 1000 2000 20 0 1 0";
        let tick = 1.0 / ticks_a_second();
        assert!((times(stat, OWN).unwrap() - 200.0 * tick).abs() < 1e-9);
        assert!((times(stat, CHILDREN).unwrap() - 3000.0 * tick).abs() < 1e-9);
        assert!(times("7 (a) S 1", OWN).is_err());
    }

    #[test]
    fn this_process_is_resident() {
        assert!(resident(std::process::id()).unwrap() > 0);
        assert!(cpu_of(std::process::id()).unwrap() >= 0.0);
    }
}
