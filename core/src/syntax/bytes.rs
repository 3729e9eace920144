//! From a file's bytes to text.

use crate::diagnostic::{Code, Problem};
use crate::source::TextRange;

/// Reads bytes as UTF-8; the problems' ranges are offsets in the file.
///
/// Each byte that is not UTF-8 becomes `?`, so that offsets hold; the first is reported. UTF-16 gives empty text.
pub fn read_bytes(bytes: &[u8]) -> (String, Vec<Problem>) {
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        let mut problem = Problem::new(Code::NOT_UTF_8, TextRange::new(0, 0), "the file is UTF-16");
        problem.help = Some("Save it as UTF-8.".to_owned());
        return (String::new(), vec![problem]);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut problems = Vec::new();
    let mut n_bad = 0usize;
    let mut first = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            if n_bad == 0 {
                first = text.len();
            }
            n_bad += chunk.invalid().len();
            text.extend(chunk.invalid().iter().map(|_| '?'));
        }
    }
    if n_bad > 0 {
        let byte = bytes.get(first).copied().unwrap_or_default();
        let place = TextRange::new(first as u32, first as u32 + 1);
        let message = format!("byte 0x{byte:02X} is not UTF-8");
        let mut problem = Problem::new(Code::NOT_UTF_8, place, message);
        problem.effect = (n_bad > 1).then(|| format!("{n_bad} bytes of the file are not UTF-8."));
        problem.help = Some("Save the file as UTF-8.".to_owned());
        problems.push(problem);
    }
    (text, problems)
}
