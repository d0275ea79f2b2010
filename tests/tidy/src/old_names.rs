//! The rule that no item is defined under a name that was replaced.

use crate::{
    items::{items, partner, skip_attributes, skip_space, word_at},
    repository::{self, File},
    source::{line_of, words},
    violation::{Violation, expect_none},
};

/// The replaced names of a crate, with their replacements. A name after a keyword is replaced
/// for that kind of item only.
const OLD_NAMES: &[(&str, &[(&str, &str)])] = &[
    ("chappe", &[("RunError", "Error")]),
    (
        "chappe-core",
        &[
            ("trait Event", "EventType"),
            ("flow", "control_flow"),
            ("is_flow", "is_control_flow"),
            ("Caught", "CatchPanic"),
            ("caught", "catch_panic"),
            ("Unpacks", "DataOf"),
            ("Asynchronous", "FromFilter"),
            ("AsyncFilter", "AsyncFilterFn"),
            ("AsyncFilterAdapter", "FromFilter"),
            ("fn async_filter", "from_filter"),
            ("whereabouts", "ids"),
            ("struct Target", "Continuation"),
            ("enum Target", "Continuation"),
            ("Work", "Dispatch"),
            ("Gate", "Guard"),
            ("Boundary", "Subrouter"),
            ("Place", "StepLocation"),
            ("mod routing", "matcher"),
            ("mod words", "index"),
        ],
    ),
    (
        "chappe-intake",
        &[
            ("Flights", "InFlight"),
            ("Flight", "UpdateTask"),
            ("Boarding", "Admission"),
            ("Landing", "Completion"),
            ("Landed", "Handled"),
            ("AskAgain", "Redeliver"),
            ("Carried", "PendingReply"),
            ("Place", "Ticket"),
            ("Halt", "CancellationToken of tokio-util"),
            ("Tasks", "RunningTasks"),
            ("enum Lane", "LaneKey"),
        ],
    ),
    (
        "chappe-client",
        &[
            ("Site", "Endpoint"),
            ("Route", "ProxyConnector"),
            ("Dial", "BoxConnector"),
            ("Answer", "ApiResponse"),
            ("fn answer", "call"),
            ("caught", "catch_panic"),
            ("TraceLayer", "CallTraceLayer"),
            ("TimeoutLayer", "CallTimeoutLayer"),
            ("MetricsLayer", "CallMetricsLayer"),
        ],
    ),
    ("chappe-webhook", &[("Site", "Connections"), ("Sending", "WriteTimeout")]),
    ("chappe-emulator", &[("mod law", "redelivery"), ("mod legacy", "renamed_params")]),
    (
        "chappe-testing",
        &[
            ("gives", "deliver"),
            ("waits", "wait"),
            ("starts", "start"),
            ("stops", "stop"),
            ("plays", "play"),
            ("refuses", "refuse"),
            ("expects", "expect"),
            ("expects_nothing", "expect_nothing"),
            ("answers", "answer"),
            ("sends", "send"),
            ("replies", "reply"),
            ("edits", "edit"),
            ("presses", "press"),
            ("taps", "tap"),
            ("reacts", "react"),
            ("votes", "vote"),
            ("blocks", "block"),
            ("unblocks", "unblock"),
            ("sees", "messages"),
        ],
    ),
];

/// The replaced variants: crate, enum, old and new name.
const OLD_VARIANTS: &[(&str, &str, &str, &str)] = &[
    ("chappe-intake", "Accepted", "Waits", "Pending"),
    ("chappe-intake", "Accepted", "Known", "Duplicate"),
    ("chappe-intake", "Accepted", "No", "Rejected"),
];

/// The keywords before the name of an item.
const KEYWORDS: &[&str] = &["const", "enum", "fn", "mod", "static", "struct", "trait", "type"];

#[test]
fn no_item_has_a_name_that_was_replaced() {
    expect_none(repository::rust_files().flat_map(|file| {
        let path = file.path.strip_prefix("crates/").and_then(|path| path.split_once('/'));
        let source = path.filter(|(_, inside)| inside.starts_with("src/"));
        source.map(|(krate, _)| violations(krate, file)).unwrap_or_default()
    }));
}

fn violations(krate: &str, file: &File) -> Vec<Violation> {
    let code = file.source().code();
    let names = OLD_NAMES.iter().filter(|(of, _)| *of == krate).flat_map(|(_, names)| *names);
    let items = names.flat_map(|(old, new)| {
        let definitions = definitions(&code, old).into_iter();
        definitions.map(move |at| (at, *old, *new))
    });
    let variants = OLD_VARIANTS.iter().filter(|(of, ..)| *of == krate);
    let variants = variants
        .filter_map(|(_, name, old, new)| variant(&code, name, old).map(|at| (at, *old, *new)));
    let found: Vec<(usize, &str, &str)> = items.chain(variants).collect();
    let violation = |(at, old, new): (usize, &str, &str)| {
        let cause = format!("`{old}` was replaced by `{new}`");
        Violation::new(&file.path, line_of(&file.text, at), cause, "use the new name")
    };
    found.into_iter().map(violation).collect()
}

/// The positions at which items are defined under a name, or under a keyword and a name.
fn definitions(code: &str, old: &str) -> Vec<usize> {
    let (keywords, name) = match old.split_once(' ') {
        Some((keyword, name)) => (vec![keyword], name),
        None => (KEYWORDS.to_vec(), old),
    };
    let is_definition = |at: &usize| {
        let before = code[..*at].trim_end();
        let spaced = before.len() < *at;
        spaced
            && keywords.iter().any(|keyword| {
                words(before, keyword).any(|start| start + keyword.len() == before.len())
            })
    };
    words(code, name).filter(is_definition).collect()
}

/// The position of a variant of an enum that is defined in the code.
fn variant(code: &str, name: &str, variant: &str) -> Option<usize> {
    let body = items(code, 0..code.len()).into_iter().find_map(|item| {
        (item.keyword == "enum" && item.name == name).then_some(item.body).flatten()
    })?;
    let mut at = body.start;
    while at < body.end {
        at = skip_attributes(&code[..body.end], at);
        if word_at(code, at) == variant {
            return Some(at);
        }
        while at < body.end && code.as_bytes()[at] != b',' {
            let opens = matches!(code.as_bytes()[at], b'(' | b'{' | b'[');
            at = if opens { partner(code, at) + 1 } else { at + 1 };
        }
        at = skip_space(code, at + 1);
    }
    None
}

#[test]
fn definitions_are_found_and_uses_are_not() {
    let code = "struct Flight;\nfn f(x: Flight) -> Flights {}\ntype Flights = ();\nlet flight = 1;";
    assert_eq!(definitions(code, "Flight"), [7]);
    assert_eq!(definitions(code, "Flights").len(), 1);
    let code = "enum Lane {}\nstruct Lane;\nimpl Lane {}\nmod law;\n";
    assert_eq!(definitions(code, "enum Lane"), [5]);
    assert_eq!(definitions(code, "law").len(), 1);
    assert_eq!(definitions(code, "trait Lane"), [0_usize; 0]);
}

#[test]
fn variants_are_found_at_any_position() {
    let code = "enum Other { No }\npub enum Accepted {\n    #[x(No)]\n    Waits(No),\n    Known { no: No },\n}\n";
    let line = |name: &str| variant(code, "Accepted", name).map(|at| line_of(code, at));
    assert_eq!([line("Waits"), line("Known"), line("No")], [Some(4), Some(5), None]);
    assert!(variant(code, "Other", "No").is_some());
}
