//! Inputs made to break a reader, in a thread with the stack that wasm has.

use portolan_tests::reading::hostile::{Size, inputs, read_one};

/// wasm's default.
const STACK_BYTES: usize = 1 << 20;

/// A debug build on a loaded machine gets more time; the program `hostile` holds the promise.
const SLACK: u32 = 30;

#[test]
fn hostile_inputs_give_one_problem_at_most_and_in_time() {
    let run = || inputs(Size::Tenth).filter_map(|input| read_one(&input, SLACK).err()).collect::<Vec<_>>();
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run).expect("a thread starts");
    let faults = thread.join().expect("no input overflows the stack or panics");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
