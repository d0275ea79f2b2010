//! W1 on the page.

use crate::{
    peers::IGNORED,
    plan::Step,
    results::{Operation, Results},
    stats::{median, range},
};

use super::{
    Page,
    compare::{Against, Side},
    number::{self, count, time, times},
    plot::{Bar, Chart},
    table::Table,
};

/// Writes the section.
pub fn write(page: &mut Page, results: &Results) {
    if !page.workload(results, Step::W1, "W1: decoding", &results.w1) {
        return;
    }
    let rows: Vec<&Operation> = results.w1.iter().collect();
    page.chart("w1-time", &chart("Time to decode a document", &rows, ns, time));
    let title = "Instructions to decode a document";
    page.chart("w1-instructions", &chart(title, &rows, |row| row.instructions, count));
    page.table("Per document:", &costs(&rows, IGNORED));
    page.caveats(Step::W1, &results.w1);
}

/// The median of the times.
pub fn ns(row: &Operation) -> Option<f64> {
    median(&row.ns)
}

/// The costs of operations, the fastest first.
pub fn costs(rows: &[&Operation], bound: &str) -> Table {
    let by_time = against(rows, bound, ns);
    let by_instructions = against(rows, bound, |row| row.instructions);
    let mut table = Table::new(
        2,
        &[
            "peer",
            "variant",
            "time",
            "least–greatest",
            "× bound",
            "× best peer",
            "instructions",
            "× bound",
            "× best peer",
            "allocations",
            "bytes",
        ],
    );
    for row in sorted(rows) {
        let [time_bound, time_best] = by_time.times(ns(row));
        let [instructions_bound, instructions_best] = by_instructions.times(row.instructions);
        table.row([
            Side::of(&row.by).name(&row.peer),
            row.case.clone(),
            number::maybe(ns(row), time),
            number::range(range(&row.ns), time),
            number::maybe(time_bound, times),
            number::maybe(time_best, times),
            number::maybe(row.instructions, count),
            number::maybe(instructions_bound, times),
            number::maybe(instructions_best, times),
            number::maybe(row.allocations, count),
            number::maybe(row.bytes, count),
        ]);
    }
    table
}

/// A chart of a figure that only some operations have.
pub fn chart<'a>(
    title: &'a str,
    rows: &[&Operation],
    figure: impl Fn(&Operation) -> Option<f64>,
    show: fn(f64) -> String,
) -> Chart<'a> {
    let bar = |row: &Operation| {
        let label = format!("{} {}", row.peer, row.case);
        Some(Bar { label, value: figure(row)?, side: Side::of(&row.by) })
    };
    let mut bars: Vec<Bar> = rows.iter().filter_map(|row| bar(row)).collect();
    bars.sort_by(|a, b| a.value.total_cmp(&b.value));
    Chart { title, bars, show }
}

/// Operations, the fastest first.
pub fn sorted<'a>(rows: &[&'a Operation]) -> Vec<&'a Operation> {
    let key = |row: &Operation| ns(row).unwrap_or(f64::INFINITY);
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
    rows
}

fn against(
    rows: &[&Operation],
    bound: &str,
    figure: impl Fn(&Operation) -> Option<f64>,
) -> Against {
    Against::of(rows.iter().filter_map(|row| {
        let side = Side::of(&row.by);
        Some((side, side == Side::Bound && row.case == bound, figure(row)?))
    }))
}
