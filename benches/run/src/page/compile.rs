//! W4 on the page.

use crate::{
    peers::FLOOR,
    plan::Step,
    results::{Compiled, Results},
    stats::median,
};

use super::{
    Page,
    compare::{Against, Side},
    number::{self, megabytes, seconds, times},
    plot::{Bar, Chart},
    table::Table,
};

/// Writes the section.
pub fn write(page: &mut Page, results: &Results) {
    if !page.workload(results, Step::W4, "W4: building", &results.w4) {
        return;
    }
    let mut rows: Vec<&Compiled> = results.w4.iter().collect();
    rows.sort_by(|a, b| a.release.cpu.total_cmp(&b.release.cpu));
    let title = "Processor time of a clean optimized build";
    page.chart("w4-clean", &chart(title, &rows, |row| Some(row.release.cpu), seconds));
    let title = "An optimized build after main.rs was touched";
    page.chart("w4-touched", &chart(title, &rows, release_touched, seconds));
    page.table("Clean builds:", &clean(&rows));
    page.table("After `main.rs` was touched, wall-clock time:", &touched(&rows));
    page.table("The programs:", &built(&rows));
    page.caveats(Step::W4, &results.w4);
}

/// Seconds after `main.rs` was touched.
pub fn release_touched(row: &Compiled) -> Option<f64> {
    median(&row.release.touched)
}

fn dev_touched(row: &Compiled) -> Option<f64> {
    median(&row.dev.touched)
}

/// Bytes without symbols.
pub fn stripped(row: &Compiled) -> Option<f64> {
    row.stripped.map(|bytes| bytes as f64)
}

fn clean(rows: &[&Compiled]) -> Table {
    let dev = against(rows, |row| Some(row.dev.cpu));
    let release = against(rows, |row| Some(row.release.cpu));
    let columns = [
        "bot",
        "dev, processor",
        "× floor",
        "× best peer",
        "wall clock",
        "release, processor",
        "× floor",
        "× best peer",
        "wall clock",
    ];
    let mut table = Table::new(1, &columns);
    for row in rows {
        let mut cells = vec![Side::of(&row.by).name(&row.case)];
        for (build, against) in [(&row.dev, dev), (&row.release, release)] {
            cells.push(seconds(build.cpu));
            cells.extend(against.times(Some(build.cpu)).map(|ratio| number::maybe(ratio, times)));
            cells.push(seconds(build.wall));
        }
        table.row(cells);
    }
    table
}

fn touched(rows: &[&Compiled]) -> Table {
    let columns = ["bot", "dev", "× floor", "× best peer", "release", "× floor", "× best peer"];
    let mut table = Table::new(1, &columns);
    let figures = [dev_touched, release_touched];
    for row in rows {
        let mut cells = vec![Side::of(&row.by).name(&row.case)];
        for figure in figures {
            cells.push(number::maybe(figure(row), seconds));
            let against = against(rows, figure).times(figure(row));
            cells.extend(against.map(|ratio| number::maybe(ratio, times)));
        }
        table.row(cells);
    }
    table
}

fn built(rows: &[&Compiled]) -> Table {
    let columns = [
        "bot",
        "crates",
        "optimized and stripped",
        "× floor",
        "× best peer",
        "optimized",
        "not optimized",
    ];
    let mut table = Table::new(1, &columns);
    let against = against(rows, stripped);
    for row in rows {
        let [floor, best] = against.times(stripped(row));
        table.row([
            Side::of(&row.by).name(&row.case),
            row.crates.to_string(),
            number::maybe(stripped(row), megabytes),
            number::maybe(floor, times),
            number::maybe(best, times),
            megabytes(row.release.program as f64),
            megabytes(row.dev.program as f64),
        ]);
    }
    table
}

fn chart<'a>(
    title: &'a str,
    rows: &[&Compiled],
    figure: impl Fn(&Compiled) -> Option<f64>,
    show: fn(f64) -> String,
) -> Chart<'a> {
    let bar = |row: &&Compiled| {
        Some(Bar { label: row.case.clone(), value: figure(row)?, side: Side::of(&row.by) })
    };
    Chart { title, bars: rows.iter().filter_map(bar).collect(), show }
}

fn against(rows: &[&Compiled], figure: fn(&Compiled) -> Option<f64>) -> Against {
    Against::of(
        rows.iter().filter_map(|row| Some((Side::of(&row.by), row.case == FLOOR, figure(row)?))),
    )
}
