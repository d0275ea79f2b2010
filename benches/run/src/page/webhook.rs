//! W3 on the page.

use crate::{
    peers::HYPER,
    plan::Step,
    results::{Results, Round, Served},
    stats::{median, range},
};

use super::{
    Page,
    compare::{Against, Side},
    number::{self, count, megabytes, time, times},
    plot::{Bar, Chart},
    table::Table,
};

/// The most requests in flight when wrk stops: one per connection, of both loads, and the
/// one with the wrong secret.
const UNDER_WAY: u64 = 64 * 2 + 1;

/// Writes the section.
pub fn write(page: &mut Page, results: &Results) {
    if !page.workload(results, Step::W3, "W3: a webhook", &results.w3) {
        return;
    }
    let rows = sorted(&results.w3);
    page.chart("w3-cpu", &chart("Processor time per response", &rows, cpu, time));
    page.chart("w3-memory", &chart("Resident memory after the load", &rows, rss, megabytes));
    page.table("Medians over rounds, each with a new server:", &speeds(&rows));
    page.table("Memory, handled updates and errors:", &outcomes(&rows));
    page.caveats(Step::W3, &results.w3);
}

/// Nanoseconds of processor time per response.
pub fn cpu(row: &Served) -> Option<f64> {
    middle(row, |round| round.cpu * 1e3)
}

/// Resident bytes after the load.
pub fn rss(row: &Served) -> Option<f64> {
    middle(row, |round| round.rss as f64 * 1024.0)
}

fn speeds(rows: &[&Served]) -> Table {
    let against = against(rows, cpu);
    let mut table = Table::new(
        1,
        &[
            "server",
            "processor time per response",
            "least–greatest",
            "× bound",
            "× best peer",
            "responses per second",
            "p50",
            "p99",
        ],
    );
    for row in rows {
        let [bound, best] = against.times(cpu(row));
        let all: Vec<f64> = row.rounds.iter().map(|round| round.cpu * 1e3).collect();
        table.row([
            Side::of(&row.by).name(&row.case),
            number::maybe(cpu(row), time),
            number::range(range(&all), time),
            number::maybe(bound, times),
            number::maybe(best, times),
            number::maybe(middle(row, |round| round.per_second.round()), count),
            number::maybe(middle(row, |round| round.p50 * 1e3), time),
            number::maybe(middle(row, |round| round.p99 * 1e3), time),
        ]);
    }
    table
}

fn outcomes(rows: &[&Served]) -> Table {
    let against = against(rows, rss);
    let mut table = Table::new(
        1,
        &[
            "server",
            "memory before",
            "after",
            "× bound",
            "× best peer",
            "handled",
            "wrong secret",
            "errors",
        ],
    );
    for row in rows {
        let [bound, best] = against.times(rss(row));
        let idle = middle(row, |round| round.idle as f64 * 1024.0);
        let wrong = row.rounds.last().and_then(|round| round.wrong);
        let errors: u64 = row.rounds.iter().map(|round| round.errors).sum();
        table.row([
            Side::of(&row.by).name(&row.case),
            number::maybe(idle, megabytes),
            number::maybe(rss(row), megabytes),
            number::maybe(bound, times),
            number::maybe(best, times),
            handled(&row.rounds),
            wrong.map_or_else(|| "–".to_owned(), |status| status.to_string()),
            errors.to_string(),
        ]);
    }
    table
}

/// The share of answered updates that were handled when the load had ended.
fn handled(rounds: &[Round]) -> String {
    let (mut sum, mut answered, mut all) = (0, 0, true);
    for round in rounds {
        let Some(handled) = round.handled else { return "–".to_owned() };
        all &= (round.answered..=round.answered + UNDER_WAY).contains(&handled);
        (sum, answered) = (sum + handled, answered + round.answered);
    }
    match all {
        true => "all".to_owned(),
        false => format!("{:.1} %", sum as f64 / answered as f64 * 100.0),
    }
}

fn chart<'a>(
    title: &'a str,
    rows: &[&Served],
    figure: fn(&Served) -> Option<f64>,
    show: fn(f64) -> String,
) -> Chart<'a> {
    let bar = |row: &&Served| {
        let label = row.case.replace('`', "");
        Some(Bar { label, value: figure(row)?, side: Side::of(&row.by) })
    };
    Chart { title, bars: rows.iter().filter_map(bar).collect(), show }
}

fn sorted(rows: &[Served]) -> Vec<&Served> {
    let key = |row: &Served| cpu(row).unwrap_or(f64::INFINITY);
    let mut rows: Vec<&Served> = rows.iter().collect();
    rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
    rows
}

fn against(rows: &[&Served], figure: fn(&Served) -> Option<f64>) -> Against {
    Against::of(
        rows.iter().filter_map(|row| Some((Side::of(&row.by), row.case == HYPER, figure(row)?))),
    )
}

fn middle(row: &Served, figure: impl Fn(&Round) -> f64) -> Option<f64> {
    median(&row.rounds.iter().map(figure).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(answered: u64, handled: Option<u64>) -> Round {
        Round {
            per_second: 1.0,
            cpu: 1.0,
            p50: 1.0,
            p99: 1.0,
            idle: 1,
            rss: 1,
            answered,
            handled,
            wrong: Some(401),
            errors: 0,
        }
    }

    #[test]
    fn requests_in_flight_may_be_handled_too() {
        assert_eq!(handled(&[round(1000, Some(1000)), round(1000, Some(1064))]), "all");
        assert_eq!(handled(&[round(1000, Some(661))]), "66.1 %");
        assert_eq!(handled(&[round(1000, Some(2000))]), "200.0 %");
        assert_eq!(handled(&[round(1000, None)]), "–");
    }
}
