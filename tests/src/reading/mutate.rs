//! Seeded mutants of manifests: single characters, and lines cut, copied, indented and joined.

use crate::random::Random;

/// The manifests that mutants are made of: name and text.
pub const MANIFESTS: [(&str, &str); 8] = [
    ("service.yaml", include_str!("../../data/reading/manifests/service.yaml")),
    ("deployment.yaml", include_str!("../../data/reading/manifests/deployment.yaml")),
    ("config-map.yaml", include_str!("../../data/reading/manifests/config-map.yaml")),
    ("anchors.yaml", include_str!("../../data/reading/manifests/anchors.yaml")),
    ("ingress.yaml", include_str!("../../data/reading/manifests/ingress.yaml")),
    ("service.json", include_str!("../../data/reading/manifests/service.json")),
    ("network-policy.yaml", include_str!("../../data/reading/manifests/network-policy.yaml")),
    ("odd.yaml", include_str!("../../data/reading/manifests/odd.yaml")),
];

/// Characters that mean something to YAML come up more often than others.
const CHARACTERS: &[u8] = b"::::----  ?,,[]{}{}#&*!|>'\"\"''%@`\t\n\n\\~=<.0123456789abeExyNotrue_+/$()^;";

/// Makes the mutant of a seed.
pub fn mutant(seed: u64) -> String {
    let mut random = Random::new(seed);
    let base = random.pick(&MANIFESTS).1;
    mutate(base, &mut random)
}

/// Changes a text at one to three places.
pub fn mutate(base: &str, random: &mut Random) -> String {
    let mut text = base.as_bytes().to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(text.len().max(1));
        match random.below(12) {
            0 | 1 => {
                if at < text.len() {
                    text.remove(at);
                }
            }
            2..=4 => text.insert(at, random.pick(CHARACTERS)),
            5 | 6 => {
                if at < text.len() {
                    text[at] = random.pick(CHARACTERS);
                }
            }
            operation => text = mutate_lines(&text, operation, random),
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

fn mutate_lines(text: &[u8], operation: usize, random: &mut Random) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let at = random.below(lines.len());
    match operation {
        7 => {
            let n_spaces = 1 + random.below(3);
            lines[at].splice(0..0, std::iter::repeat_n(b' ', n_spaces));
        }
        8 => {
            let n_spaces = lines[at].iter().take_while(|byte| **byte == b' ').count();
            let n_cut = (1 + random.below(2)).min(n_spaces);
            lines[at].drain(0..n_cut);
        }
        9 => {
            let copy = lines[at].clone();
            let to = random.below(lines.len() + 1);
            lines.insert(to, copy);
        }
        10 => {
            lines.remove(at);
        }
        _ => {
            let len = lines[at].len();
            let cut = random.below(len + 1);
            lines[at].truncate(cut);
        }
    }
    lines.concat()
}
