//! Statistics.

/// The median; of an even number of values, the mean of the middle two.
pub fn median(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values);
    let (half, odd) = (sorted.len() / 2, sorted.len() % 2 == 1);
    match sorted.get(half) {
        Some(upper) if odd => Some(*upper),
        Some(upper) => Some(f64::midpoint(sorted[half - 1], *upper)),
        None => None,
    }
}

/// The least and the greatest.
pub fn range(values: &[f64]) -> Option<(f64, f64)> {
    let sorted = sorted(values);
    Some((*sorted.first()?, *sorted.last()?))
}

/// The slope: the cost of one more, from the costs of two numbers.
pub fn slope((few, cost_of_few): (u32, f64), (many, cost_of_many): (u32, f64)) -> Option<f64> {
    (many > few).then(|| (cost_of_many - cost_of_few) / f64::from(many - few))
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 9.0]), Some(3.0));
    }

    #[test]
    fn ranges() {
        assert_eq!(range(&[]), None);
        assert_eq!(range(&[4.0, 1.0, 2.0]), Some((1.0, 4.0)));
    }

    #[test]
    fn slopes() {
        assert_eq!(slope((10, 1500.0), (110, 6500.0)), Some(50.0));
        assert_eq!(slope((10, 1.0), (10, 2.0)), None);
    }
}
