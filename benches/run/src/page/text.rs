//! The prose of the page.

use crate::{machine::Machine, plan::Step};

/// The introduction.
pub const INTRODUCTION: &str = "\
# Benchmarks

chappe compared with other libraries for Telegram bots, and with lower bounds: programs that
do less than any library can, which show the remaining potential. This page is completely
generated. To generate it again:

```console
$ cargo run --release --manifest-path benches/Cargo.toml -p run
```

This takes an hour or two, half of it for the builds of W4. `-- w1 w2` measures only these
workloads and keeps the results of the others, `-- --peers chappe,bounds` selects peers,
`-- --quick` checks that everything works. Besides Rust, it requires Linux with `taskset`,
`valgrind` for instructions, `wrk` for W3, `strip`, and `python3` and `node` with `npm` for two
of the peers; measurements without their tool are skipped with a note. The workloads are
described in [`benches/README.md`](../benches/README.md).

How reliable the figures are:

- **Instructions and allocations are stable**: they differ by about a percent between runs. They
  are not time, though: an instruction that waits for memory counts as one.
- **Wall-clock time varies**, up to twofold on a machine that is shared with others. It is the
  median over rounds in which all peers run in turns, with the least and the greatest sample
  beside it. A difference within those ranges is not significant.
- Each library is built separately with cargo's default `release` profile: no LTO, no
  `target-cpu`. All programs are single-threaded.
- All programs were written for this page, following each library's documentation. Improvements by
  users who know a library better are welcome.
- Processor time is what the kernel gave to a process, so other load affects it less than
  wall-clock time, but does affect it.";

/// The note above figures of a quick run.
pub const QUICK: &str = "\
**Some of these figures are from a quick run, which only checks that everything works. They are not meaningful.**";

/// The machine of the measurements.
pub fn machine(machine: &Machine) -> String {
    let mut tools = vec![machine.rustc.clone()];
    tools.extend(machine.python.clone());
    tools.extend(machine.node.as_ref().map(|version| format!("Node {version}")));
    format!(
        "The machine: {}, {} cores, {}; {}. The commit and the day are given with each workload.",
        machine.cpu,
        machine.cores,
        machine.kernel,
        tools.join(", ")
    )
}

/// The description of a workload.
pub fn what_is(step: Step) -> &'static str {
    match step {
        Step::W1 => {
            "Twelve documents of 273 to 2331 bytes, compact and escaped as the Bot API server \
             sends them, are decoded to the library's owned update, which is then dropped. Figures are \
             per document. The bound `IgnoredAny` is serde_json reading each byte once and \
             keeping nothing; a borrowed view keeps references to a few fields."
        }
        Step::W2 => {
            "An owned update is dispatched until its handler returns: ten nested routers with N commands \
             in all, three outer layers that each insert a value, three inner ones around the \
             handler, which reads the first value. Each program checks that all of them ran. The \
             bound `boxed-layers` is tower's `BoxCloneSyncService` around each layer over one hash \
             map of commands. chappe boxes a `ServiceBuilder` of layers once, which takes fewer \
             instructions, of which more are atomic."
        }
        Step::W3 => {
            "A webhook with a secret and 100 commands that replies in its response where the \
             library supports it. The server has one core, `wrk` with 64 connections another. Each \
             update has a unique id. The bound is hyper that reads the body and sends a constant \
             response. **Processor time per response** is the most relevant figure: requests per \
             second are limited by the load generator."
        }
        Step::W4 => {
            "An echo bot that polls, as small as the library allows: a clean build with two jobs and \
             without the network, and another after `main.rs` was touched. The floor is the same bot \
             with only an HTTP client and serde_json. Crates are those of `cargo tree -e normal,build` for \
             Linux, including the bot itself."
        }
        Step::W5 => "`size_of` of the two types that are moved most, in bytes.",
        Step::W9 => {
            "50,000 calls of `sendMessage` whose parameters are 118 bytes of JSON, and 2000 uploads of \
             1 MiB with `sendDocument`, over HTTP/1.1 with keep-alive to a server on the loopback that \
             reads each request and responds with the same message. The client has one core, the server \
             another; each client has its default settings. Every response is decoded, and the server \
             counts the calls. The bound is hyper-util's pooled client with serde_json. **Processor \
             time per call** is the client's, including the kernel. Allocations are those of the \
             calling thread, instructions those outside of the kernel. Valgrind counts each byte of a \
             long copy: copying the file once is a million instructions."
        }
    }
}
