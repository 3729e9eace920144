//! The reader's properties on seeded texts; the program `properties` checks more of them.

use portolan_tests::reading::properties::{check, suite, text};

#[test]
fn properties_hold() {
    let suite = suite();
    for seed in 0..1_500 {
        let text = text(seed, &suite);
        if let Err(property) = check(&text) {
            panic!("seed {seed}: {property}\n{text:?}");
        }
    }
}
