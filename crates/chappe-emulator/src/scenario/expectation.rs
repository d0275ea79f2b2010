//! Matching of calls.

use serde_json::Value;

use crate::{keyboard::button_labels, scenario::script::ExpectedCall};

impl ExpectedCall {
    /// Whether a call of the journal matches. `to` is the id of the chat that the
    /// expectation names.
    pub(crate) fn fits(&self, call: &Value, to: Option<i64>) -> bool {
        let params = &call["params"];
        let method = call["method"].as_str().unwrap_or_default();
        let text = visible_text(call);
        let text = text.as_deref();
        self.fits_method(method)
            && to.is_none_or(|to| params["chat_id"] == to)
            && self.text.as_ref().is_none_or(|wanted| text == Some(wanted))
            && self
                .contains
                .as_ref()
                .is_none_or(|part| text.is_some_and(|text| text.contains(part)))
            && self.like.as_ref().is_none_or(|like| text.is_some_and(|text| is_like(text, like)))
            && self
                .buttons
                .as_ref()
                .is_none_or(|wanted| button_labels(&params["reply_markup"]) == *wanted)
            && self.answer.as_ref().is_none_or(|wanted| params["text"] == **wanted)
            && self.alert.is_none_or(|wanted| is_true(&params["show_alert"]) == wanted)
            && self.params.iter().all(|(name, wanted)| is_same(&params[name], wanted))
            && match self.error_code {
                Some(code) => call["error_code"] == code,
                None => call["ok"] == true,
            }
    }

    fn fits_method(&self, method: &str) -> bool {
        if let Some(wanted) = &self.method {
            return wanted.eq_ignore_ascii_case(method);
        }
        if self.answer.is_some() || self.alert.is_some() {
            return method == "answerCallbackQuery";
        }
        let is_about_messages =
            self.text.is_some() || self.contains.is_some() || self.like.is_some();
        match self.edited {
            Some(true) => method.starts_with("editMessage"),
            _ if is_about_messages || self.buttons.is_some() || self.edited.is_some() => {
                method.starts_with("send") || method.starts_with("copy")
            }
            _ => true,
        }
    }
}

/// The visible text or caption: that of the resulting message, if there is one, because the
/// parameters contain markup.
pub(crate) fn visible_text(call: &Value) -> Option<String> {
    let of = |value: &Value| {
        let text = value["text"].as_str().or_else(|| value["caption"].as_str());
        text.map(str::to_owned)
    };
    of(&call["result"]).or_else(|| of(&call["params"]))
}

/// Whether a text matches a pattern, where `*` matches any text.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Parses parameters of forms, which are strings.
fn is_same(had: &Value, wanted: &Value) -> bool {
    let parsed = || had.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    had == wanted || parsed().is_some_and(|had| had == *wanted)
}

fn is_true(value: &Value) -> bool {
    is_same(value, &Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stars_match_any_text() {
        for (text, pattern, expected) in [
            ("Hello, Alice!", "Hello, *!", true),
            ("Hello, Alice!", "*", true),
            ("Hello, Alice!", "Hello*lic*!", true),
            ("Hello", "Hello", true),
            ("Hello!", "Hello", false),
            ("aa", "a*a", true),
            ("a", "a*a", false),
            ("abab", "*ab", true),
            ("abc", "*b*d", false),
        ] {
            assert_eq!(is_like(text, pattern), expected, "{text} {pattern}");
        }
    }

    #[test]
    fn omitted_members_match_anything() {
        let sent = json!({
            "method": "sendMessage", "ok": true,
            "params": {"chat_id": 7, "text": "<b>Hi</b>", "parse_mode": "HTML"},
            "result": {"text": "Hi"},
        });
        let fits = |expected: ExpectedCall| expected.fits(&sent, None);
        let text = |text: &str| Some(text.to_owned());
        assert!(fits(ExpectedCall::default()));
        assert!(fits(ExpectedCall { text: text("Hi"), ..ExpectedCall::default() }));
        assert!(!fits(ExpectedCall { text: text("<b>Hi</b>"), ..ExpectedCall::default() }));
        assert!(!fits(ExpectedCall { edited: Some(true), ..ExpectedCall::default() }));
        assert!(!fits(ExpectedCall { answer: text("Hi"), ..ExpectedCall::default() }));
        assert!(
            !ExpectedCall::default().fits(&sent, Some(8))
                && ExpectedCall::default().fits(&sent, Some(7))
        );
        let wanted = [("parse_mode".to_owned(), json!("HTML"))].into();
        assert!(fits(ExpectedCall { params: wanted, ..ExpectedCall::default() }));
        assert!(!fits(ExpectedCall { error_code: Some(400), ..ExpectedCall::default() }));
    }
}
