//! Base64 with the alphabet for URLs and without padding.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns the bytes as text.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let mut bits = 0;
        for at in 0..3 {
            bits = (bits << 8) | u32::from(group.get(at).copied().unwrap_or_default());
        }
        for at in 0..=group.len() {
            let index = (bits >> (18 - 6 * at)) & 63;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

/// Decodes a text; padding may follow. `None` unless it has exactly this number of bytes, and its
/// unused bits are zero.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.trim_end_matches('=').as_bytes();
    if text.len() != (8 * N).div_ceil(6) {
        return None;
    }
    let (mut bytes, mut written) = ([0; N], 0);
    let (mut bits, mut count) = (0_u32, 0);
    for &digit in text {
        let value = ALPHABET.iter().position(|&letter| letter == digit)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            *bytes.get_mut(written)? = u8::try_from((bits >> count) & 0xff).ok()?;
            written += 1;
        }
    }
    let unused = bits & ((1 << count) - 1);
    (unused == 0 && written == N).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_decoded_with_and_without_padding_if_its_unused_bits_are_zero() {
        assert_eq!(encode(&[0xfb, 0xff, 0, 1]), "-_8AAQ");
        let expected = Some([0xfb, 0xff, 0, 1]);
        assert_eq!(["-_8AAQ", "-_8AAQ=="].map(decode::<4>), [expected; 2]);
        for text in ["-_8AAR", "-_8AA", "-_8AAQA", "+/8AAQ", "-_8A Q", ""] {
            assert_eq!(decode::<4>(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes: [u8; 5], longer: [u8; 64]) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
            prop_assert_eq!(decode(&encode(&longer)), Some(longer));
        }
    }
}
