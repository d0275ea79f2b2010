//! What the page says in words.

use crate::{machine::Machine, plan::Step};

/// How it begins.
pub const INTRODUCTION: &str = "\
# Benchmarks

chappe beside other libraries for Telegram bots, and beside bounds: programs that do
less than any library can, so that one sees what is left to gain. This page is written by
a program, all of it. To write it anew:

```console
$ cargo run --release --manifest-path benches/Cargo.toml -p run
```

That takes an hour or two, half of it for the builds of W4. `-- w1 w2` measures some workloads
and leaves the others as they were, `-- --peers chappe,bounds` some libraries, `-- --quick`
shows whether it works. What it wants besides Rust is Linux with `taskset`, `valgrind` for
instructions, `wrk` for W3, `strip`, `python3` and `node` with `npm` for two of the peers;
what is not found is left out, and said to be. The workloads are described in
[`benches/README.md`](../benches/README.md).

How far to trust it:

- **Instructions and allocations are the steady figures**: another run gives the same but
  for a percent or so. They are not time, though: an instruction that waits for memory counts as one.
- **Time by the clock moves**, by as much as twofold on a machine that is shared with others.
  It is the median over rounds in which all peers take their turn, with the least and the
  greatest sample beside it. A difference that those ranges cover is none.
- Each library is built by itself with cargo's default `release` profile: no LTO, no
  `target-cpu`. One thread everywhere.
- Each program is ours, theirs too, written as the library's documentation does it. Whoever knows a
  library better will find something to improve; that is welcome.
- Processor time counts what a process was given, so other load changes it less than
  the clock, but does change it.";

/// What stands over figures of a quick run.
pub const QUICK: &str = "\
**Some of these figures are of a quick run, which shows that it works. They mean nothing.**";

/// Where it was measured.
pub fn machine(machine: &Machine) -> String {
    let mut tools = vec![machine.rustc.clone()];
    tools.extend(machine.python.clone());
    tools.extend(machine.node.as_ref().map(|version| format!("Node {version}")));
    format!(
        "The machine: {}, {} cores, {}; {}. The commit and the day stand with each workload.",
        machine.cpu,
        machine.cores,
        machine.kernel,
        tools.join(", ")
    )
}

/// What is measured.
pub fn what_is(step: Step) -> &'static str {
    match step {
        Step::W1 => {
            "Twelve documents of 273 to 2331 bytes, compact and escaped as the Bot API server \
             sends them: bytes to the library's owned update, which is then dropped. Figures are \
             for one document. The bound `IgnoredAny` is serde_json reading each byte once and \
             keeping nothing; a borrowed view keeps a few fields where they are."
        }
        Step::W2 => {
            "An owned update to the end of its handler: ten nested routers with N commands \
             in all, three outer layers that each insert a value, three inner ones around the \
             handler, which reads the first value. Each program makes sure that all of them ran. The \
             bound `boxed-layers` is tower's `BoxCloneSyncService` around each layer over one hash \
             map of commands. chappe boxes a `ServiceBuilder` of layers once: fewer instructions, more of \
             them atomic."
        }
        Step::W3 => {
            "A webhook with a secret and 100 commands that replies in its answer where the \
             library can. The server has one core, `wrk` with 64 connections another. Each \
             update has an id of its own. The bound is hyper that reads the body and answers a \
             constant. **Processor time an answer** is the figure to look at: requests \
             a second end where the load does."
        }
        Step::W4 => {
            "An echo bot that polls, as small as the library lets it be: built from nothing with two \
             jobs and without the network, and again after `main.rs` was touched. The floor is the same \
             with an HTTP client and serde_json alone. Crates are those of `cargo tree -e normal,build` for \
             Linux, the bot itself among them."
        }
        Step::W5 => "`size_of` of the two types that are moved most, in bytes.",
        Step::W9 => {
            "50,000 calls of `sendMessage` whose parameters are 118 bytes of JSON, and 2000 uploads of \
             1 MiB with `sendDocument`, over HTTP/1.1 with keep-alive to a server on the loopback that \
             reads each request and answers the same message. The client has one core, the server \
             another; each client has its default settings. Every answer is decoded, and the server \
             counts the calls. The bound is hyper-util's pooled client with serde_json. **Processor \
             time a call** is the client's, the kernel's part in it. Allocations are those of the \
             thread that calls, instructions those outside of the kernel. Valgrind counts each byte of a \
             long copy: a file that is copied once is a million instructions."
        }
    }
}
