//! A page and its elements.

use std::{
    collections::BTreeSet,
    fmt::{Display, Write as _},
};

use crate::{
    plan::Step,
    results::{Results, Row},
};

use super::{caveats, plot::Chart, table::Table, text};

/// A page that is being written.
#[derive(Debug, Default)]
pub struct Page {
    pub(super) text: String,
    pub(super) charts: Vec<(&'static str, String)>,
}

impl Page {
    /// Adds a heading.
    pub(super) fn heading(&mut self, text: &str) {
        self.paragraph(format_args!("## {text}"));
    }

    /// Adds a paragraph or another block.
    pub(super) fn paragraph(&mut self, text: impl Display) {
        let _ = writeln!(self.text, "{}\n", text.to_string().trim_end());
    }

    /// Adds a table with a heading.
    pub(super) fn table(&mut self, over: &str, table: &Table) {
        self.paragraph(over);
        self.paragraph(table);
    }

    /// Adds a chart, unless it is empty.
    pub(super) fn chart(&mut self, name: &'static str, chart: &Chart<'_>) {
        if let Some(svg) = chart.draw() {
            self.paragraph(format_args!("![{}](benchmarks/{name}.svg)", chart.title));
            self.charts.push((name, svg));
        }
    }

    /// Begins a workload: its description, and when its figures were measured. Returns
    /// whether there are any.
    pub(super) fn workload<R: Row>(
        &mut self,
        results: &Results,
        step: Step,
        what: &str,
        rows: &[R],
    ) -> bool {
        self.heading(what);
        self.paragraph(text::what_is(step));
        if rows.is_empty() {
            self.paragraph("Not measured.");
        } else {
            let stamps: BTreeSet<_> = rows.iter().map(Row::stamp).collect();
            let quick = stamps.iter().any(|stamp| stamp.quick);
            let stamp = |at: &crate::machine::Stamp| format!("{} at `{}`", at.date, at.commit);
            let stamps: BTreeSet<String> = stamps.into_iter().map(stamp).collect();
            let stamps: Vec<String> = stamps.into_iter().collect();
            self.paragraph(format_args!("Measured on {}.", stamps.join(" and on ")));
            if quick {
                self.paragraph(text::QUICK);
            }
        }
        let notes = results.notes.get(&step.to_string()).map_or(&[][..], Vec::as_slice);
        if !notes.is_empty() {
            let line = |note: &crate::results::Note| format!("- {}: {}\n", note.by, note.text);
            let notes: String = notes.iter().map(line).collect();
            self.paragraph(format_args!("Missing:\n\n{notes}"));
        }
        !rows.is_empty()
    }

    /// Ends a workload with the differences between its peers.
    pub(super) fn caveats<R: Row>(&mut self, step: Step, rows: &[R]) {
        let measured = |peer: &str| rows.iter().any(|row| row.by() == peer);
        let lines: String = caveats::of(step)
            .iter()
            .filter(|(peer, _)| measured(peer))
            .map(|(_, text)| format!("- {text}\n"))
            .collect();
        if !lines.is_empty() {
            self.paragraph(format_args!("Differences:\n\n{lines}"));
        }
    }
}
