//! The documentation of the calls, as Markdown.

use std::{fmt::Write as _, sync::OnceLock};

use crate::control::calls::call::{Call, Field, all};

const INTRODUCTION: &str = "\
# The control API of the emulator

Scripts in any language act as users by these calls: JSON over HTTP, under `/emu/v1/` at the
address of the emulator. `GET /emu/v1` returns this page.

```console
$ curl http://127.0.0.1:8081/emu/v1/users -d '{\"first_name\": \"Alice\"}'
{\"first_name\":\"Alice\",\"id\":100000001,\"is_bot\":false}
$ curl http://127.0.0.1:8081/emu/v1/messages -d '{\"from\": 100000001, \"text\": \"/start\"}'
```

- The body is a JSON object, whatever its `Content-Type`. Members that a call does not list are
  ignored. `GET` has no body: its members are the query of the URL, such as
  `GET calls?after=7&wait=1000`; `DELETE` accepts both.
- Ids of chats, users and messages are integers. A bot is named by its id or its token, and a
  token that is used for the first time in a call of the Bot API creates the bot.
- A call that fails answers with the status 400, or 404 if there is no such call, and with
  `{\"ok\": false, \"description\": \"…\"}`. A required member that is missing is named:
  `` `from` is missing ``.
- In Rust, `Emulator::control` makes the same calls without HTTP.
";

/// The documentation of all calls.
pub(crate) fn reference() -> &'static str {
    static REFERENCE: OnceLock<String> = OnceLock::new();
    REFERENCE.get_or_init(|| {
        let mut page = INTRODUCTION.to_owned();
        page.push_str("\n| call | effect |\n|---|---|\n");
        for call in all() {
            let Call { method, path, about, .. } = call;
            let sentence = about.split_inclusive(". ").next().unwrap_or(about).trim_end();
            let _ = writeln!(page, "| [`{method} {path}`](#{}) | {sentence} |", anchor(call));
        }
        for call in all() {
            describe(call, &mut page);
        }
        page
    })
}

/// The anchor of a call's heading on GitHub.
fn anchor(call: &Call) -> String {
    format!("{}-{}", call.method.to_lowercase(), call.path)
}

fn describe(call: &Call, page: &mut String) {
    let Call { method, path, about, fields, answer, errors, examples, .. } = call;
    let _ = write!(page, "\n## `{method} {path}`\n\n{about}\n");
    if !fields.is_empty() {
        page.push_str("\n| member | type | default | |\n|---|---|---|---|\n");
    }
    for Field { name, kind, default, about } in *fields {
        let default = default.unwrap_or("required");
        let _ = writeln!(page, "| `{name}` | {kind} | {default} | {about} |");
    }
    for example in *examples {
        let _ = match *method {
            "GET" => write!(page, "\n```text\nGET /emu/v1/{path}?{example}\n```\n"),
            _ => write!(page, "\n```json\n{example}\n```\n"),
        };
    }
    let _ = write!(page, "\nReturns {answer}.\n");
    if !errors.is_empty() {
        let errors: Vec<String> = errors.iter().map(|error| format!("`` {error} ``")).collect();
        let _ = write!(page, "\nErrors: {}.\n", errors.join(", "));
    }
}
