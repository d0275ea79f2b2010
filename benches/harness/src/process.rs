//! Counters of the kernel for this process.

use std::{fs, time::Duration};

/// The processor time of this process: the sum over its live threads.
pub(crate) fn cpu() -> Duration {
    // The kernel updates the counter of a running thread when the thread yields.
    std::thread::yield_now();
    let threads = fs::read_dir("/proc/self/task").expect("Linux has /proc");
    let nanoseconds = |thread: fs::DirEntry| -> Option<u64> {
        // The file of a thread that has ended is missing.
        let counters = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        counters.split(' ').next()?.parse().ok()
    };
    Duration::from_nanos(threads.flatten().filter_map(nanoseconds).sum())
}

/// The resident memory of this process, in kilobytes.
pub(crate) fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux has /proc");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    kilobytes.and_then(|number| number.parse().ok()).expect("the status has VmRSS")
}
