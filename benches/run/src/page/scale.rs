//! The scale of a chart.

/// Maps values to positions between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Linear, from zero.
    Linear {
        /// The distance of ticks.
        step: f64,
        /// The end of the scale.
        end: f64,
    },
    /// Logarithmic, by powers of ten.
    Logarithmic {
        /// The power at which the scale begins.
        first: i32,
        /// The power at which the scale ends.
        last: i32,
    },
}

/// The greatest ratio of values on a linear scale: beyond it, the least bar would be a
/// line.
const WIDE: f64 = 25.0;

impl Scale {
    /// The scale for these values. Returns `None` if there are none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let shown = values.iter().copied().filter(|value| *value > 0.0);
        let (least, greatest) =
            shown.fold((f64::INFINITY, 0.0_f64), |(a, b), value| (a.min(value), b.max(value)));
        if greatest == 0.0 || !greatest.is_finite() {
            return None;
        }
        if greatest / least > WIDE {
            // The least bar should be visible too.
            let first = (least / 2.0).log10().floor() as i32;
            return Some(Self::Logarithmic { first, last: greatest.log10().ceil() as i32 });
        }
        let rough = greatest / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
        let step = step.into_iter().find(|step| *step >= rough).unwrap_or(rough);
        Some(Self::Linear { step, end: (greatest / step).ceil() * step })
    }

    /// Whether the scale is logarithmic.
    pub fn is_logarithmic(&self) -> bool {
        matches!(self, Self::Logarithmic { .. })
    }

    /// The position of a value.
    pub fn position(&self, value: f64) -> f64 {
        let position = match *self {
            Self::Linear { end, .. } => value / end,
            Self::Logarithmic { first, last } => {
                (value.log10() - f64::from(first)) / f64::from(last - first)
            }
        };
        position.clamp(0.0, 1.0)
    }

    /// The values with a grid line.
    pub fn ticks(&self) -> Vec<f64> {
        match *self {
            Self::Linear { step, end } => {
                let many = (end / step).round() as u32;
                (0..=many).map(|tick| step * f64::from(tick)).collect()
            }
            Self::Logarithmic { first, last } => (first..=last).map(|n| 10_f64.powi(n)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_values_have_a_linear_scale() {
        let scale = Scale::of(&[95.0, 149.0, 0.0]).unwrap();
        assert_eq!(scale, Scale::Linear { step: 50.0, end: 150.0 });
        assert_eq!(scale.ticks(), [0.0, 50.0, 100.0, 150.0]);
        assert!((scale.position(75.0) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn distant_values_have_a_logarithmic_scale() {
        let scale = Scale::of(&[444.0, 1_300_000.0]).unwrap();
        assert_eq!(scale, Scale::Logarithmic { first: 2, last: 7 });
        assert!((scale.position(1e4) - 0.4).abs() < 1e-9);
        assert_eq!(scale.ticks().len(), 6);
        assert_eq!(scale.position(0.0), 0.0);
    }

    #[test]
    fn the_least_bar_is_visible() {
        let scale = Scale::of(&[100.0, 1e5]).unwrap();
        assert!(scale.position(100.0) > 0.1);
    }

    #[test]
    fn no_values_have_no_scale() {
        assert_eq!(Scale::of(&[]), None);
        assert_eq!(Scale::of(&[0.0]), None);
    }
}
