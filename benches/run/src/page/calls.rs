//! W9 on the page.

use crate::{
    calls::{MESSAGES, POINTS, SINGLY, UPLOADS},
    peers::HYPER,
    plan::Step,
    results::{CallRound, Called, Results},
    stats::{median, range},
};

use super::{
    Page,
    compare::{Against, Side},
    number::{self, count, megabytes, time, times},
    plot::{Bar, Chart},
    table::Table,
};

/// Writes the section.
pub fn write(page: &mut Page, results: &Results) {
    if !page.workload(results, Step::W9, "W9: calls", &results.w9) {
        return;
    }
    let messages = at(&results.w9, MESSAGES);
    page.chart("w9-cpu", &chart("Processor time of a sendMessage", &messages, cpu, time));
    let title = "Allocations of a sendMessage";
    page.chart("w9-allocations", &chart(title, &messages, allocations, count));
    let uploads = at(&results.w9, UPLOADS);
    page.chart("w9-upload", &chart("Processor time of a 1 MiB upload", &uploads, cpu, time));
    for point in &POINTS {
        let over = match point.name {
            MESSAGES => "`sendMessage`, 32 concurrent:",
            SINGLY => "`sendMessage`, one after another:",
            _ => "`sendDocument` with a file of 1 MiB from memory, four concurrent:",
        };
        page.table(over, &costs(&at(&results.w9, point.name)));
    }
    page.caveats(Step::W9, &results.w9);
}

/// Nanoseconds of processor time for a call.
pub fn cpu(row: &Called) -> Option<f64> {
    median(&figures(row, |round| Some(round.cpu)))
}

/// Allocations of a call. One-time allocations of a round show in the third digit.
pub fn allocations(row: &Called) -> Option<f64> {
    median(&figures(row, |round| round.allocations)).map(|many| (many * 10.0).round() / 10.0)
}

/// The rows of a point, the cheapest first.
fn at<'a>(rows: &'a [Called], point: &str) -> Vec<&'a Called> {
    let mut rows: Vec<&Called> = rows.iter().filter(|row| row.point == point).collect();
    let key = |row: &Called| cpu(row).unwrap_or(f64::INFINITY);
    rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
    rows
}

fn costs(rows: &[&Called]) -> Table {
    let by_cpu = against(rows, cpu);
    let by_instructions = against(rows, |row| row.instructions);
    let mut table = Table::new(
        1,
        &[
            "client",
            "processor time per call",
            "least–greatest",
            "× bound",
            "× best peer",
            "instructions",
            "× bound",
            "× best peer",
            "allocations",
            "bytes",
            "calls per second",
            "memory after",
        ],
    );
    for row in rows {
        let [cpu_bound, cpu_best] = by_cpu.times(cpu(row));
        let [instructions_bound, instructions_best] = by_instructions.times(row.instructions);
        let bytes = median(&figures(row, |round| round.bytes)).map(f64::round);
        let per_second = median(&figures(row, |round| Some(round.per_second.round())));
        let memory = median(&figures(row, |round| Some(round.rss as f64 * 1024.0)));
        table.row([
            Side::of(&row.by).name(&row.peer),
            number::maybe(cpu(row), time),
            number::range(range(&figures(row, |round| Some(round.cpu))), time),
            number::maybe(cpu_bound, times),
            number::maybe(cpu_best, times),
            number::maybe(row.instructions, count),
            number::maybe(instructions_bound, times),
            number::maybe(instructions_best, times),
            number::maybe(allocations(row), count),
            number::maybe(bytes, count),
            number::maybe(per_second, count),
            number::maybe(memory, megabytes),
        ]);
    }
    table
}

fn chart<'a>(
    title: &'a str,
    rows: &[&Called],
    figure: fn(&Called) -> Option<f64>,
    show: fn(f64) -> String,
) -> Chart<'a> {
    let bar = |row: &&Called| {
        Some(Bar { label: row.peer.clone(), value: figure(row)?, side: Side::of(&row.by) })
    };
    Chart { title, bars: rows.iter().filter_map(bar).collect(), show }
}

fn against(rows: &[&Called], figure: fn(&Called) -> Option<f64>) -> Against {
    Against::of(
        rows.iter().filter_map(|row| Some((Side::of(&row.by), row.peer == HYPER, figure(row)?))),
    )
}

fn figures(row: &Called, figure: impl Fn(&CallRound) -> Option<f64>) -> Vec<f64> {
    row.rounds.iter().filter_map(figure).collect()
}
