//! The targets of chappe, and whether they are met.

use crate::{
    calls::{MESSAGES, UPLOADS},
    peers::{BOXED, FLOOR, FLOOR_WITH_TLS, HYPER, IGNORED, STACKED},
    results::{Called, Compiled, Operation, Results, Served},
    stats::range,
};

use super::{
    Page, calls,
    compare::ratio,
    compile,
    decode::ns,
    dispatch::growth,
    number::{self, count, times},
    sizes::size,
    table::Table,
    webhook,
};

/// A target.
struct Target {
    what: String,
    limit: f64,
    seen: Option<f64>,
    show: fn(f64) -> String,
    /// A note on the measured value.
    besides: Option<String>,
}

impl Target {
    fn new(
        what: impl Into<String>,
        limit: f64,
        show: fn(f64) -> String,
        seen: Option<f64>,
    ) -> Self {
        Self { what: what.into(), limit, seen, show, besides: None }
    }

    fn cells(self) -> [String; 4] {
        let met = match self.seen {
            Some(seen) if seen <= self.limit => "yes",
            Some(_) => "**no**",
            None => "not measured",
        };
        let besides = self.besides.map(|besides| format!(" ({besides})")).unwrap_or_default();
        let seen = format!("{}{besides}", number::maybe(self.seen, self.show));
        [self.what, format!("≤ {}", (self.show)(self.limit)), seen, met.to_owned()]
    }
}

/// Writes the table.
pub fn write(page: &mut Page, results: &Results) {
    page.heading("Targets");
    let mut table = Table::new(1, &["figure", "target", "measured", "met"]);
    for target in all(results) {
        table.row(target.cells());
    }
    page.table(
        "The targets of chappe. Time is the median, followed by the ratio of the least samples, which \
         other load affects least. W2 uses layers in a `ServiceBuilder`.",
        &table,
    );
}

fn all(results: &Results) -> Vec<Target> {
    let mut all = decoding(&results.w1);
    all.extend(dispatching(&results.w2));
    all.extend(serving(&results.w3));
    all.extend(building(&results.w4));
    let row = results.w5.iter().find(|row| row.by == "chappe");
    for (name, limit) in [("Update", 64.0), ("Message", 1280.0)] {
        let what = format!("W5: bytes of `{name}`");
        all.push(Target::new(what, limit, count, row.and_then(|row| size(row, name))));
    }
    all.extend(calling(&results.w9));
    all
}

fn decoding(rows: &[Operation]) -> Vec<Target> {
    let ours = rows.iter().find(|row| row.by == "chappe");
    let bound = rows.iter().find(|row| row.by == "bounds" && row.case == IGNORED);
    let allocations = ours.and_then(|row| row.allocations);
    vec![
        time(format!("W1: time against `{IGNORED}`"), 3.0, ours, bound),
        Target::new("W1: allocations per document", 18.0, count, allocations),
    ]
}

fn dispatching(rows: &[Operation]) -> Vec<Target> {
    let mut targets = Vec::new();
    for (name, point) in [("38th", "100/cmd37"), ("last", "100/cmd99")] {
        let at = |by: &str, case: &str| {
            rows.iter().find(|row| (&*row.by, &*row.case, &*row.point) == (by, case, point))
        };
        let (ours, bound) = (at("chappe", STACKED), at("bounds", BOXED));
        let what = |figure: &str| format!("W2: {name} of 100 commands, {figure}");
        targets.push(time(what("time against `boxed-layers`"), 1.0, ours, bound));
        let instructions = |row: Option<&Operation>| row.and_then(|row| row.instructions);
        let seen = ratio(instructions(ours), instructions(bound));
        targets.push(Target::new(what("instructions against it"), 1.0, times, seen));
        let allocations = ours.and_then(|row| row.allocations);
        targets.push(Target::new(what("allocations"), 12.0, count, allocations));
    }
    let ours = rows.iter().find(|row| row.by == "chappe" && row.case == STACKED);
    for (name, target) in
        [("last", ["1000/cmd999", "10/cmd9"]), ("none", ["1000/nomatch", "10/nomatch"])]
    {
        let seen = ours.and_then(|row| growth(rows, row, target[0], target[1]));
        let what = format!("W2: {name} of 1000 commands against {name} of 10, time");
        targets.push(Target::new(what, 1.3, times, seen));
    }
    targets
}

