//! Inputs made to break a reader, in a thread with the stack that wasm has.

use portolan_tests::reading::hostile::{INPUTS, STEEP};

/// wasm's default.
const STACK_BYTES: usize = 1 << 20;

/// A build without optimization reads a tenth; the program `hostile` reads them in full.
const DIVISOR: usize = if cfg!(debug_assertions) { 10 } else { 1 };

#[test]
fn hostile_inputs_give_one_problem_at_most_and_take_no_longer_than_their_parts() {
    let run = || {
        let mut faults: Vec<String> =
            STEEP.iter().filter_map(|input| input.judge(input.size).err()).collect();
        for input in INPUTS {
            let size = input.size / DIVISOR;
            faults.extend(input.judge(size).err());
            faults.extend(input.judge_growth(size).err());
        }
        faults
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run).expect("a thread starts");
    let faults = thread.join().expect("no input overflows the stack or panics");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
