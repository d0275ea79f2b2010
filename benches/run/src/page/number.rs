//! Readable numbers: three digits, and a unit.

/// A time in nanoseconds.
pub fn time(ns: f64) -> String {
    match ns {
        ns if ns < 999.5 => format!("{} ns", digits(ns)),
        ns if ns < 999.5e3 => format!("{} µs", digits(ns / 1e3)),
        ns if ns < 999.5e6 => format!("{} ms", digits(ns / 1e6)),
        ns => format!("{} s", digits(ns / 1e9)),
    }
}

/// A count.
pub fn count(many: f64) -> String {
    match many {
        many if many.fract() == 0.0 && many < 10_000.0 => format!("{many}"),
        many if many < 9_999.5 => digits(many),
        many if many < 999.5e3 => format!("{}k", digits(many / 1e3)),
        many => format!("{}M", digits(many / 1e6)),
    }
}

/// Seconds.
pub fn seconds(seconds: f64) -> String {
    format!("{} s", digits(seconds))
}

/// Bytes, in megabytes.
pub fn megabytes(bytes: f64) -> String {
    format!("{} MB", digits(bytes / 1e6))
}

/// A factor.
pub fn times(factor: f64) -> String {
    format!("{}×", digits(factor))
}

/// A number that may be missing.
pub fn maybe(number: Option<f64>, show: fn(f64) -> String) -> String {
    number.map_or_else(|| "–".to_owned(), show)
}

/// A range from the least to the greatest, with one unit if they share it.
pub fn range(range: Option<(f64, f64)>, show: fn(f64) -> String) -> String {
    let Some((least, greatest)) = range else { return "–".to_owned() };
    let (least, greatest) = (show(least), show(greatest));
    match (least.split_once(' '), greatest.split_once(' ')) {
        (Some((number, unit)), Some((_, other))) if unit == other => format!("{number}–{greatest}"),
        _ => format!("{least}–{greatest}"),
    }
}

fn digits(number: f64) -> String {
    match number {
        number if number < 9.995 => format!("{number:.2}"),
        number if number < 99.95 => format!("{number:.1}"),
        number => format!("{number:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_unit_that_fits() {
        assert_eq!(time(76.34), "76.3 ns");
        assert_eq!(time(999.7), "1.00 µs");
        assert_eq!(time(26_200.0), "26.2 µs");
        assert_eq!(time(11_970_000.0), "12.0 ms");
    }

    #[test]
    fn whole_numbers_stay_whole() {
        assert_eq!(count(13.0), "13");
        assert_eq!(count(38.92), "38.9");
        assert_eq!(count(50_300.0), "50.3k");
        assert_eq!(count(4_230_000.0), "4.23M");
    }

    #[test]
    fn a_range_names_its_unit_once() {
        assert_eq!(range(Some((1.0, 2.0)), time), "1.00–2.00 ns");
        assert_eq!(range(Some((900.0, 2000.0)), time), "900 ns–2.00 µs");
        assert_eq!(range(None, time), "–");
    }
}
