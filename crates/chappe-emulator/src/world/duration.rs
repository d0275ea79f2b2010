//! How long video and audio last, by their content.

/// The duration of an MP4 or an Ogg Opus file in seconds, rounded. `None` for other files.
pub(crate) fn duration(content: &[u8]) -> Option<i64> {
    let (length, per_second) =
        if content.starts_with(b"OggS") { opus(content)? } else { mp4(content)? };
    if per_second == 0 {
        return None;
    }
    let half = per_second / 2;
    i64::try_from(length.checked_add(half)? / per_second).ok()
}

/// Opus counts samples of 48 kHz in the last page's granule position.
fn opus(content: &[u8]) -> Option<(u64, u64)> {
    if !content.get(28..)?.starts_with(b"OpusHead") {
        return None;
    }
    let last = content.windows(4).rposition(|at| at == b"OggS")?;
    let samples = content.get(last + 6..last + 14)?.try_into().ok()?;
    Some((u64::from_le_bytes(samples), 48_000))
}

/// The movie header has the duration and its units per second, in 32 or 64 bits.
fn mp4(content: &[u8]) -> Option<(u64, u64)> {
    let header = inside(inside(content, *b"moov")?, *b"mvhd")?;
    let is_long = *header.first()? == 1;
    let (units_at, length_at, size) = if is_long { (20, 24, 8) } else { (12, 16, 4) };
    Some((
        number(header.get(length_at..length_at + size)?),
        number(header.get(units_at..units_at + 4)?),
    ))
}

/// The content of a box.
fn inside(mut boxes: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    loop {
        let mut size = usize::try_from(number(boxes.get(..4)?)).ok()?;
        let mut head = 8;
        if size == 1 {
            size = usize::try_from(number(boxes.get(8..16)?)).ok()?;
            head = 16;
        }
        if boxes.get(4..8)? == kind {
            return boxes.get(head..size);
        }
        // A box of size 0 is the last one.
        boxes = boxes.get(size.max(head)..).filter(|_| size > 0)?;
    }
}

/// A big-endian number of at most eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [&size, &kind[..], content].concat()
    }

    fn movie(header: &[u8]) -> Vec<u8> {
        let movie = boxed(*b"moov", &boxed(*b"mvhd", header));
        [boxed(*b"ftyp", b"isom"), boxed(*b"mdat", b"frames"), movie].concat()
    }

    #[test]
    fn durations_are_read_from_the_content_and_rounded() {
        let short = |length: u32| {
            let header = [&[0; 12][..], &6000_u32.to_be_bytes(), &length.to_be_bytes()].concat();
            movie(&header)
        };
        let long = [&[1][..], &[0; 19], &10_u32.to_be_bytes(), &70_u64.to_be_bytes()].concat();
        let opus = |samples: u64| {
            let first = [&b"OggS"[..], &[0; 24], b"OpusHead"].concat();
            [&first[..], b"OggS\0\0", &samples.to_le_bytes(), &[0; 14]].concat()
        };
        let table = [
            (short(29_312), Some(5)),
            (short(26_999), Some(4)),
            (movie(&long), Some(7)),
            (movie(&[0; 20]), None),
            (movie(&[0; 3]), None),
            (opus(165_624), Some(3)),
            (opus(u64::MAX), None),
            (b"OggS, but no Opus".to_vec(), None),
            (b"\0\0\0\0moov".to_vec(), None),
            (b"\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(), None),
            (Vec::new(), None),
        ];
        for (content, expected) in table {
            assert_eq!(duration(&content), expected, "{content:?}");
        }
    }
}
