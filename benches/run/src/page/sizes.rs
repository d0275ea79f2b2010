//! W5 on the page.

use crate::{
    plan::Step,
    results::{Results, Sizes},
};

use super::{
    Page,
    compare::{Against, Side},
    number::{self, count, times},
    plot::{Bar, Chart},
    table::Table,
};

/// Writes the section.
pub fn write(page: &mut Page, results: &Results) {
    if !page.workload(results, Step::W5, "W5: sizes", &results.w5) {
        return;
    }
    let mut rows: Vec<&Sizes> = results.w5.iter().collect();
    rows.sort_by_key(|row| row.sizes.get("Message").copied());
    let bar = |row: &&Sizes| {
        let value = size(row, "Message")?;
        Some(Bar { label: row.peer.clone(), value, side: Side::of(&row.by) })
    };
    let bars = rows.iter().filter_map(bar).collect();
    page.chart("w5-message", &Chart { title: "Bytes of a Message", bars, show: count });
    let types = ["Update", "Message"];
    let against = types.map(|name| {
        let figure = |row: &&Sizes| Some((Side::of(&row.by), false, size(row, name)?));
        Against::of(rows.iter().filter_map(figure))
    });
    let columns = ["peer", "`Update`", "× best peer", "`Message`", "× best peer"];
    let mut table = Table::new(1, &columns);
    for row in &rows {
        let mut cells = vec![Side::of(&row.by).name(&row.peer)];
        for (name, against) in types.into_iter().zip(against) {
            let [_, best] = against.times(size(row, name));
            cells.push(number::maybe(size(row, name), count));
            cells.push(number::maybe(best, times));
        }
        table.row(cells);
    }
    page.table("There is no bound.", &table);
    page.caveats(Step::W5, &results.w5);
}

/// The size of a type.
pub fn size(row: &Sizes, name: &str) -> Option<f64> {
    row.sizes.get(name).map(|size| *size as f64)
}
