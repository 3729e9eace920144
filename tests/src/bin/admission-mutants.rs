//! Runs mutants of recorded texts through admission: `admission-mutants [COUNT] [SEED]`. A panic ends it with the text.

use portolan_tests::admission_mutants::{mutant, run, texts};
use portolan_tests::conformance::read_cases;
use portolan_tests::random::Random;
use portolan_tests::world::recorded_assumptions;
use std::io::Write as _;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().unwrap_or(0));
    let count = arguments.next().unwrap_or(100_000);
    let mut random = Random::new(arguments.next().unwrap_or(1));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    for name in ["create-1.37.jsonl.gz", "update-1.37.jsonl.gz"] {
        let Ok((recorded, cases)) = read_cases(&folder.join(name)) else { return ExitCode::FAILURE };
        let assumptions = recorded_assumptions(&recorded);
        let texts = texts(&cases);
        for _ in 0..count / 2 {
            let text = mutant(texts.get(random.below(texts.len())).copied().unwrap_or(""), &mut random);
            if catch_unwind(|| run(&text, &assumptions)).is_err() {
                let _ = writeln!(std::io::stderr(), "panicked on {text}");
                return ExitCode::FAILURE;
            }
        }
    }
    let _ = writeln!(std::io::stdout(), "{count} mutants, no panic");
    ExitCode::SUCCESS
}
