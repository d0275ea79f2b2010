//! wrk: its script and its output.

use std::{fs, path::Path, process::Command};

use crate::Result;

/// The result of wrk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Load {
    /// Answers.
    pub answers: u64,
    /// The duration in seconds.
    pub seconds: f64,
    /// The median latency in microseconds.
    pub p50: f64,
    /// The 99th percentile of the latency in microseconds.
    pub p99: f64,
    /// Responses with another status than 2xx, and socket errors.
    pub errors: u64,
}

/// A Lua script that posts a document with increasing ids.
pub fn script(document: &str, first: u64) -> Result<String> {
    let (_, rest) = document.split_once(',').ok_or("the document has members")?;
    Ok(format!(
        r#"local id = {first}
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-Telegram-Bot-Api-Secret-Token"] = "s3cr3t"
request = function()
  id = id + 1
  return wrk.format("POST", "/webhook", nil, '{{"update_id":' .. id .. [==[,{rest}]==])
end
"#
    ))
}

/// Loads a server for a number of seconds.
pub fn load(folder: &Path, script: &str, port: u16, seconds: u32) -> Result<Load> {
    let file = folder.join("load.lua");
    fs::write(&file, script)?;
    let output = Command::new("taskset")
        .args(["-c", "1", "wrk", "-t1", "-c64", "--latency", "--timeout", "10s"])
        .arg(format!("-d{seconds}s"))
        .arg("-s")
        .arg(&file)
        .arg(format!("http://127.0.0.1:{port}/webhook"))
        .output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    read(&printed).ok_or_else(|| {
        let error = String::from_utf8_lossy(&output.stderr);
        format!("wrk printed no figures: {}", error.trim()).into()
    })
}

fn read(printed: &str) -> Option<Load> {
    let mut load = Load::default();
    for line in printed.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        match (words.next()?, words.next()) {
            ("50%", Some(time)) => load.p50 = microseconds(time)?,
            ("99%", Some(time)) => load.p99 = microseconds(time)?,
            (answers, Some("requests")) => {
                load.answers = answers.parse().ok()?;
                load.seconds = microseconds(words.nth(1)?.trim_end_matches(','))? / 1e6;
            }
            ("Socket", Some("errors:")) => {
                let counts =
                    words.filter_map(|word| word.trim_end_matches(',').parse::<u64>().ok());
                load.errors += counts.sum::<u64>();
            }
            ("Non-2xx", _) => load.errors += line.rsplit(' ').next()?.parse::<u64>().ok()?,
            _ => {}
        }
    }
    (load.answers > 0 && load.seconds > 0.0).then_some(load)
}

/// Reads `527.00us`, `1.64ms`, `2.00s`, `1.50m`.
fn microseconds(time: &str) -> Option<f64> {
    let at = time.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = time.split_at(at);
    let factor = match unit {
        "us" => 1.0,
        "ms" => 1e3,
        "s" => 1e6,
        "m" => 60e6,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "\
Running 8s test @ http://127.0.0.1:8080/webhook
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.04ms    1.46ms  35.88ms   97.20%
    Req/Sec    74.42k     5.31k   82.11k    71.25%
  Latency Distribution
     50%  527.00us
     75%    1.01ms
     90%    1.20ms
     99%    1.64ms
  592104 requests in 8.00s, 93.20MB read
  Socket errors: connect 0, read 1, write 0, timeout 5
  Non-2xx or 3xx responses: 12
Requests/sec:  74013.00
Transfer/sec:     11.65MB
";

    #[test]
    fn figures_are_read() {
        let load = read(TOLD).unwrap();
        let expected = Load { answers: 592_104, seconds: 8.0, p50: 527.0, p99: 1640.0, errors: 18 };
        assert_eq!(load, expected);
    }

    #[test]
    fn no_answer_is_no_figure() {
        assert_eq!(read("unable to connect to 127.0.0.1:1 Connection refused\n"), None);
        assert_eq!(read("  0 requests in 8.00s, 0.00B read\n"), None);
    }

    #[test]
    fn times_have_units() {
        assert_eq!(microseconds("1.50m"), Some(90e6));
        assert_eq!(microseconds("12"), None);
        assert_eq!(microseconds("12h"), None);
    }

    #[test]
    fn each_update_has_a_unique_id() {
        let script = script(r#"{"update_id":7,"message":{}}"#, 100).unwrap();
        assert!(script.starts_with("local id = 100\n"));
        assert!(script.contains(r#"'{"update_id":' .. id .. [==[,"message":{}}]==]"#));
    }
}
