//! Tables as text with aligned columns.

use std::iter::repeat_n;

use pulldown_cmark::Alignment;

use super::{block::Table, width::width};

/// The widest column that is padded, in columns of a terminal. A document of 20 kB with one long cell
/// in a table of many rows would become very long otherwise.
const WIDEST: usize = 60;

/// The rows, one per line, with a line below the head.
pub(super) fn aligned(table: &Table) -> String {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![1; columns];
    for row in &table.rows {
        for (cell, widest) in row.iter().zip(&mut widths) {
            *widest = width(cell.as_str()).min(WIDEST).max(*widest);
        }
    }
    let mut text = String::new();
    for (at, row) in table.rows.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        for (column, widest) in widths.iter().enumerate() {
            let cell = row.get(column).map_or("", |cell| cell.as_str());
            let free = widest.saturating_sub(width(cell));
            let left = match table.alignments.get(column) {
                Some(Alignment::Right) => free,
                Some(Alignment::Center) => free / 2,
                _ => 0,
            };
            text.push_str(if column > 0 { " | " } else { "" });
            text.extend(repeat_n(' ', left));
            text.push_str(cell);
            text.extend(repeat_n(' ', free - left));
        }
        text.truncate(text.trim_end_matches(' ').len());
        if at == 0 {
            text.push('\n');
            for (column, widest) in widths.iter().enumerate() {
                text.push_str(if column > 0 { "-+-" } else { "" });
                text.extend(repeat_n('-', *widest));
            }
        }
    }
    text
}
