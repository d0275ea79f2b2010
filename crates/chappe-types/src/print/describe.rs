//! What objects and methods look like.

use serde_json::value::RawValue;

use crate::{input_file::Upload, print::To};

/// What is printed.
///
/// What is erased are references, not the objects themselves: else each object
/// would have to be dropped by way of its description, and what drops it be
/// compiled for nothing.
pub(crate) enum Value<'v, 'a> {
    Flag(bool),
    Whole(i64),
    Float(f64),
    Text(&'v str),
    Raw(&'v RawValue),
    Upload(&'a Upload),
    List(&'v dyn List<'a>),
    Object(&'v dyn Fields<'a>),
}

/// Can be printed.
pub(crate) trait Print {
    /// Tells one value: a field's of this name, or an item of a list.
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>);
}

/// A reference to an object, which tells the fields in the order of Telegram's
/// reference.
pub(crate) trait Fields<'a> {
    fn fields(&self, to: &mut To<'_, 'a>);

    /// How many there are, where that is known without looking.
    fn count(&self) -> Option<usize> {
        None
    }
}

/// A reference to a list.
pub(crate) trait List<'a> {
    fn items(&self, to: &mut To<'_, 'a>);

    fn count(&self) -> usize;
}

/// Lets objects be printed, and serialized, as they describe themselves.
macro_rules! described {
    ($($object:ty)*) => {$(
        impl crate::print::Print for $object {
            #[inline]
            fn tell<'a>(&'a self, name: &'static str, to: &mut crate::print::To<'_, 'a>) {
                to.value(name, crate::print::Value::Object(&self));
            }
        }

        impl serde::Serialize for $object {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                crate::print::serialize_object(&self, serializer)
            }
        }
    )*};
}
pub(crate) use described;

impl<T: Print> Print for Box<T> {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        (**self).tell(name, to);
    }
}

impl<T: Print> Print for Vec<T> {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::List(&self));
    }
}

impl<'a, T: Print> List<'a> for &'a Vec<T> {
    fn items(&self, to: &mut To<'_, 'a>) {
        for item in *self {
            item.tell("", to);
        }
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl Print for bool {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Flag(*self));
    }
}

impl Print for i64 {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Whole(*self));
    }
}

impl Print for f64 {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Float(*self));
    }
}

impl Print for str {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Text(self));
    }
}
