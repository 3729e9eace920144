// The smallest runner that serves: named checks, one line each, and their sum in the last line.

let passed = 0;
let failed = 0;

/** Runs one check; what it throws makes it a failure, and the next one runs all the same. */
export async function check(name, work) {
  try {
    await work();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n     ')}`);
  }
}

/** Prints the sum and ends the process. */
export function close() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
