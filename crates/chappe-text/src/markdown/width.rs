//! The width of a text in a font with letters of one width.

use crate::cluster::Clusters;

/// The number of columns that a text takes: two for an emoji or a letter of East Asia.
pub(super) fn width(text: &str) -> usize {
    let mut clusters = Clusters::default();
    let widths = text.chars().map(|c| match clusters.is_border_before(c) {
        true if is_wide(c) => 2,
        true => 1,
        false => 0,
    });
    widths.sum()
}

fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a000}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{2705}' | '\u{274c}' | '\u{2b50}' | '\u{2757}'
        | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1f9ff}'
        | '\u{1fa70}'..='\u{1faff}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{20000}'..='\u{3fffd}')
}
