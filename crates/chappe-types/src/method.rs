//! What all methods have in common.

use std::{any::Any, fmt};

use serde::Serialize;

use crate::{json::DecodeError, object::Object, upload::Upload};

/// A Bot API method with its parameters.
///
/// Serializes as one JSON object of the parameters that are set.
pub trait Method: Serialize + fmt::Debug + Send + Sync + 'static {
    /// The method's name, as it stands in a URL.
    const NAME: &'static str;

    /// The names of all parameters, in the order of Telegram's reference.
    const PARAMETERS: &'static [&'static str];

    /// What Telegram answers.
    type Output: Object;

    /// The name of the method that is sent: [`NAME`](Self::NAME), but for one that stands
    /// for several.
    fn name(&self) -> &'static str {
        Self::NAME
    }

    /// The names of all parameters of the method that is sent.
    fn parameters(&self) -> &'static [&'static str] {
        Self::PARAMETERS
    }

    /// Appends the parameters as one JSON object.
    fn write_json(&self, buffer: &mut Vec<u8>);

    /// Appends the files that must be sent along.
    fn uploads<'a>(&'a self, found: &mut Vec<&'a Upload>) {
        let _ = found;
    }

    /// Decodes the `result` of Telegram's answer.
    ///
    /// # Errors
    ///
    /// Fails if it is not what the method returns.
    fn decode(result: &[u8]) -> Result<Self::Output, DecodeError> {
        Self::Output::from_json(result)
    }
}

/// A [`Method`] without its type.
pub trait DynMethod: fmt::Debug + Send + Sync {
    /// The method's name, as it stands in a URL.
    fn name(&self) -> &'static str;

    /// Appends the parameters as one JSON object.
    fn write_json(&self, buffer: &mut Vec<u8>);

    /// The names of all parameters, in the order of Telegram's reference.
    fn parameters(&self) -> &'static [&'static str];

    /// The files that must be sent along.
    fn uploads(&self) -> Vec<&Upload>;

    /// The method itself.
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
