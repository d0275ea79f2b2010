//! The parameters of a call, as JSON.

use std::{borrow::Cow, fmt, ops::ControlFlow};

use bytes::Bytes;
use chappe_types::{DecodeError, json_members};
use serde::{Serialize, de::Error as _};

/// The parameters of a call: one JSON object, read and changed by name.
///
/// A clone is cheap. Reading walks the object; nothing is decoded beyond what
/// is asked for.
///
/// # Example
///
/// ```
/// use chappe::client::Params;
///
/// let mut params = Params::from_json(br#"{"chat_id":7,"text":"hi"}"#.to_vec())?;
/// params.set("protect_content", true);
/// params.set("text", "ho");
/// assert_eq!(params.as_bytes(), br#"{"chat_id":7,"text":"ho","protect_content":true}"#);
/// assert_eq!(params.get("text"), Some(r#""ho""#));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Params(Bytes);

impl Params {
    /// The parameters in a JSON object.
    ///
    /// # Errors
    ///
    /// Fails if it is none.
    pub fn from_json(json: impl Into<Bytes>) -> serde_json::Result<Self> {
        let json = json.into();
        fields(&json).map_err(serde_json::Error::custom)?;
        Ok(Self(json))
    }

    /// What wrote it knows that it is an object.
    pub(crate) fn trusted(json: Vec<u8>) -> Self {
        Self(json.into())
    }

    /// The JSON object.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn to_bytes(&self) -> Bytes {
        self.0.clone()
    }

    /// A parameter's JSON.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = None;
        // What stands after the parameter is not looked at.
        let _ = json_members(&self.0, &mut |key, value| {
            if is_text(key, name) {
                found = Some(value);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        found
    }

    /// Whether there is such a parameter.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All parameters, in order: names and JSON.
    pub fn members(&self) -> Vec<(Cow<'_, str>, &str)> {
        fields(&self.0).unwrap_or_default()
    }

    /// Sets a parameter, in place of an earlier value if there is one.
    ///
    /// A value that has no JSON sets nothing.
    pub fn set(&mut self, name: &str, value: impl Serialize) {
        let Ok(json) = serde_json::to_string(&value) else { return };
        let mut fields = self.members();
        match fields.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = &json,
            None => fields.push((Cow::Borrowed(name), &json)),
        }
        let mut object = Vec::with_capacity(self.0.len() + name.len() + json.len() + 4);
        object.push(b'{');
        for (index, (name, value)) in fields.iter().enumerate() {
            if index > 0 {
                object.push(b',');
            }
            // Writing a text into memory does not fail.
            let _ = serde_json::to_writer(&mut object, name);
            object.push(b':');
            object.extend_from_slice(value.as_bytes());
        }
        object.push(b'}');
        self.0 = object.into();
    }
}

impl Default for Params {
    fn default() -> Self {
        Self(Bytes::from_static(b"{}"))
    }
}

/// Names only: values may be anybody's secrets.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.members().into_iter().map(|(name, _)| name)).finish()
    }
}

/// The members of a JSON object, their values as written.
fn fields(json: &[u8]) -> Result<Vec<(Cow<'_, str>, &str)>, DecodeError> {
    let mut fields = Vec::new();
    json_members(json, &mut |name, value| {
        fields.extend(text(name).map(|name| (name, value)));
        ControlFlow::Continue(())
    })?;
    Ok(fields)
}

/// The members of these names of a JSON object, as they are written; none of what is
/// no object. Of several members of one name, the first one is taken.
pub(crate) fn members<'a, const N: usize>(
    json: &'a [u8],
    names: [&str; N],
) -> [Option<&'a str>; N] {
    let mut found = [None; N];
    let all = json_members(json, &mut |name, value| {
        if let Some(at) = names.iter().position(|wanted| is_text(name, wanted)) {
            found[at].get_or_insert(value);
        }
        ControlFlow::Continue(())
    });
    if all.is_ok() { found } else { [None; N] }
}

/// Whether a JSON string is this text.
fn is_text(json: &str, wanted: &str) -> bool {
    match plain(json) {
        Some(text) => text == wanted,
        None => text(json).is_some_and(|text| text == wanted),
    }
}

/// The text of a JSON string, borrowed where nothing is escaped; `None` of any other
/// value.
pub(crate) fn text(json: &str) -> Option<Cow<'_, str>> {
    match plain(json) {
        Some(text) => Some(Cow::Borrowed(text)),
        None => serde_json::from_str(json).ok().map(Cow::Owned),
    }
}

/// The text of a JSON string in which nothing is escaped.
fn plain(json: &str) -> Option<&str> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_set_stands_where_the_old_one_stood() {
        let mut params = Params::from_json(&br#"{ "a\"" : [1, 2], "b":"x" }"#[..]).unwrap();
        params.set("a\"", 3);
        params.set("c", "y");
        assert_eq!(params.as_bytes(), br#"{"a\"":3,"b":"x","c":"y"}"#);
        assert_eq!(format!("{params:?}"), r#"{"a\"", "b", "c"}"#);
    }

    #[test]
    fn a_parameter_is_found_wherever_it_stands_and_however_it_is_written() {
        let params = Params::from_json(
            &br#"{ "a" : {"c": 1, "b": "}"}, "\u0063" : [ "c" ], "c": 2, "d\"" : null }"#[..],
        )
        .unwrap();
        assert_eq!(
            ["a", "b", "c", "d\"", ""].map(|name| params.get(name)),
            [Some(r#"{"c": 1, "b": "}"}"#), None, Some(r#"[ "c" ]"#), Some("null"), None],
        );
    }

    #[test]
    fn only_an_object_holds_parameters() {
        let is_params = |json: &'static [u8]| Params::from_json(json).is_ok();
        let documents: [&[u8]; 6] = [b"{}", b"{\"a\":1}", b"[]", b"{\"a\"}", b"{} {}", b""];
        assert_eq!(documents.map(is_params), [true, true, false, false, false, false]);
    }
}
