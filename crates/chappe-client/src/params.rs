//! The parameters of a call, as JSON.

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use serde::{
    Deserializer as _, Serialize,
    de::{Error as _, MapAccess, Visitor},
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
        self.members().into_iter().find_map(|(key, value)| (key == name).then_some(value))
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
    fn only_an_object_holds_parameters() {
        let is_params = |json: &'static [u8]| Params::from_json(json).is_ok();
        let documents: [&[u8]; 6] = [b"{}", b"{\"a\":1}", b"[]", b"{\"a\"}", b"{} {}", b""];
        assert_eq!(documents.map(is_params), [true, true, false, false, false, false]);
    }
}
