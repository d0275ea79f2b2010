//! Numbers as digits of 5 bits, whose number of digits needs no separator.

/// The digits: those below 32 end a number, the others are followed by further ones.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/// The values of the digits by their ASCII code; [`NONE`] for other characters.
const VALUES: [u8; 128] = values();

const NONE: u8 = u8::MAX;

const fn values() -> [u8; 128] {
    let mut values = [NONE; 128];
    let mut value = 0;
    while value < 64 {
        values[DIGITS[value as usize] as usize] = value;
        value += 1;
    }
    values
}

/// The bit of digits that others follow.
const MORE: u8 = 32;

/// The greatest number of digits of a number of `bits` bits.
pub(super) const fn most_digits(bits: u32) -> usize {
    bits.div_ceil(5) as usize
}

/// Returns the digit of the lowest 6 bits of a value.
pub(super) fn digit(value: u8) -> char {
    char::from(DIGITS[usize::from(value % 64)])
}

/// Returns the value of a digit.
fn value(byte: u8) -> Option<u8> {
    VALUES.get(usize::from(byte)).copied().filter(|value| *value != NONE)
}

/// Appends the digits of a number, the lowest first.
pub(super) fn push(text: &mut String, mut number: u64) {
    while number >= u64::from(MORE) {
        text.push(digit(number.to_le_bytes()[0] | MORE));
        number /= 32;
    }
    text.push(digit(number.to_le_bytes()[0]));
}

/// Appends the digits of a number, the lowest first.
pub(super) fn push_wide(text: &mut String, mut number: u128) {
    while number >= u128::from(MORE) {
        text.push(digit(number.to_le_bytes()[0] | MORE));
        number /= 32;
    }
    text.push(digit(number.to_le_bytes()[0]));
}

/// Reads the number at the beginning of a text. Returns it and its number of digits, or `None` if
/// there is none, it has more than 64 bits, or its last digit is a needless zero.
pub(super) fn read(text: &str) -> Option<(u64, usize)> {
    let (mut number, mut shift) = (0_u64, 0);
    for (at, byte) in text.bytes().enumerate() {
        let digit = value(byte)?;
        let low = u64::from(digit % MORE);
        // Bits beyond the 64th.
        if shift > 60 || (shift == 60 && low > 15) {
            return None;
        }
        number |= low << shift;
        if digit < MORE {
            return (low != 0 || at == 0).then_some((number, at + 1));
        }
        shift += 5;
    }
    None
}

/// Does the same as [`read`], for 128 bits.
pub(super) fn read_wide(text: &str) -> Option<(u128, usize)> {
    let (mut number, mut shift) = (0_u128, 0);
    for (at, byte) in text.bytes().enumerate() {
        let digit = value(byte)?;
        let low = u128::from(digit % MORE);
        if shift > 125 || (shift == 125 && low > 7) {
            return None;
        }
        number |= low << shift;
        if digit < MORE {
            return (low != 0 || at == 0).then_some((number, at + 1));
        }
        shift += 5;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: u64, digits: &str) {
        let mut text = String::new();
        push(&mut text, number);
        assert_eq!(text, digits);
        let mut wide = String::new();
        push_wide(&mut wide, u128::from(number));
        assert_eq!(wide, digits);
        assert_eq!(read(digits), Some((number, digits.len())));
        assert_eq!(read_wide(digits), Some((u128::from(number), digits.len())));
    }

    #[test]
    fn numbers_below_32_have_one_digit_and_others_mark_all_but_the_last() {
        check(0, "0");
        check(9, "9");
        check(31, "v");
        check(32, "w1");
        check(33, "x1");
        check(1023, "_v");
        check(1024, "ww1");
        check(u64::from(u32::MAX), "______3");
        check(u64::MAX, "____________f");
    }

    #[test]
    fn needless_zeros_numbers_that_are_too_large_and_other_characters_are_refused() {
        let refused =
            ["", "w", "w0", "ww0", "____________g", "_____________1", "é", "!", "w!", "\u{0}"];
        assert_eq!(refused.map(read), [None; 10]);
        let wide = format!("{}7", "_".repeat(25));
        assert_eq!(read_wide(&wide), Some((u128::MAX, 26)));
        assert_eq!(most_digits(128), 26);
        let refused =
            ["", "w", "w0", &format!("{}8", "_".repeat(25)), &format!("{}1", "_".repeat(26))];
        assert_eq!(refused.map(read_wide), [None; 5]);
    }
}
