//! What peers do otherwise, or not at all.

use crate::plan::Step;

/// A line for each peer that has something to say about.
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
        "telers tries the kinds of an update and of a message one after another, so a reply, a \
         message within a message, takes it milliseconds.",
    ),
    ("carapax", "carapax has its types from tgbot, so that is what is decoded."),
    (
        "frankenstein",
        "frankenstein refuses a `chat_member` without a right that only newer servers send; the \
         documents here have it.",
    ),
    (
        "aiogram",
        "aiogram refuses such a `chat_member` too. It goes through `json.loads`, as its own loop \
         does; `model_validate_json` is what pydantic would do by itself.",
    ),
    ("grammy", "grammY has the object that `JSON.parse` makes for its update: nothing is checked."),
];

const W2: [(&str, &str); 5] = [
    (
        "teloxide",
        "teloxide has no middlewares; `map` and `inspect` at the root and in the branches stand for them.",
    ),
    (
        "telers",
        "telers does all of it; its default configuration adds layers of its own, which the first way \
         leaves out.",
    ),
    (
        "carapax",
        "carapax has no middlewares and a context that cannot be added to, so the handler reads a \
         value from the start; its nested chains do not fall through, so the tree is a flat one.",
    ),
    (
        "aiogram",
        "aiogram does all of it; its updates are frozen, so one is dispatched again and again.",
    ),
    ("grammy", "grammY does all of it; values are members of its context."),
];

const W3: [(&str, &str); 6] = [
    (
        "bounds",
        "Bare hyper neither looks at the update nor checks the secret, nor counts what it handled.",
    ),
    (
        "teloxide",
        "teloxide answers before it handles, through a queue without bounds, and cannot reply in the \
         answer: see its memory and how much was handled.",
    ),
    ("telers", "telers cannot reply in the answer; it is told to handle before it answers."),
    ("carapax", "carapax neither checks the secret nor replies in the answer."),
    ("aiogram", "aiogram replies as a multipart form."),
    ("grammy", "grammY does all of it."),
];

const W4: [(&str, &str); 2] = [
    (
        "bounds",
        "TLS is part of a build, and not the same one everywhere: each bot has what its library takes \
         unless told otherwise, the floor what `reqwest` takes: the system's OpenSSL, whose 5 MB \
         are in neither its time nor its size. Beside it stands the same bot with rustls, which is \
         in the program, as chappe's is.",
    ),
    (
        "frankenstein",
        "frankenstein is a client alone: its bot asks for updates in a loop of its own.",
    ),
];

const W9: [(&str, &str); 5] = [
    (
        "bounds",
        "Bare hyper has its URI and its headers ready, decodes nothing but the id of the message, \
         and has neither timeouts nor retries. A file is a part of its body as it stands in memory.",
    ),
    ("telers", "telers sends a form for every call, with a file in it or not."),
    (
        "tgbot",
        "tgbot, the client of carapax, takes a file in memory as a reader alone, whose size it does \
         not know: it sends chunks.",
    ),
    (
        "frankenstein",
        "frankenstein uploads files from the disk alone: its file is in the page cache, another thread \
         reads it, whose allocations are not counted, and it sends chunks.",
    ),
    ("grammy", "grammY and aiogram have a garbage collector, whose work is part of the figures."),
];
