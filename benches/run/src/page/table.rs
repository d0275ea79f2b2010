//! Tables of Markdown.

use std::fmt;

/// A table: text on the left, figures on the right.
#[derive(Debug)]
pub struct Table {
    words: usize,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Creates a table whose first columns are text.
    pub fn new(words: usize, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        Self { words, columns, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, &self.columns)?;
        let rule = |at| if at < self.words { "---".to_owned() } else { "---:".to_owned() };
        line(f, &(0..self.columns.len()).map(rule).collect::<Vec<_>>())?;
        self.rows.iter().try_for_each(|row| line(f, row))
    }
}

fn line(f: &mut fmt::Formatter<'_>, cells: &[String]) -> fmt::Result {
    f.write_str("|")?;
    for cell in cells {
        write!(f, " {} |", cell.replace('|', "\\|"))?;
    }
    f.write_str("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_left_aligned() {
        let mut table = Table::new(1, &["peer", "time"]);
        table.row(["a|b".to_owned(), "1 ns".to_owned()]);
        assert_eq!(table.to_string(), "| peer | time |\n| --- | ---: |\n| a\\|b | 1 ns |\n");
    }
}
