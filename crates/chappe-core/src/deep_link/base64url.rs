//! base64url without padding, as RFC 4648 describes it.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns the character of a number below 64.
pub(crate) fn digit(number: usize) -> char {
    char::from(ALPHABET[number % 64])
}

/// Returns the number that a character stands for.
pub(crate) fn number(digit: u8) -> Option<u8> {
    ALPHABET.iter().position(|known| *known == digit).and_then(|at| u8::try_from(at).ok())
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = [0_u8; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let [a, b, c] = group.map(usize::from);
        let digits = [a >> 2, (a & 3) << 4 | b >> 4, (b & 15) << 2 | c >> 6, c & 63];
        text.extend(digits[..=chunk.len()].iter().map(|number| digit(*number)));
    }
    text
}

/// Decodes a text. Returns `None` if it is not the encoding of any bytes.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.as_bytes().chunks(4) {
        let mut group = [0_u8; 4];
        for (place, character) in group.iter_mut().zip(chunk) {
            *place = number(*character)?;
        }
        let [a, b, c, d] = group;
        let decoded = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
        let length = chunk.len() - 1;
        // One character encodes no byte, and the bits after the last byte are zero.
        if length == 0 || decoded[length..].iter().any(|rest| *rest != 0) {
            return None;
        }
        bytes.extend(&decoded[..length]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_of_the_standard_are_encoded_without_padding() {
        let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{3ff}?>"];
        let encoded = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy", "z78_Pg"];
        assert_eq!(texts.map(|text| encode(text.as_bytes())), encoded);
    }

    #[test]
    fn each_text_has_one_encoding() {
        assert_eq!(["Z", "Zh", "Zm9", "Zg==", "Z+/8", "Zg "].map(decode), [const { None }; 6]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_from_their_encoding(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn what_decodes_is_the_encoding_of_the_result(text in "[A-Za-z0-9_-]{0,12}|.{0,6}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
