//! Amounts such as `100m`, `1.5Gi` and `1e3`, parsed and printed as Kubernetes does.
//!
//! A [`Quantity`] is exact to a billionth and up to about 10²⁹ units; anything beyond is held at that bound.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/resource/{quantity,suffix,amount}.go

use crate::value::{Data, Value};
use std::cmp::Ordering;

/// Billionths in one unit.
const NANOS: i128 = 1_000_000_000;
/// Billionths in a thousandth.
const NANOS_PER_MILLI: i128 = 1_000_000;
/// The bound of what is represented, in billionths.
const LIMIT: i128 = i128::MAX / 4;

/// How an amount was written, which decides how it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityFormat {
    /// With an exponent: `12e6`.
    DecimalExponent,
    /// With a power of 1024: `12Mi`.
    BinarySi,
    /// With a power of 1000, or without any suffix: `12M`.
    DecimalSi,
}

/// An amount of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    nanos: i128,
    format: QuantityFormat,
}

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityError {
    /// It does not have the form of a number with a suffix.
    Format,
    /// Its suffix is unknown.
    Suffix,
}

impl QuantityError {
    /// The words of the API server.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Format => {
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            }
            Self::Suffix => "unable to parse quantity's suffix",
        }
    }
}

/// What a suffix multiplies by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Ten(i32),
    Two(u32),
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Quantity = Quantity { nanos: 0, format: QuantityFormat::DecimalSi };

    /// One unit.
    pub const ONE: Quantity = Quantity { nanos: NANOS, format: QuantityFormat::DecimalSi };

    /// Parses an amount.
    ///
    /// # Errors
    /// Says why the text is not an amount.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        if text.is_empty() {
            return Err(QuantityError::Format);
        }
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, rest) = split_digits(unsigned);
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(rest) => split_digits(rest),
            None => ("", rest),
        };
        check_suffix_form(suffix)?;
        let (scale, format) = interpret_suffix(suffix).ok_or(QuantityError::Suffix)?;
        let (mut nanos, mut format) = (scaled_nanos(whole, fraction, scale), format);
        if format == QuantityFormat::BinarySi {
            nanos = nanos.min(i128::from(i64::MAX).saturating_mul(NANOS));
            if nanos > 0 && nanos < NANOS {
                format = QuantityFormat::DecimalSi;
            }
        }
        Ok(Self { nanos: if negative { -nanos } else { nanos }, format })
    }

    /// The amount of a decoded field: text, or a number as JSON allows.
    pub fn of(value: &Value) -> Option<Self> {
        match &value.data {
            Data::String(text) => Self::parse(text).ok(),
            Data::Int(number) => Some(Self {
                nanos: i128::from(*number).saturating_mul(NANOS),
                format: QuantityFormat::DecimalSi,
            }),
            Data::Float(number) => Self::parse(&number.to_string()).ok(),
            Data::Null | Data::Bool(_) | Data::List(_) | Data::Map(_) => None,
        }
    }

    /// Compares two amounts.
    pub fn compare(self, other: Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }

    /// Says whether the amount is less than nothing.
    pub fn is_negative(self) -> bool {
        self.nanos < 0
    }

    /// Says whether the amount is nothing.
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// The amount in whole units, rounded up.
    pub fn value(self) -> i64 {
        clamp(ceil_div(self.nanos, NANOS))
    }

    /// The amount in thousandths, rounded up.
    pub fn milli_value(self) -> i64 {
        clamp(ceil_div(self.nanos, NANOS_PER_MILLI))
    }

    /// Says whether the amount, rounded up to thousandths, is a whole number.
    pub fn is_whole(self) -> bool {
        ceil_div(self.nanos, NANOS_PER_MILLI) % 1000 == 0
    }

    /// The sum of two amounts, in the first one's format (the second's, if the first is nothing).
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let format = if self.is_zero() { other.format } else { self.format };
        Self { nanos: self.nanos.saturating_add(other.nanos).clamp(-LIMIT, LIMIT), format }
    }

    /// The larger of two amounts, the first if they are equal.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        if other.nanos > self.nanos { other } else { self }
    }

    /// The amount rounded up to thousandths.
    #[must_use]
    pub fn round_up_milli(self) -> Self {
        Self { nanos: ceil_div(self.nanos, NANOS_PER_MILLI).saturating_mul(NANOS_PER_MILLI), ..self }
    }

    /// Prints the amount in its canonical form.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go CanonicalizeBytes
    pub fn canonical(self) -> String {
        if self.nanos == 0 {
            return "0".to_owned();
        }
        let small = self.nanos.abs() < NANOS.saturating_mul(1024);
        match self.format {
            QuantityFormat::BinarySi if !small && self.nanos % NANOS == 0 => print_binary(self.nanos / NANOS),
            QuantityFormat::BinarySi | QuantityFormat::DecimalSi => {
                let (mantissa, exponent) = decimal_parts(self.nanos);
                format!("{mantissa}{}", decimal_suffix(exponent))
            }
            QuantityFormat::DecimalExponent => match decimal_parts(self.nanos) {
                (mantissa, 0) => mantissa.to_string(),
                (mantissa, exponent) => format!("{mantissa}e{exponent}"),
            },
        }
    }
}

