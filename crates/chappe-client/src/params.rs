//! The parameters of a call, as JSON.

use std::{borrow::Cow, fmt, ops::ControlFlow};

use bytes::Bytes;
use chappe_types::{DecodeError, json_members};
use serde::{Serialize, de::Error as _};

/// The parameters of a call: one JSON object, read and changed by name.
///
/// Clones are cheap. Reading scans the object and decodes only the requested parameter.
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
    /// Wraps a JSON object.
    ///
    /// # Errors
    ///
    /// Fails if the text is not exactly one JSON object.
    pub fn from_json(json: impl Into<Bytes>) -> serde_json::Result<Self> {
        let json = json.into();
        fields(&json).map_err(serde_json::Error::custom)?;
        Ok(Self(json))
    }

    /// Wraps JSON that is known to be exactly one object.
    pub(crate) fn trusted(json: Vec<u8>) -> Self {
        Self(json.into())
    }

    /// Returns the JSON object.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn to_bytes(&self) -> Bytes {
        self.0.clone()
    }

    /// Returns the value of a parameter as JSON.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = None;
        // The rest of the object is not scanned.
        let _ = json_members(&self.0, &mut |key, value| {
            if is_text(key, name) {
                found = Some(value);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        found
    }

    /// Returns whether the parameter is set.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Returns the names of all parameters and their values as JSON, in order.
    pub fn members(&self) -> Vec<(Cow<'_, str>, &str)> {
        fields(&self.0).unwrap_or_default()
    }

    /// Sets a parameter, or replaces its value in place.
    ///
    /// A value that cannot be serialized to JSON is ignored.
    pub fn set(&mut self, name: &str, value: impl Serialize) {
        let Ok(json) = serde_json::to_string(&value) else { return };
        let mut fields = self.members();
        match fields.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = &json,
            None => fields.push((Cow::Borrowed(name), &json)),
        }
        self.0 = object(&fields, self.0.len() + name.len() + json.len() + 4);
    }

    /// Removes a parameter, if it is set.
    pub fn remove(&mut self, name: &str) {
        let mut fields = self.members();
        let before = fields.len();
        fields.retain(|(key, _)| key != name);
        if fields.len() < before {
            self.0 = object(&fields, self.0.len());
        }
    }
}

impl Default for Params {
    fn default() -> Self {
        Self(Bytes::from_static(b"{}"))
    }
}

/// Prints names only, because values may contain secrets.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.members().into_iter().map(|(name, _)| name)).finish()
    }
}

/// Writes the members, whose values are raw JSON, as a JSON object of about this length.
fn object(fields: &[(Cow<'_, str>, &str)], length: usize) -> Bytes {
    let mut object = Vec::with_capacity(length);
    object.push(b'{');
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 {
            object.push(b',');
        }
        // Writing to memory does not fail.
        let _ = serde_json::to_writer(&mut object, name);
        object.push(b':');
        object.extend_from_slice(value.as_bytes());
    }
    object.push(b'}');
    object.into()
}

/// Returns the members of a JSON object, with their values as raw JSON.
fn fields(json: &[u8]) -> Result<Vec<(Cow<'_, str>, &str)>, DecodeError> {
    let mut fields = Vec::new();
    json_members(json, &mut |name, value| {
        fields.extend(text(name).map(|name| (name, value)));
        ControlFlow::Continue(())
    })?;
    Ok(fields)
}

/// Returns the members of a JSON object with these names, as raw JSON; none if it is not an
/// object. If several members have the same name, the first is returned.
pub(crate) fn members<'a, const N: usize>(
    json: &'a [u8],
    names: [&str; N],
) -> [Option<&'a str>; N] {
    let mut found = [None; N];
    let all = json_members(json, &mut |name, value| {
        if let Some(at) = names.iter().position(|expected| is_text(name, expected)) {
            found[at].get_or_insert(value);
        }
        ControlFlow::Continue(())
    });
    if all.is_ok() { found } else { [None; N] }
}

/// Returns whether a JSON string has this text.
fn is_text(json: &str, expected: &str) -> bool {
    match plain(json) {
        Some(text) => text == expected,
        None => text(json).is_some_and(|text| text == expected),
    }
}

/// Returns the text of a JSON string, borrowed if it has no escapes; `None` for any other
/// value.
pub(crate) fn text(json: &str) -> Option<Cow<'_, str>> {
    match plain(json) {
        Some(text) => Some(Cow::Borrowed(text)),
        None => serde_json::from_str(json).ok().map(Cow::Owned),
    }
}

/// Returns the text of a JSON string without escapes.
fn plain(json: &str) -> Option<&str> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_a_parameter_replaces_its_value_in_place() {
        let mut params = Params::from_json(&br#"{ "a\"" : [1, 2], "b":"x" }"#[..]).unwrap();
        params.set("a\"", 3);
        params.set("c", "y");
        assert_eq!(params.as_bytes(), br#"{"a\"":3,"b":"x","c":"y"}"#);
        assert_eq!(format!("{params:?}"), r#"{"a\"", "b", "c"}"#);
        params.remove("b");
        params.remove("z");
        assert_eq!(params.as_bytes(), br#"{"a\"":3,"c":"y"}"#);
    }

    #[test]
    fn a_parameter_is_found_at_any_position_and_with_escapes_in_its_name() {
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
    fn only_an_object_is_accepted() {
        let is_params = |json: &'static [u8]| Params::from_json(json).is_ok();
        let documents: [&[u8]; 6] = [b"{}", b"{\"a\":1}", b"[]", b"{\"a\"}", b"{} {}", b""];
        assert_eq!(documents.map(is_params), [true, true, false, false, false, false]);
    }
}
