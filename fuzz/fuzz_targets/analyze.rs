//! Any text: the whole engine ends without a panic and says the same twice.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan_core::assumptions::Assumptions;
use portolan_core::syntax::read_bytes;
use portolan_core::{DocumentCache, Input, InputFile, analyze};

fuzz_target!(|bytes: &[u8]| {
    let (text, _) = read_bytes(bytes);
    let files = [InputFile::new("f.yaml", &text)];
    let input = Input { files: &files, assumptions: &Assumptions::default(), scenario: &Default::default() };
    let mut cache = DocumentCache::default();
    assert_eq!(analyze(&mut cache, &input).diagnostics, analyze(&mut cache, &input).diagnostics);
});
