//! kubectl's recorded answers in compact form, and how the reader compares.
//!
//! An answer is `-` where kubectl refuses the text, else a hash of its JSON with sorted keys.

use super::canonical;
use super::mutate::mutant;
use serde_json::Value;
use std::fmt;

/// How the recorder writes a refusal, which no text can be.
pub const REFUSED: &str = "\u{0}refused";

const MUTANTS: &str = include_str!("../../data/reading/mutants.txt");

/// Turns a recorder's answer into its compact form.
pub fn compact(answer: &Value) -> String {
    if answer.as_str() == Some(REFUSED) {
        return "-".to_owned();
    }
    hash(answer)
}

fn hash(value: &Value) -> String {
    let text = value.to_string();
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    format!("{:08x}", (hash ^ (hash >> 32)) as u32)
}

/// How many texts are read differently.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// All texts.
    pub n_texts: usize,
    /// Refused here, accepted by kubectl: the seeds.
    pub refused: Vec<u64>,
    /// Accepted here, refused by kubectl.
    pub accepted: Vec<u64>,
    /// Another value.
    pub other: Vec<u64>,
}

impl Comparison {
    /// Says whether no more texts differ than is promised.
    pub fn is_within_bounds(&self) -> bool {
        self.refused.len() <= 1 && self.accepted.is_empty() && self.other.is_empty()
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} mutants", self.n_texts)?;
        writeln!(f, "refused, kubectl accepts: {} of at most 1 {:?}", self.refused.len(), self.refused)?;
        writeln!(f, "accepted, kubectl refuses: {} of none {:?}", self.accepted.len(), self.accepted)?;
        write!(f, "another value: {} of none {:?}", self.other.len(), self.other)
    }
}

/// Reads all mutants and compares with the recorded answers.
pub fn compare_mutants() -> Comparison {
    let mut out = Comparison::default();
    for (seed, answer) in (0..).zip(MUTANTS.lines()) {
        out.n_texts += 1;
        let ours = canonical::chunk(&mutant(seed)).map_or("-".to_owned(), |value| hash(&value));
        match (answer, ours.as_str()) {
            (kubectl, here) if kubectl == here => {}
            (_, "-") => out.refused.push(seed),
            ("-", _) => out.accepted.push(seed),
            _ => out.other.push(seed),
        }
    }
    out
}
