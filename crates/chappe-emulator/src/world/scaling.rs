//! Scaled copies of photos.

use bytes::Bytes;

/// The size of a photo: its letter, width and height.
type Size = (&'static str, i64, i64);

/// The quality of scaled copies, from 1 to 100.
#[cfg(feature = "photos")]
const QUALITY: u8 = 87;

/// Scales a picture to these sizes, as JPEG. Returns `None` for a content that is no JPEG or PNG
/// picture.
#[cfg(feature = "photos")]
pub(super) fn scaled(content: &[u8], sizes: &[Size]) -> Option<Vec<Bytes>> {
    use image::{codecs::jpeg::JpegEncoder, imageops::FilterType};

    let picture = image::load_from_memory(content).ok()?;
    let copies = sizes.iter().map(|(_, width, height)| {
        let (width, height) = (u32::try_from(*width).ok()?, u32::try_from(*height).ok()?);
        // Photos have no transparency.
        let copy = picture.resize_exact(width, height, FilterType::Triangle).into_rgb8();
        let mut written = Vec::new();
        copy.write_with_encoder(JpegEncoder::new_with_quality(&mut written, QUALITY)).ok()?;
        Some(Bytes::from(written))
    });
    copies.collect()
}

/// Scales no pictures: the feature `photos` is off.
#[cfg(not(feature = "photos"))]
pub(super) fn scaled(_: &[u8], _: &[Size]) -> Option<Vec<Bytes>> {
    None
}
