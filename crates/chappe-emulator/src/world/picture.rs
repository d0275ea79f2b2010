//! Dimensions of pictures, and the sizes of photos.

/// The width and height of a picture, from the header of a PNG, JPEG, GIF or WebP file.
pub(crate) fn dimensions(bytes: &[u8]) -> Option<(i64, i64)> {
    let big = |at: usize, length: usize| Some(number(bytes.get(at..at + length)?.iter()));
    let little = |at: usize, length: usize| Some(number(bytes.get(at..at + length)?.iter().rev()));
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((big(16, 4)?, big(20, 4)?));
    }
    if bytes.starts_with(b"GIF8") {
        return Some((little(6, 2)?, little(8, 2)?));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return match bytes.get(12..16)? {
            b"VP8X" => Some((little(24, 3)? + 1, little(27, 3)? + 1)),
            b"VP8L" => {
                // Two numbers of 14 bits.
                let both = little(21, 4)?;
                Some(((both & 0x3fff) + 1, (both >> 14 & 0x3fff) + 1))
            }
            b"VP8 " => Some((little(26, 2)? & 0x3fff, little(28, 2)? & 0x3fff)),
            _ => None,
        };
    }
    if !bytes.starts_with(b"\xff\xd8") {
        return None;
    }
    let mut at = 2;
    loop {
        let (mark, length) = (big(at, 2)?, big(at + 2, 2)?);
        let is_frame =
            (0xffc0..=0xffcf).contains(&mark) && ![0xffc4, 0xffc8, 0xffcc].contains(&mark);
        if is_frame {
            return Some((big(at + 7, 2)?, big(at + 5, 2)?));
        }
        at += usize::try_from(length).ok()? + 2;
    }
}

fn number<'a>(bytes: impl Iterator<Item = &'a u8>) -> i64 {
    bytes.fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// The letters of a photo's sizes, and the longest side of each.
const SIZES: [(&str, i64); 4] = [("s", 90), ("m", 320), ("x", 800), ("y", 1280)];

/// The sizes of a photo with these dimensions, as letter, width and height, from the smallest
/// to the largest: all that are smaller than the picture, and the picture itself, which is scaled
/// down to the largest size.
pub(crate) fn sizes((width, height): (i64, i64)) -> Vec<(&'static str, i64, i64)> {
    let longest = width.max(height).max(1);
    let smaller = SIZES.iter().take_while(|(_, side)| *side < longest).count();
    let shown = SIZES.iter().take(smaller + 1);
    let scaled = shown.map(|(letter, side)| {
        let (width, height) = fitted((width, height), *side);
        (*letter, width, height)
    });
    scaled.collect()
}

/// The longest side of a thumbnail.
const THUMBNAIL: i64 = 320;

/// The dimensions of the thumbnail of a picture.
pub(crate) fn thumbnail(dimensions: (i64, i64)) -> (i64, i64) {
    fitted(dimensions, THUMBNAIL)
}

/// The dimensions of a picture that is scaled down until its longest side is at most `side`.
fn fitted((width, height): (i64, i64), side: i64) -> (i64, i64) {
    let longest = width.max(height).max(1);
    let side = side.min(longest);
    // Rounded, and a side of a narrow picture does not vanish.
    let scale = |length: i64| ((length * side + longest / 2) / longest).max(1);
    (scale(width), scale(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_are_read_from_headers() {
        let webp =
            |chunk: &[u8], rest: &[u8]| [b"RIFF\0\0\0\0WEBP", chunk, b"\0\0\0\0", rest].concat();
        let table = [
            ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05".to_vec(), Some((7, 5))),
            ("gif", b"GIF89a\x2c\x01\x02\x00".to_vec(), Some((300, 2))),
            (
                "jpeg",
                b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\x01\x00\x02\x00\x01".to_vec(),
                Some((512, 256)),
            ),
            ("webp", webp(b"VP8X", b"\0\0\0\0\x0f\0\0\x1f\0\0"), Some((16, 32))),
            ("lossless", webp(b"VP8L", b"\x2f\xff\xc1\x1f\0"), Some((512, 128))),
            ("lossy", webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x80\0\x40\0"), Some((128, 64))),
            ("a text", b"hello".to_vec(), None),
            ("the start of a jpeg", b"\xff\xd8\xff\xe0\xff\xff".to_vec(), None),
        ];
        for (name, bytes, expected) in table {
            assert_eq!(dimensions(&bytes), expected, "{name}");
        }
    }

    #[test]
    fn photos_have_the_sizes_below_their_own() {
        let table = [
            ((7, 5), vec![("s", 7, 5)]),
            ((90, 90), vec![("s", 90, 90)]),
            ((640, 480), vec![("s", 90, 68), ("m", 320, 240), ("x", 640, 480)]),
            ((480, 1280), vec![("s", 34, 90), ("m", 120, 320), ("x", 300, 800), ("y", 480, 1280)]),
            ((100, 1), vec![("s", 90, 1), ("m", 100, 1)]),
            ((5120, 2560), vec![("s", 90, 45), ("m", 320, 160), ("x", 800, 400), ("y", 1280, 640)]),
        ];
        for (dimensions, expected) in table {
            assert_eq!(sizes(dimensions), expected, "{dimensions:?}");
        }
    }
}
