//! Differences between the peers.

use crate::plan::Step;

/// A line for each peer that differs.
pub fn of(step: Step) -> &'static [(&'static str, &'static str)] {
    match step {
        Step::W1 => &W1,
        Step::W2 => &W2,
        Step::W3 => &W3,
        Step::W4 => &W4,
        Step::W5 => &[],
        Step::W9 => &W9,
    }
}

const W1: [(&str, &str); 6] = [
    (
        "teloxide",
        "teloxide decodes through many flattened and untagged fields, which buffers values.",
    ),
    (
        "telers",
        "telers tries the kinds of an update and of a message one after another, so a reply, which \
         is a message within a message, takes milliseconds.",
    ),
    ("carapax", "carapax uses the types of tgbot, which are decoded here."),
    (
        "frankenstein",
        "frankenstein rejects a `chat_member` without a right that only newer servers send; the \
         documents here contain it.",
    ),
    (
        "aiogram",
        "aiogram rejects such a `chat_member` too. It uses `json.loads`, as its own loop does; \
         `model_validate_json` is pydantic's own parser.",
    ),
    ("grammy", "grammY uses the object that `JSON.parse` returns as its update, without checks."),
];

const W2: [(&str, &str); 5] = [
    (
        "teloxide",
        "teloxide has no middlewares; `map` and `inspect` at the root and in the branches replace them.",
    ),
    (
        "telers",
        "telers supports all of it; its default configuration adds further layers, which the first \
         variant omits.",
    ),
    (
        "carapax",
        "carapax has no middlewares and a context that cannot be extended, so the handler reads a \
         value that exists from the start; its nested chains do not fall through, so the tree is flat.",
    ),
    (
        "aiogram",
        "aiogram supports all of it; its updates are immutable, so one is dispatched repeatedly.",
    ),
    ("grammy", "grammY supports all of it; values are members of its context."),
];

const W3: [(&str, &str); 6] = [
    (
        "bounds",
        "Bare hyper neither parses the update nor checks the secret, nor counts handled updates.",
    ),
    (
        "teloxide",
        "teloxide responds before it handles the update, through an unbounded queue, and cannot reply \
         in the response: compare its memory and the share of handled updates.",
    ),
    (
        "telers",
        "telers cannot reply in the response; it is configured to handle the update before it responds.",
    ),
    ("carapax", "carapax neither checks the secret nor replies in the response."),
    ("aiogram", "aiogram replies as a multipart form."),
    ("grammy", "grammY supports all of it."),
];

const W4: [(&str, &str); 2] = [
    (
        "bounds",
        "TLS is part of a build, and differs between libraries: each bot uses the default of its \
         library, the floor that of `reqwest`: the system's OpenSSL, whose 5 MB are included in \
         neither its time nor its size. A second floor is the same bot with rustls, which is linked \
         into the program, as in chappe.",
    ),
    ("frankenstein", "frankenstein is only a client: its bot contains the polling loop."),
];

const W9: [(&str, &str); 5] = [
    (
        "bounds",
        "Bare hyper creates its URI and its headers once, decodes only the id of the message, and has \
         neither timeouts nor retries. A file is a part of its body without a copy.",
    ),
    ("telers", "telers sends a form for every call, with or without a file."),
    (
        "tgbot",
        "tgbot, the client of carapax, accepts a file in memory only as a reader of unknown size, so it \
         sends chunks.",
    ),
    (
        "frankenstein",
        "frankenstein can only upload files from the disk: its file is in the page cache and is read by \
         another thread, whose allocations are not counted, and it sends chunks.",
    ),
    ("grammy", "grammY and aiogram have a garbage collector, whose work is part of the figures."),
];
