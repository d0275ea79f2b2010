//! The traits of Bot API methods.

use std::{any::Any, fmt};

use serde::Serialize;

use crate::{json::DecodeError, object::Object, upload::Upload};

/// A Bot API method with its parameters.
///
/// Serializes as one JSON object of the parameters that are set.
///
/// # Example
///
/// ```
/// use chappe::types::{Method, SendMessage};
///
/// let mut json = Vec::new();
/// SendMessage::new(7, "hi").disable_notification(true).write_json(&mut json);
/// assert_eq!(SendMessage::NAME, "sendMessage");
/// assert_eq!(json, br#"{"chat_id":7,"text":"hi","disable_notification":true}"#);
/// ```
pub trait Method: Serialize + fmt::Debug + Send + Sync + 'static {
    /// The method's name, as used in URLs.
    const NAME: &'static str;

    /// The names of all parameters, in the order of Telegram's reference.
    const PARAMETERS: &'static [&'static str];

    /// The type of the `result` in Telegram's response.
    type Output: Object;

    /// Returns the name of the method that is sent. Equals [`NAME`](Self::NAME), except for a type
    /// that represents several methods.
    fn name(&self) -> &'static str {
        Self::NAME
    }

    /// Returns the names of all parameters of the method that is sent.
    fn parameters(&self) -> &'static [&'static str] {
        Self::PARAMETERS
    }

    /// Appends the parameters as one JSON object.
    fn write_json(&self, buffer: &mut Vec<u8>);

    /// Appends the files that the call uploads.
    fn uploads<'a>(&'a self, found: &mut Vec<&'a Upload>) {
        let _ = found;
    }

    /// Decodes the `result` of Telegram's response.
    ///
    /// # Errors
    ///
    /// Fails if `result` is not a value of [`Output`](Self::Output).
    fn decode(result: &[u8]) -> Result<Self::Output, DecodeError> {
        Self::Output::from_json(result)
    }
}

/// A [`Method`] without its type, for trait objects.
pub trait DynMethod: fmt::Debug + Send + Sync {
    /// The method's name, as used in URLs.
    fn name(&self) -> &'static str;

    /// Appends the parameters as one JSON object.
    fn write_json(&self, buffer: &mut Vec<u8>);

    /// The names of all parameters, in the order of Telegram's reference.
    fn parameters(&self) -> &'static [&'static str];

    /// Returns the files that the call uploads.
    fn uploads(&self) -> Vec<&Upload>;

    /// Returns the method for a downcast.
    fn as_any(&self) -> &dyn Any;
}

impl<M: Method> DynMethod for M {
    fn name(&self) -> &'static str {
        Method::name(self)
    }

    fn write_json(&self, buffer: &mut Vec<u8>) {
        Method::write_json(self, buffer);
    }

    fn parameters(&self) -> &'static [&'static str] {
        Method::parameters(self)
    }

    fn uploads(&self) -> Vec<&Upload> {
        let mut found = Vec::new();
        Method::uploads(self, &mut found);
        found
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
