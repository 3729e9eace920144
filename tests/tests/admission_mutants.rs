//! A quick run of mutants; the long one is `admission-mutants`.

use portolan_tests::admission_mutants::{mutant, run, texts};
use portolan_tests::conformance::read_cases;
use portolan_tests::random::Random;
use portolan_tests::world::recorded_assumptions;
use std::path::Path;

#[test]
fn mutants_do_not_panic() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/create-1.37.jsonl.gz");
    let (recorded, cases) = read_cases(&file).unwrap();
    let assumptions = recorded_assumptions(&recorded);
    let texts = texts(&cases);
    assert!(texts.len() > 1000);
    let mut random = Random::new(7);
    let mut changed = 0;
    for _ in 0..400 {
        let text = texts[random.below(texts.len())];
        let mutant = mutant(text, &mut random);
        changed += usize::from(mutant != text);
        run(&mutant, &assumptions);
    }
    assert!(changed > 300, "the mutants are not mutants: {changed}");
}
