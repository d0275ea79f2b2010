//! Decimal integers, parsed eight digits at a time.

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGHS: u64 = ONES * 0x80;

/// The most digits that fit 64 bits whatever their value.
const SURE_DIGITS: usize = 18;

/// The integer at `start` and the position after it. `None` if there is no integer, if it has more
/// than 18 digits, or if it is less than eight bytes before the end of the document.
#[expect(clippy::inline_always, reason = "the hot path of decoding")]
#[inline(always)]
pub(super) fn plain_whole(bytes: &[u8], start: usize) -> Option<(i64, usize)> {
    let digits = bytes.get(start..)?;
    let (mut value, mut count) = eight(*digits.first_chunk()?)?;
    if count == 8 {
        while let Some(digit @ b'0'..=b'9') = digits.get(count) {
            if count == SURE_DIGITS {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
            count += 1;
        }
    }
    let is_plain =
        (count == 1 || digits[0] != b'0') && !matches!(digits.get(count), Some(b'.' | b'e' | b'E'));
    is_plain.then_some((value, start + count))
}

/// The value and the number of the leading digits, if there are any.
#[inline]
fn eight(bytes: [u8; 8]) -> Option<(i64, usize)> {
    // Digits become 0 to 9, all other bytes are greater.
    let word = u64::from_le_bytes(bytes) ^ (ONES * u64::from(b'0'));
    // The high bit of each byte that is greater than 9. Only the lowest set bit is exact, and
    // only that one is used.
    let others = (word.wrapping_add(ONES * 0x76) | word) & HIGHS;
    let bits = others.trailing_zeros() & !7;
    if bits == 0 {
        return None;
    }
    // Shifts out the bytes after the digits, and zeros in before them.
    let word = word << (64 - bits);
    // Combines pairs of digits, then groups of four, then all eight.
    let pairs = word.wrapping_mul(10 << 8 | 1) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_ffff_0000_ffff;
    let value = fours.wrapping_mul(10_000 << 32 | 1) >> 32;
    Some((i64::from_le_bytes(value.to_le_bytes()), (bits / 8) as usize))
}
