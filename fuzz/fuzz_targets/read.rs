//! Any bytes: the reader's properties hold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan_core::syntax::read_bytes;
use portolan_tests::reading::properties;

fuzz_target!(|bytes: &[u8]| {
    let (text, _) = read_bytes(bytes);
    if let Err(property) = properties::check(&text) {
        panic!("{property}");
    }
});
