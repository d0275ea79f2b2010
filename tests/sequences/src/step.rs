//! One step of a sequence.

use std::fmt;

use serde_json::{Map, Value};

use crate::files::{FILES, SentFile};

/// A call of a bot, or an action of a person or of a test.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A call of the Bot API.
    Call {
        /// The token.
        token: &'static str,
        method: String,
        params: Map<String, Value>,
        /// The parts of the form, and the files in them; without any, the body is JSON.
        files: Vec<(String, usize)>,
    },
    /// A call of the control API.
    Action { method: &'static str, path: String, body: Value },
}

/// A number that does not occur in parameters.
const BOUNDARY: &str = "boundary-of-the-form-8251";

impl Step {
    /// The body of a call and its media type.
    pub(crate) fn body(
        params: &Map<String, Value>,
        files: &[(String, usize)],
    ) -> (String, Vec<u8>) {
        if files.is_empty() {
            let json = Value::Object(params.clone()).to_string();
            return ("application/json".to_owned(), json.into_bytes());
        }
        let mut form = Vec::new();
        for (name, value) in params {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"
            );
            form.extend_from_slice(head.as_bytes());
        }
        for (part, number) in files {
            let file: SentFile = FILES[*number];
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{part}\"; \
                 filename=\"{}\"\r\n\r\n",
                file.name
            );
            form.extend_from_slice(head.as_bytes());
            form.extend_from_slice(&file.content());
            form.extend_from_slice(b"\r\n");
        }
        form.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), form)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call { token, method, params, files } => {
                write!(f, "POST /bot{token}/{method} {}", Value::Object(params.clone()))?;
                let names =
                    files.iter().map(|(part, file)| format!(" {part}=@{}", FILES[*file].name));
                f.write_str(&names.collect::<String>())
            }
            Self::Action { method, path, body } => write!(f, "{method} /emu/v1/{path} {body}"),
        }
    }
}
