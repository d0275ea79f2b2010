//! The parameters of a call, as JSON.

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use serde::{
    Deserializer as _, Serialize,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// The parameters of a call: one JSON object, read and changed by name.
///
/// A clone is cheap. Reading walks the object; nothing is decoded beyond what
/// is asked for.
///
/// # Example
///
/// ```
/// use chappe_client::Params;
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
        fields(&json)?;
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
        let mut value = None;
        let mut deserializer = serde_json::Deserializer::from_slice(&self.0);
        // It ends where the parameter is found, in the middle of the object.
        let _ = deserializer.deserialize_map(Find { name, value: &mut value });
        value.map(RawValue::get)
    }

    /// Whether there is such a parameter.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All parameters, in order: names and JSON.
    pub fn members(&self) -> Vec<(Cow<'_, str>, &str)> {
        let fields = fields(&self.0).unwrap_or_default();
        fields.into_iter().map(|(name, value)| (name, value.get())).collect()
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
pub(crate) fn fields(json: &[u8]) -> serde_json::Result<Vec<(Cow<'_, str>, &RawValue)>> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let fields = deserializer.deserialize_map(Fields)?;
    deserializer.end()?;
    Ok(fields)
}

/// Looks for one member, and no further.
struct Find<'a, 'de> {
    name: &'a str,
    value: &'a mut Option<&'de RawValue>,
}

impl<'de> Visitor<'de> for Find<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<&RawValue>()? {
            if is_text(name, self.name) {
                *self.value = Some(map.next_value()?);
                return Ok(());
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// The members of these names of a JSON object, as they are written; none of what is
/// no object. Of several members of one name, the first one is taken.
pub(crate) fn members<'a, const N: usize>(
    json: &'a [u8],
    names: [&str; N],
) -> [Option<&'a RawValue>; N] {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let found = deserializer.deserialize_map(Members(names));
    match (found, deserializer.end()) {
        (Ok(found), Ok(())) => found,
        _ => [None; N],
    }
}

struct Members<'n, const N: usize>([&'n str; N]);

impl<'de, const N: usize> Visitor<'de> for Members<'_, N> {
    type Value = [Option<&'de RawValue>; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = [None; N];
        while let Some(name) = map.next_key::<&RawValue>()? {
            let value = map.next_value()?;
            if let Some(at) = self.0.iter().position(|wanted| is_text(name, wanted)) {
                found[at].get_or_insert(value);
            }
        }
        Ok(found)
    }
}

/// Whether a JSON string is this text.
fn is_text(json: &RawValue, wanted: &str) -> bool {
    let written = json.get().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match written {
        Some(written) if !written.contains('\\') => written == wanted,
        _ => text(json).is_ok_and(|text| text == wanted),
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = map.next_key::<&RawValue>()? {
            fields.push((text(name).map_err(A::Error::custom)?, map.next_value()?));
        }
        Ok(fields)
    }
}

/// The text of a JSON string, borrowed where nothing is escaped.
pub(crate) fn text(json: &RawValue) -> serde_json::Result<Cow<'_, str>> {
    match serde_json::from_str::<&str>(json.get()) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => serde_json::from_str(json.get()).map(Cow::Owned),
    }
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
