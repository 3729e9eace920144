//! Verdicts and how they compose.

/// Whether a request gets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It does.
    Pass,
    /// It certainly does not.
    Fail,
    /// The input cannot tell.
    Unknown,
    /// Some certainly do and some certainly do not.
    Mixed,
}

impl Verdict {
    /// The word, as reports spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Mixed => "mixed",
        }
    }

    /// The verdict of hops that follow each other: it fails if one fails, else is unknown if one is, else mixed if one
    /// is. Without a hop it passes.
    pub fn in_series(hops: impl IntoIterator<Item = Self>) -> Self {
        let rank = |verdict: Self| match verdict {
            Self::Pass => 0,
            Self::Mixed => 1,
            Self::Unknown => 2,
            Self::Fail => 3,
        };
        hops.into_iter().max_by_key(|&verdict| rank(verdict)).unwrap_or(Self::Pass)
    }

    /// The verdict of ways of which a request takes one: as all where they agree, mixed where some certainly pass and
    /// some certainly fail, else unknown. Without a way it is unknown.
    pub fn of_alternatives(ways: impl IntoIterator<Item = Self>) -> Self {
        let (mut passes, mut fails, mut unknown) = (false, false, false);
        for way in ways {
            passes |= matches!(way, Self::Pass | Self::Mixed);
            fails |= matches!(way, Self::Fail | Self::Mixed);
            unknown |= way == Self::Unknown;
        }
        match (passes, fails, unknown) {
            (true, true, _) => Self::Mixed,
            (true, false, false) => Self::Pass,
            (false, true, false) => Self::Fail,
            (_, _, true) | (false, false, false) => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{self, Fail, Mixed, Pass, Unknown};

    #[test]
    fn hops_in_series() {
        assert_eq!(Verdict::in_series([Pass, Mixed, Unknown, Fail]), Fail);
        assert_eq!(Verdict::in_series([Pass, Mixed, Unknown]), Unknown);
        assert_eq!(Verdict::in_series([Mixed, Pass]), Mixed);
        assert_eq!(Verdict::in_series([]), Pass);
    }

    #[test]
    fn alternatives() {
        assert_eq!(Verdict::of_alternatives([Pass, Pass]), Pass);
        assert_eq!(Verdict::of_alternatives([Fail, Fail]), Fail);
        assert_eq!(Verdict::of_alternatives([Pass, Fail, Unknown]), Mixed);
        assert_eq!(Verdict::of_alternatives([Pass, Unknown]), Unknown);
        assert_eq!(Verdict::of_alternatives([Fail, Unknown]), Unknown);
        assert_eq!(Verdict::of_alternatives([]), Unknown);
    }
}
