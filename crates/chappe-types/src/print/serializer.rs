//! The bridge to serde: passes described values to any serializer.

use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap, SerializeSeq},
};

use crate::print::{Fields, List, Print, Printer, Value, Visitor};

/// Serializes an object as a map.
pub(crate) fn serialize_object<S: Serializer>(
    object: &dyn Fields,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let map = serializer.serialize_map(object.count())?;
    let mut entries = Entries { map, error: None };
    object.fields(&mut Printer(&mut entries));
    match entries.error {
        Some(error) => Err(error),
        None => entries.map.end(),
    }
}

fn serialize_list<S: Serializer>(list: &dyn List, serializer: S) -> Result<S::Ok, S::Error> {
    let seq = serializer.serialize_seq(Some(list.count()))?;
    let mut items = Items { seq, error: None };
    list.items(&mut Printer(&mut items));
    match items.error {
        Some(error) => Err(error),
        None => items.seq.end(),
    }
}

/// Serializes a value that may be other than an object.
pub(crate) fn serialize<T: Print, S: Serializer>(
    described: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut one = One { serializer: Some(serializer), result: None };
    described.print("", &mut Printer(&mut one));
    one.result.unwrap_or_else(|| Err(S::Error::custom("the value was not printed")))
}

/// Implements `Serialize` for types by their `Print`.
macro_rules! serialize_as_described {
    ($($described:ty)*) => {$(
        impl serde::Serialize for $described {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                crate::print::serialize(self, serializer)
            }
        }
    )*};
}
pub(crate) use serialize_as_described;

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Flag(flag) => serializer.serialize_bool(flag),
            Self::Whole(number) => serializer.serialize_i64(number),
            Self::Float(number) => serializer.serialize_f64(number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Raw(raw) => raw.serialize(serializer),
            Self::Upload(upload) => upload.refer(serializer),
            Self::List(list) => serialize_list(list, serializer),
            Self::Object(object) => serialize_object(object, serializer),
        }
    }
}

/// The visitor of a single value.
struct One<S: Serializer> {
    serializer: Option<S>,
    result: Option<Result<S::Ok, S::Error>>,
}

impl<'a, S: Serializer> Visitor<'a> for One<S> {
    fn visit(&mut self, _: &'static str, value: Value<'a>) {
        if let Some(serializer) = self.serializer.take() {
            self.result = Some(value.serialize(serializer));
        }
    }
}

/// The visitor of fields: serializes entries of a map until one fails.
struct Entries<M: SerializeMap> {
    map: M,
    error: Option<M::Error>,
}

impl<'a, M: SerializeMap> Visitor<'a> for Entries<M> {
    fn visit(&mut self, name: &'static str, value: Value<'a>) {
        if self.error.is_none() {
            self.error = self.map.serialize_entry(name, &value).err();
        }
    }
}

/// The visitor of items: serializes elements of a sequence until one fails.
struct Items<Q: SerializeSeq> {
    seq: Q,
    error: Option<Q::Error>,
}

impl<'a, Q: SerializeSeq> Visitor<'a> for Items<Q> {
    fn visit(&mut self, _: &'static str, value: Value<'a>) {
        if self.error.is_none() {
            self.error = self.seq.serialize_element(&value).err();
        }
    }
}
