//! W2 on the page.

use crate::{
    dispatch::POINTS,
    peers::BOXED,
    plan::Step,
    results::{Operation, Results},
    stats::range,
};

use super::{
    Page,
    compare::{Side, ratio},
    decode::{chart, costs, ns, sorted},
    number::{self, count, time, times},
    table::Table,
};

/// Writes the section.
pub fn write(page: &mut Page, results: &Results) {
    if !page.workload(results, Step::W2, "W2: dispatch", &results.w2) {
        return;
    }
    let middle: Vec<&Operation> =
        results.w2.iter().filter(|row| row.point == "100/cmd37").collect();
    page.chart("w2-time", &chart("Time to dispatch the 38th of 100 commands", &middle, ns, time));
    let title = "Instructions to dispatch the 38th of 100 commands";
    page.chart("w2-instructions", &chart(title, &middle, |row| row.instructions, count));
    page.table("The 38th of 100 commands:", &costs(&middle, BOXED));
    let last: Vec<&Operation> = results.w2.iter().filter(|row| row.point == "100/cmd99").collect();
    page.table("The last of 100 commands:", &costs(&last, BOXED));
    let thousandth: Vec<&Operation> =
        results.w2.iter().filter(|row| row.point == "1000/cmd999").collect();
    let growth = |row: &Operation| growth(&results.w2, row, "1000/cmd999", "10/cmd9");
    let title = "Time for the last of 1000 commands against the last of 10";
    page.chart("w2-growth", &chart(title, &thousandth, growth, times));
    let over = "The cost of more commands: the last of them, and an update without a match.";
    page.table(over, &growths(&results.w2));
    let over = "Time at each point: the number of commands, and the command of the update.";
    page.table(over, &points(&results.w2, |row| number::maybe(ns(row), time)));
    let least = |row: &Operation| number::range(range(&row.ns), time);
    page.table("The least and the greatest sample:", &points(&results.w2, least));
    let instructions = |row: &Operation| number::maybe(row.instructions, count);
    page.table("Instructions:", &points(&results.w2, instructions));
    let allocations = |row: &Operation| number::maybe(row.allocations, count);
    page.table("Allocations:", &points(&results.w2, allocations));
    page.caveats(Step::W2, &results.w2);
}

/// The ratio of an operation's times at two points.
pub fn growth(rows: &[Operation], row: &Operation, many: &str, few: &str) -> Option<f64> {
    ratio(ns(at(rows, row, many)?), ns(at(rows, row, few)?))
}

/// The same variant of the same peer at another point.
fn at<'a>(rows: &'a [Operation], row: &Operation, point: &str) -> Option<&'a Operation> {
    rows.iter().find(|other| (&other.by, &other.case, &*other.point) == (&row.by, &row.case, point))
}

/// One row per variant, for all points.
fn ways(rows: &[Operation]) -> Vec<&Operation> {
    let all: Vec<&Operation> = rows.iter().collect();
    let mut ways: Vec<&Operation> = Vec::new();
    for row in sorted(&all) {
        if ways.iter().all(|way| (&way.by, &way.case) != (&row.by, &row.case)) {
            ways.push(row);
        }
    }
    ways
}

fn points(rows: &[Operation], show: impl Fn(&Operation) -> String) -> Table {
    let names = POINTS.map(|(commands, target)| format!("{commands}/{target}"));
    let mut columns = vec!["peer", "variant"];
    columns.extend(names.iter().map(String::as_str));
    let mut table = Table::new(2, &columns);
    for way in ways(rows) {
        let cell = |name: &String| at(rows, way, name).map_or_else(|| "–".to_owned(), &show);
        let words = [Side::of(&way.by).name(&way.peer), way.case.clone()];
        table.row(words.into_iter().chain(names.iter().map(cell)));
    }
    table
}

fn growths(rows: &[Operation]) -> Table {
    let columns = ["peer", "variant", "last of 1000 against of 10", "none of 1000 against of 10"];
    let mut table = Table::new(2, &columns);
    for way in ways(rows) {
        table.row([
            Side::of(&way.by).name(&way.peer),
            way.case.clone(),
            number::maybe(growth(rows, way, "1000/cmd999", "10/cmd9"), times),
            number::maybe(growth(rows, way, "1000/nomatch", "10/nomatch"), times),
        ]);
    }
    table
}
