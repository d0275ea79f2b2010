//! `Option`, `Box`, lists, arrays and tuples as fields of callback data.

use crate::callback_data::{
    __private::{sum, times},
    DataField, DataReader, DataWriter,
};

impl<T: DataField> DataField for Option<T> {
    const MAX_LEN: Option<usize> = sum(&[Some(1), T::MAX_LEN]);

    fn encode(&self, writer: &mut DataWriter) {
        self.is_some().encode(writer);
        if let Some(value) = self {
            value.encode(writer);
        }
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        match bool::decode(reader)? {
            true => T::decode(reader).map(Some),
            false => Some(None),
        }
    }
}

impl<T: DataField> DataField for Box<T> {
    const MAX_LEN: Option<usize> = T::MAX_LEN;

    fn encode(&self, writer: &mut DataWriter) {
        (**self).encode(writer);
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        T::decode(reader).map(Self::new)
    }
}

/// The greatest number of items of a list. It bounds the work of decoding: items may have no bytes.
const MOST_ITEMS: u64 = 64;

impl<T: DataField> DataField for Vec<T> {
    const MAX_LEN: Option<usize> = None;

    fn encode(&self, writer: &mut DataWriter) {
        writer.number(self.len() as u64);
        for item in self {
            item.encode(writer);
        }
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        let items = reader.number().filter(|items| *items <= MOST_ITEMS)?;
        (0..items).map(|_| T::decode(reader)).collect()
    }
}

impl<T: DataField, const N: usize> DataField for [T; N] {
    const MAX_LEN: Option<usize> = times(T::MAX_LEN, N);

    fn encode(&self, writer: &mut DataWriter) {
        for item in self {
            item.encode(writer);
        }
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        let items: Option<Vec<T>> = (0..N).map(|_| T::decode(reader)).collect();
        Self::try_from(items?).ok()
    }
}

macro_rules! tuples {
    ($(($($type:ident $at:tt),*))+) => {$(
        impl<$($type: DataField),*> DataField for ($($type,)*) {
            const MAX_LEN: Option<usize> = sum(&[$($type::MAX_LEN),*]);

            fn encode(&self, _writer: &mut DataWriter) {
                $(self.$at.encode(_writer);)*
            }

            fn decode(_reader: &mut DataReader<'_>) -> Option<Self> {
                Some(($($type::decode(_reader)?,)*))
            }
        }
    )+};
}

tuples! {
    ()
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, F 4)
    (A 0, B 1, C 2, D 3, F 4, G 5)
}
