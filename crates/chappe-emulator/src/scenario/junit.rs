//! Reports in the XML format of `JUnit`, which CI servers read.

use std::fmt::Write as _;

use crate::scenario::ScenarioReport;

/// Returns reports as a `JUnit` document: one suite, and one test case per scenario.
pub fn junit(reports: &[ScenarioReport]) -> String {
    let failures = reports.iter().filter(|report| !report.is_passed()).count();
    let took: f64 = reports.iter().map(|report| report.took.as_secs_f64()).sum();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\"", reports.len());
    let _ = writeln!(xml, "<testsuites {counts} time=\"{took:.3}\">");
    let _ = writeln!(xml, "  <testsuite name=\"scenarios\" {counts} time=\"{took:.3}\">");
    for report in reports {
        let (name, took) = (escaped(&report.name), report.took.as_secs_f64());
        let _ =
            write!(xml, "    <testcase classname=\"scenarios\" name=\"{name}\" time=\"{took:.3}\"");
        let Some(step) = report.failure() else {
            xml.push_str("/>\n");
            continue;
        };
        let message = escaped(&format!("step {}, {}", step.number, step.description));
        let why = escaped(step.failure.as_deref().unwrap_or_default());
        let _ = writeln!(xml, ">\n      <failure message=\"{message}\">{why}</failure>");
        xml.push_str("    </testcase>\n");
    }
    xml.push_str("  </testsuite>\n</testsuites>\n");
    xml
}

/// Escapes a text for XML. Characters that XML does not allow are replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            c if c < ' ' => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::scenario::StepReport;

    #[test]
    fn a_report_is_a_test_case() {
        let report = |name: &str, failure: Option<&str>| ScenarioReport {
            name: name.to_owned(),
            steps: vec![StepReport {
                number: 1,
                description: "expects \"<b>\"".to_owned(),
                failure: failure.map(str::to_owned),
            }],
            took: Duration::from_millis(1500),
        };
        let xml = junit(&[report("a & b", None), report("c", Some("nothing\u{1} came"))]);
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <testsuites tests=\"2\" failures=\"1\" errors=\"0\" time=\"3.000\">\n  \
            <testsuite name=\"scenarios\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"3.000\">\n    \
            <testcase classname=\"scenarios\" name=\"a &amp; b\" time=\"1.500\"/>\n    \
            <testcase classname=\"scenarios\" name=\"c\" time=\"1.500\">\n      \
            <failure message=\"step 1, expects &quot;&lt;b&gt;&quot;\">nothing\u{FFFD} came</failure>\n    \
            </testcase>\n  </testsuite>\n</testsuites>\n";
        assert_eq!(xml, expected);
    }
}
