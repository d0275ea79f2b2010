//! The parts that all benchmarks share: documents, a clock, an allocation counter.
//!
//! Each peer is a program that takes `w1 CASE`, `w2 N TARGET`, `w3 PORT`, `w5` or `w9 URL N
//! CONCURRENCY`, and prints a line of JSON for each measurement. `--loops N` runs the
//! operation that many times and prints nothing: an instruction counter takes the slope
//! between two numbers of loops.

mod allocator;
mod calls;
mod cases;
mod documents;
mod now;
mod process;
mod samples;

pub use self::{
    calls::{CHAT, Called, Calls, FILE_NAME, MESSAGE_ID, TEXT, TOKEN, file},
    cases::{Counts, Job, Workload},
    documents::{W1, W3, command},
    now::now,
    samples::{Measured, measure},
};