fn serving(rows: &[Served]) -> Vec<Target> {
    let against_hyper = |figure: fn(&Served) -> Option<f64>| {
        let ours = rows.iter().find(|row| row.by == "chappe");
        let bound = rows.iter().find(|row| row.case == HYPER);
        ratio(ours.and_then(figure), bound.and_then(figure))
    };
    let cpu = against_hyper(webhook::cpu);
    vec![
        Target::new("W3: processor time per response against bare hyper", 1.5, times, cpu),
        Target::new(
            "W3: memory after the load against it",
            2.0,
            times,
            against_hyper(webhook::rss),
        ),
    ]
}

fn building(rows: &[Compiled]) -> Vec<Target> {
    let ours = rows.iter().find(|row| row.by == "chappe");
    let floor = rows.iter().find(|row| row.case == FLOOR);
    let against = |what: &str, limit, figure: fn(&Compiled) -> Option<f64>| {
        let seen = ratio(ours.and_then(figure), floor.and_then(figure));
        Target::new(format!("W4: {what} against the floor"), limit, times, seen)
    };
    let crates = ours.map(|row| row.crates as f64);
    let with_tls = rows.iter().find(|row| row.case == FLOOR_WITH_TLS).and_then(compile::stripped);
    let with_tls = ratio(ours.and_then(compile::stripped), with_tls);
    vec![
        against("processor time of a clean dev build", 1.25, |row| Some(row.dev.cpu)),
        against("processor time of a clean release build", 1.25, |row| Some(row.release.cpu)),
        against("release build after a touch", 2.0, compile::release_touched),
        Target::new("W4: crates", 80.0, count, crates),
        against("stripped program", 1.5, compile::stripped),
        Target::new("W4: the same against the floor with TLS in the program", 1.5, times, with_tls),
    ]
}

fn calling(rows: &[Called]) -> Vec<Target> {
    let at = |by: &str, point: &str| rows.iter().find(|row| row.by == by && row.point == point);
    let against_hyper = |point: &str| {
        let [ours, bound] = ["chappe", "bounds"].map(|by| at(by, point).and_then(calls::cpu));
        ratio(ours, bound)
    };
    let allocations = at("chappe", MESSAGES).and_then(calls::allocations);
    let cpu = "processor time against bare hyper";
    vec![
        Target::new(format!("W9: a call, {MESSAGES}, {cpu}"), 1.2, times, against_hyper(MESSAGES)),
        Target::new("W9: allocations per call", 40.0, count, allocations),
        Target::new(format!("W9: {UPLOADS}, {cpu}"), 1.05, times, against_hyper(UPLOADS)),
    ]
}

/// A ratio of medians, with that of the least samples beside it.
fn time(what: String, limit: f64, ours: Option<&Operation>, bound: Option<&Operation>) -> Target {
    let least =
        |row: Option<&Operation>| row.and_then(|row| range(&row.ns)).map(|(least, _)| least);
    let besides = ratio(least(ours), least(bound)).map(|least| format!("least: {}", times(least)));
    let seen = ratio(ours.and_then(ns), bound.and_then(ns));
    Target { besides, ..Target::new(what, limit, times, seen) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_neither_met_nor_missed() {
        let met: Vec<String> =
            all(&Results::default()).into_iter().map(|target| target.cells()[3].clone()).collect();
        assert_eq!(met.len(), 23);
        assert!(met.iter().all(|met| met == "not measured"));
    }

    #[test]
    fn a_target_is_met_at_its_limit() {
        let cells = |seen| Target::new("a", 1.5, times, Some(seen)).cells();
        assert_eq!(cells(1.5), ["a", "≤ 1.50×", "1.50×", "yes"]);
        assert_eq!(cells(1.6), ["a", "≤ 1.50×", "1.60×", "**no**"]);
    }
}