/// Prints a text as the amount it holds would be stored: itself where it is canonical already.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity, String
pub fn stored_text(text: &str) -> Option<String> {
    let quantity = Quantity::parse(text).ok()?;
    Some(if keeps_text(text) { text.to_owned() } else { quantity.canonical() })
}

/// Says whether upstream keeps a text as it is because it takes it for canonical.
fn keeps_text(text: &str) -> bool {
    if text == "0" {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text).trim_start_matches('0');
    let (whole, rest) = split_digits(unsigned);
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => split_digits(rest),
        None => ("", rest),
    };
    let digits = whole.len().max(1) + fraction.len();
    match interpret_suffix(suffix) {
        Some((Scale::Two(exponent), _)) => {
            let places = i64::try_from(whole.len().max(1)).unwrap_or(i64::MAX);
            let precision = 14_i64.saturating_sub(places) - i64::from(exponent) * 3 / 10;
            let last_bits = whole.parse::<i64>().map_or(0, |value| value & 7);
            fraction.is_empty() && precision >= 0 && exponent.is_multiple_of(10) && last_bits != 0
        }
        Some((Scale::Ten(exponent), _)) => {
            let scale = exponent.saturating_sub(places(fraction));
            let shifted = format!("{}{fraction}", if whole.is_empty() { "0" } else { whole });
            digits <= 18
                && scale >= -9
                && scale % 3 == 0
                && !shifted.ends_with("000")
                && !shifted.starts_with('0')
        }
        None => false,
    }
}

/// How many decimal places a fraction has.
fn places(fraction: &str) -> i32 {
    i32::try_from(fraction.len()).unwrap_or(i32::MAX)
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Checks that a suffix is letters, then a sign, then digits.
fn check_suffix_form(suffix: &str) -> Result<(), QuantityError> {
    let rest = suffix.trim_start_matches(|c: char| "eEinumkKMGTP".contains(c));
    let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    if rest.bytes().all(|byte| byte.is_ascii_digit()) { Ok(()) } else { Err(QuantityError::Format) }
}

fn interpret_suffix(suffix: &str) -> Option<(Scale, QuantityFormat)> {
    let decimal = |exponent| Some((Scale::Ten(exponent), QuantityFormat::DecimalSi));
    let binary = |exponent| Some((Scale::Two(exponent), QuantityFormat::BinarySi));
    match suffix {
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "" => decimal(0),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            Some((Scale::Ten(exponent), QuantityFormat::DecimalExponent))
        }
    }
}

/// The amount in billionths, rounded up, held at the bound.
fn scaled_nanos(whole: &str, fraction: &str, scale: Scale) -> i128 {
    let digits = whole.bytes().chain(fraction.bytes());
    let mut mantissa: i128 = 0;
    for digit in digits {
        mantissa = mantissa.saturating_mul(10).saturating_add(i128::from(digit.saturating_sub(b'0')));
    }
    let (factor, exponent) = match scale {
        Scale::Two(exponent) => (1_i128.checked_shl(exponent).unwrap_or(LIMIT), 9),
        Scale::Ten(exponent) => (1, exponent.saturating_add(9)),
    };
    let mantissa = mantissa.saturating_mul(factor);
    let exponent = exponent.saturating_sub(places(fraction));
    if mantissa == 0 {
        return 0;
    }
    let power = 10_i128.checked_pow(exponent.unsigned_abs());
    match (exponent >= 0, power) {
        (true, Some(power)) => mantissa.saturating_mul(power).min(LIMIT),
        (true, None) => LIMIT,
        (false, Some(power)) => ceil_div(mantissa, power),
        (false, None) => 1,
    }
}

