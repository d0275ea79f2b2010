//! The figures that a figure is compared with.

/// The owner of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A bound.
    Bound,
    /// chappe's.
    Ours,
    /// Another library's.
    Peer,
}

impl Side {
    /// The owner of the rows with this name.
    pub fn of(by: &str) -> Self {
        match by {
            "bounds" => Self::Bound,
            "chappe" => Self::Ours,
            _ => Self::Peer,
        }
    }

    /// The name of the CSS class in charts.
    pub fn class(self) -> &'static str {
        match self {
            Self::Bound => "bound",
            Self::Ours => "ours",
            Self::Peer => "peer",
        }
    }

    /// A name, in bold for chappe.
    pub fn name(self, name: &str) -> String {
        match self {
            Self::Ours => format!("**{name}**"),
            _ => name.to_owned(),
        }
    }
}

/// The bound of a figure, and the best of the other libraries.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Against {
    /// The bound.
    pub bound: Option<f64>,
    /// The best.
    pub best: Option<f64>,
}

impl Against {
    /// Finds both among figures, of which at most one is the bound.
    pub fn of(figures: impl Iterator<Item = (Side, bool, f64)>) -> Self {
        let mut against = Self::default();
        for (side, is_bound, figure) in figures {
            if is_bound {
                against.bound = Some(figure);
            }
            if side == Side::Peer {
                against.best = Some(against.best.map_or(figure, |best| best.min(figure)));
            }
        }
        against
    }

    /// The ratios to the bound and to the best.
    pub fn times(&self, figure: Option<f64>) -> [Option<f64>; 2] {
        [self.bound, self.best].map(|other| ratio(figure, other))
    }
}

/// The ratio to the other figure.
pub fn ratio(figure: Option<f64>, other: Option<f64>) -> Option<f64> {
    let ratio = figure? / other?;
    ratio.is_finite().then_some(ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_another_librarys() {
        let figures = [
            (Side::Bound, true, 10.0),
            (Side::Bound, false, 5.0),
            (Side::Ours, false, 20.0),
            (Side::Peer, false, 80.0),
            (Side::Peer, false, 40.0),
        ];
        let against = Against::of(figures.into_iter());
        assert_eq!(against, Against { bound: Some(10.0), best: Some(40.0) });
        assert_eq!(against.times(Some(20.0)), [Some(2.0), Some(0.5)]);
        assert_eq!(against.times(None), [None, None]);
    }

    #[test]
    fn nothing_goes_into_nothing() {
        assert_eq!(ratio(Some(1.0), Some(0.0)), None);
    }
}
