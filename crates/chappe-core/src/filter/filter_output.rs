//! The results of filter functions.

use std::any::Any;

use crate::{error::BoxError, extensions::Extensions};

/// A type that a [`filter_fn`](crate::filter::filter_fn()) or a
/// [`from_filter`](crate::filter::from_filter()) function may return.
///
/// - `bool`: whether the event passes.
/// - `Option<V>`: the event passes if there is a value. The value is stored for the rest of the
///   route, where [`Extension<V>`](crate::extract::Extension) extracts it.
/// - `Option<bool>`, the result of a test with `?`: the event passes if it is `Some(true)`. Nothing
///   is stored.
/// - `Result` of one of these: an error fails the update; [`Skip`](crate::Skip) declines.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the result of a filter",
    label = "not the result of a filter",
    note = "a filter function returns `bool`, `Option<V>` (`Some` passes, and stores the value for the handler), or `Result<_, impl Into<BoxError>>` of one of these"
)]
pub trait FilterOutput {
    /// Returns whether the event passes, and stores the value in `values`.
    ///
    /// # Errors
    ///
    /// Returns the error of the function.
    fn decide(self, values: &mut Extensions) -> Result<bool, BoxError>;
}

impl FilterOutput for bool {
    fn decide(self, _: &mut Extensions) -> Result<bool, BoxError> {
        Ok(self)
    }
}

impl<V: Send + Sync + 'static> FilterOutput for Option<V> {
    fn decide(self, values: &mut Extensions) -> Result<bool, BoxError> {
        let Some(value) = self else { return Ok(false) };
        if let Some(passes) = (&value as &dyn Any).downcast_ref::<bool>() {
            return Ok(*passes);
        }
        values.insert(value);
        Ok(true)
    }
}

#[diagnostic::do_not_recommend]
impl<O: FilterOutput, X: Into<BoxError>> FilterOutput for Result<O, X> {
    fn decide(self, values: &mut Extensions) -> Result<bool, BoxError> {
        match self {
            Ok(output) => output.decide(values),
            Err(error) => Err(error.into()),
        }
    }
}
