//! The whole page and its files.

use std::fs;

use crate::{Result, results::Results, say, workspace::Workspace};

use super::{Page, calls, compile, decode, dispatch, sizes, targets, text, webhook};

/// Writes the page and its charts.
pub fn write(workspace: &Workspace, results: &Results) -> Result<()> {
    let page = compose(results);
    let docs = workspace.repository().join("docs");
    let charts = docs.join("benchmarks");
    fs::create_dir_all(&charts)?;
    for (name, svg) in &page.charts {
        fs::write(charts.join(format!("{name}.svg")), svg)?;
    }
    let file = docs.join("benchmarks.md");
    fs::write(&file, &page.text)?;
    say(&format!("wrote {}", file.display()));
    Ok(())
}

fn compose(results: &Results) -> Page {
    let mut page = Page::default();
    page.paragraph(text::INTRODUCTION);
    page.paragraph(text::machine(&results.machine));
    targets::write(&mut page, results);
    decode::write(&mut page, results);
    dispatch::write(&mut page, results);
    webhook::write(&mut page, results);
    compile::write(&mut page, results);
    sizes::write(&mut page, results);
    calls::write(&mut page, results);
    page.text.truncate(page.text.trim_end().len());
    page.text.push('\n');
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_measurement_is_named() {
        let page = compose(&Results::default());
        assert_eq!(page.text.matches("Not measured.").count(), 6);
        assert!(page.charts.is_empty());
    }

    #[test]
    fn each_chart_is_on_the_page() {
        let results: Results = serde_json::from_str(include_str!("sample.json")).unwrap();
        let page = compose(&results);
        assert_eq!(page.charts.len(), 13);
        for (name, _) in &page.charts {
            assert!(page.text.contains(&format!("(benchmarks/{name}.svg)")), "{name}");
        }
        assert!(!page.text.contains("NaN") && !page.text.contains("inf"));
    }
}
