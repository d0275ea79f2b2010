//! Bar charts as SVG.

use std::fmt::Write as _;

use super::{compare::Side, scale::Scale};

/// A bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The label.
    pub label: String,
    /// The value.
    pub value: f64,
    /// The owner.
    pub side: Side,
}

/// A chart.
#[derive(Debug)]
pub struct Chart<'a> {
    /// The title.
    pub title: &'a str,
    /// The bars, from top to bottom.
    pub bars: Vec<Bar>,
    /// The format of values.
    pub show: fn(f64) -> String,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 270.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 44.0;
const STEP: f64 = 26.0;
const STYLE: &str = "\
.paper{fill:#ffffff}text{font:13px system-ui,sans-serif;fill:#1f2328}\
.title{font-weight:600}.tick{font-size:11px;fill:#59636e}.grid{stroke:#d1d9e0}\
.bound{fill:#9a6700}.ours{fill:#0969da}.peer{fill:#818b98}\
@media(prefers-color-scheme:dark){.paper{fill:#0d1117}text{fill:#f0f6fc}\
.tick{fill:#9198a1}.grid{stroke:#3d444d}.bound{fill:#d29922}.ours{fill:#4493f8}\
.peer{fill:#768390}}";

impl Chart<'_> {
    /// Draws the chart. Returns `None` if it is empty.
    pub fn draw(&self) -> Option<String> {
        let values: Vec<f64> = self.bars.iter().map(|bar| bar.value).collect();
        let scale = Scale::of(&values)?;
        let bottom = TOP + STEP * self.bars.len() as f64;
        let height = bottom + 26.0;
        let kind = if scale.is_logarithmic() { ", on a logarithmic scale" } else { "" };
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
             width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"t d\">\n\
             <title id=\"t\">{title}{kind}</title>\n<desc id=\"d\">{description}</desc>\n\
             <style>{STYLE}</style>\n\
             <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n\
             <text class=\"title\" x=\"12\" y=\"24\">{title}{kind}</text>\n",
            title = escape(self.title),
            description = escape(&self.description()),
        );
        let x = |value| LEFT + (WIDTH - LEFT - RIGHT) * scale.position(value);
        for tick in scale.ticks() {
            let (at, label) = (x(tick), escape(&(self.show)(tick)));
            let _ = writeln!(
                svg,
                "<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{bottom}\"/>\
                 <text class=\"tick\" x=\"{at:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{label}</text>",
                bottom + 16.0
            );
        }
        for (at, bar) in self.bars.iter().enumerate() {
            let y = TOP + STEP * at as f64;
            let end = x(bar.value);
            let (label, value) = (escape(&bar.label), escape(&(self.show)(bar.value)));
            let _ = writeln!(
                svg,
                "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{label}</text>\
                 <rect class=\"{}\" x=\"{LEFT}\" y=\"{:.0}\" width=\"{:.1}\" height=\"18\" rx=\"2\"/>\
                 <text x=\"{:.1}\" y=\"{:.0}\">{value}</text>",
                LEFT - 8.0,
                y + 17.0,
                bar.side.class(),
                y + 4.0,
                (end - LEFT).max(1.0),
                end + 6.0,
                y + 17.0,
            );
        }
        svg.push_str("</svg>\n");
        Some(svg)
    }

    /// The chart as text.
    fn description(&self) -> String {
        let bar = |bar: &Bar| format!("{}: {}", bar.label, (self.show)(bar.value));
        self.bars.iter().map(bar).collect::<Vec<_>>().join("; ")
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::number::time;

    #[test]
    fn a_chart_has_a_title_and_a_description() {
        let bar = |label: &str, value, side| Bar { label: label.to_owned(), value, side };
        let bars = vec![bar("a & b", 10.0, Side::Bound), bar("chappe", 20.0, Side::Ours)];
        let svg = Chart { title: "Time", bars, show: time }.draw().unwrap();
        assert!(svg.contains("<title id=\"t\">Time</title>"));
        assert!(svg.contains("<desc id=\"d\">a &amp; b: 10.0 ns; chappe: 20.0 ns</desc>"));
        assert!(svg.contains("class=\"ours\"") && svg.ends_with("</svg>\n"));
    }

    #[test]
    fn an_empty_chart_is_not_drawn() {
        assert!(Chart { title: "Time", bars: Vec::new(), show: time }.draw().is_none());
    }
}
