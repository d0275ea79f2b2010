//! Numbers, `bool`, `char` and numeric ids as fields of callback data.

use chappe_types::{ChatId, Date, MessageId, MessageThreadId, StoryId, UpdateId, UserId};

use crate::callback_data::{DataField, DataReader, DataWriter, digits::most_digits};

macro_rules! unsigned {
    ($($type:ty),+) => {$(
        impl DataField for $type {
            const MAX_LEN: Option<usize> = Some(most_digits(Self::BITS));

            fn encode(&self, writer: &mut DataWriter) {
                writer.number(u64::from(*self));
            }

            fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
                Self::try_from(reader.number()?).ok()
            }
        }
    )+};
}

unsigned!(u8, u16, u32, u64);

macro_rules! signed {
    ($($type:ty),+) => {$(
        impl DataField for $type {
            const MAX_LEN: Option<usize> = Some(most_digits(Self::BITS));

            fn encode(&self, writer: &mut DataWriter) {
                writer.number(zigzag(i64::from(*self)));
            }

            fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
                Self::try_from(unzigzag(reader.number()?)).ok()
            }
        }
    )+};
}

signed!(i8, i16, i32, i64);

/// `2n` for `n ≥ 0`, and `−2n − 1` below.
fn zigzag(number: i64) -> u64 {
    (number.unsigned_abs() << 1).wrapping_sub(u64::from(number < 0))
}

fn unzigzag(number: u64) -> i64 {
    // 63 bits.
    let half = i64::try_from(number >> 1).unwrap_or(i64::MAX);
    if number % 2 == 0 { half } else { !half }
}

impl DataField for u128 {
    const MAX_LEN: Option<usize> = Some(most_digits(Self::BITS));

    fn encode(&self, writer: &mut DataWriter) {
        writer.wide_number(*self);
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        reader.wide_number()
    }
}

impl DataField for i128 {
    const MAX_LEN: Option<usize> = Some(most_digits(Self::BITS));

    fn encode(&self, writer: &mut DataWriter) {
        writer.wide_number((self.unsigned_abs() << 1).wrapping_sub(u128::from(*self < 0)));
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        let number = reader.wide_number()?;
        // 127 bits.
        let half = Self::try_from(number >> 1).unwrap_or(Self::MAX);
        Some(if number % 2 == 0 { half } else { !half })
    }
}

// The same on every machine.
impl DataField for usize {
    const MAX_LEN: Option<Self> = u64::MAX_LEN;

    fn encode(&self, writer: &mut DataWriter) {
        writer.number(*self as u64);
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        Self::try_from(reader.number()?).ok()
    }
}

impl DataField for isize {
    const MAX_LEN: Option<usize> = i64::MAX_LEN;

    fn encode(&self, writer: &mut DataWriter) {
        (*self as i64).encode(writer);
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        Self::try_from(i64::decode(reader)?).ok()
    }
}

macro_rules! ids {
    ($($type:ty),+) => {$(
        impl DataField for $type {
            const MAX_LEN: Option<usize> = i64::MAX_LEN;

            fn encode(&self, writer: &mut DataWriter) {
                self.0.encode(writer);
            }

            fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
                i64::decode(reader).map(Self)
            }
        }
    )+};
}

ids!(ChatId, Date, MessageId, MessageThreadId, StoryId, UpdateId, UserId);

impl DataField for bool {
    const MAX_LEN: Option<usize> = Some(1);

    fn encode(&self, writer: &mut DataWriter) {
        writer.push(if *self { '1' } else { '0' });
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        match reader.next_char()? {
            '0' => Some(false),
            '1' => Some(true),
            _ => None,
        }
    }
}

impl DataField for char {
    const MAX_LEN: Option<usize> = Some(4);

    fn encode(&self, writer: &mut DataWriter) {
        writer.push(*self);
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        reader.next_char()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zigzag_maps_small_numbers_of_both_signs_to_small_numbers() {
        let numbers = [0, -1, 1, -2, i64::MAX, i64::MIN];
        assert_eq!(numbers.map(zigzag), [0, 1, 2, 3, u64::MAX - 1, u64::MAX]);
        assert_eq!(numbers.map(zigzag).map(unzigzag), numbers);
    }
}