/// Divides and rounds away from zero.
fn ceil_div(number: i128, divisor: i128) -> i128 {
    let quotient = number / divisor;
    if number % divisor == 0 { quotient } else { quotient + number.signum() }
}

fn clamp(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

/// Splits billionths into a mantissa and a decimal exponent that three divides.
fn decimal_parts(nanos: i128) -> (i128, i32) {
    let (mut mantissa, mut exponent) = (nanos, -9);
    while mantissa % 10 == 0 && mantissa != 0 {
        mantissa /= 10;
        exponent += 1;
    }
    while exponent % 3 != 0 {
        mantissa = mantissa.saturating_mul(10);
        exponent -= 1;
    }
    while exponent > 18 {
        mantissa = mantissa.saturating_mul(1000);
        exponent -= 3;
    }
    (mantissa, exponent)
}

fn decimal_suffix(exponent: i32) -> &'static str {
    match exponent {
        -9 => "n",
        -6 => "u",
        -3 => "m",
        3 => "k",
        6 => "M",
        9 => "G",
        12 => "T",
        15 => "P",
        18 => "E",
        _ => "",
    }
}

fn print_binary(units: i128) -> String {
    let mut mantissa = units;
    let mut suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].into_iter();
    let mut suffix = suffixes.next().unwrap_or("");
    while mantissa % 1024 == 0 && mantissa != 0 {
        let Some(next) = suffixes.next() else { break };
        mantissa /= 1024;
        suffix = next;
    }
    format!("{mantissa}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        Quantity::parse(text).map_or_else(|error| error.as_str().to_owned(), Quantity::canonical)
    }

    #[test]
    fn prints_the_canonical_form() {
        let cases = [
            ("0", "0"),
            ("0.5", "500m"),
            ("1.5Gi", "1536Mi"),
            ("1024Mi", "1Gi"),
            ("1000Mi", "1000Mi"),
            ("100m", "100m"),
            ("1000m", "1"),
            ("1e3", "1e3"),
            ("1500", "1500"),
            ("12000", "12k"),
            ("0.1Gi", "107374182400m"),
            ("512", "512"),
            ("0.5Ki", "512"),
            ("-1Gi", "-1Gi"),
            ("+1", "1"),
            (".5", "500m"),
            ("1.", "1"),
            ("0.0000000001", "1n"),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for text in ["", "1 Gi", "x", "1Gib", "1.2.3"] {
            assert_eq!(Quantity::parse(text), Err(QuantityError::Format), "{text}");
        }
        for text in ["1K", "1mm", "--1"] {
            assert_eq!(Quantity::parse(text), Err(QuantityError::Suffix), "{text}");
        }
    }

    #[test]
    fn keeps_canonical_texts() {
        assert_eq!(stored_text("1.5Gi").as_deref(), Some("1536Mi"));
        assert_eq!(stored_text("500Mi").as_deref(), Some("500Mi"));
        assert_eq!(stored_text("1024Mi").as_deref(), Some("1Gi"));
        assert_eq!(stored_text("1e3").as_deref(), Some("1e3"));
        assert_eq!(stored_text("0.5").as_deref(), Some("500m"));
    }

    #[test]
    fn rounds_and_compares() {
        let parse = |text| Quantity::parse(text).unwrap_or(Quantity::ZERO);
        assert_eq!(parse("1500m").value(), 2);
        assert!(!parse("1500m").is_whole() && parse("2").is_whole());
        assert_eq!(parse("1Gi").compare(parse("1G")), Ordering::Greater);
        assert_eq!(parse("1m").plus(parse("999m")).canonical(), "1");
        assert_eq!(parse("0.0001").round_up_milli().canonical(), "1m");
    }
}
