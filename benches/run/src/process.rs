//! What the kernel tells of a process.

use std::{fs, process::Command};

use crate::Result;

/// Seconds of processor time that a process has had.
pub fn cpu_of(pid: u32) -> Result<f64> {
    times(&fs::read_to_string(format!("/proc/{pid}/stat"))?, OWN)
}

/// Seconds of processor time of children of this process that have ended, and of
/// theirs.
pub fn cpu_of_children() -> Result<f64> {
    times(&fs::read_to_string("/proc/self/stat")?, CHILDREN)
}

/// Kilobytes of a process that are resident.
pub fn resident(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("the kernel does not tell it")?.parse()?)
}

/// Where `utime` stands, and `stime` after it, behind the name in parentheses.
const OWN: usize = 11;
/// The same of `cutime` and `cstime`.
const CHILDREN: usize = 13;

fn times(stat: &str, at: usize) -> Result<f64> {
    // A name may have spaces and parentheses in it.
    let (_, fields) = stat.rsplit_once(") ").ok_or("the kernel tells it otherwise")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks = fields.get(at..at + 2).ok_or("the kernel tells less")?;
    let sum = ticks[0].parse::<f64>()? + ticks[1].parse::<f64>()?;
    Ok(sum / ticks_a_second())
}

fn ticks_a_second() -> f64 {
    let output = Command::new("getconf").arg("CLK_TCK").output().ok();
    let told = output.and_then(|output| String::from_utf8(output.stdout).ok());
    told.and_then(|told| told.trim().parse().ok()).unwrap_or(100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_have_anything_in_them() {
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
