//! Steps: what is done and how long it took; commands whose output is kept until it is wanted.
//!
//! A step that lasts says so, and while it lasts a line comes at least every [`SILENCE`]. Steps of two threads may run
//! side by side, so every line stands for itself.

use std::cell::RefCell;
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::{processor, workspace};

/// Lines of a failed command's output that are shown.
const SHOWN_LINES: usize = 60;

/// A step that lasts longer is announced.
const SHORT: Duration = Duration::from_secs(3);

/// The longest time without a line while a command runs.
const SILENCE: Duration = Duration::from_secs(15);

/// How often a running command is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// When the last line was printed.
static LAST_LINE: Mutex<Option<Instant>> = Mutex::new(None);

thread_local! {
    /// The step that this thread is in.
    static STEP: RefCell<Option<Step>> = const { RefCell::new(None) };
}

/// A step under way.
struct Step {
    label: String,
    started: Instant,
    is_announced: bool,
    /// Seconds of processor time that its commands took, as far as the system tells.
    processor_s: f64,
}

/// Runs `work` and prints its name and duration on one line.
pub(crate) fn step<T>(label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let step =
        Step { label: label.to_owned(), started: Instant::now(), is_announced: false, processor_s: 0.0 };
    let outer = STEP.replace(Some(step));
    let result = work();
    let Some(step) = STEP.replace(outer) else { return result };
    let outcome = if result.is_ok() { "" } else { "failed after " };
    let processor = match step.processor_s {
        seconds if seconds < 1.0 => String::new(),
        seconds => format!(" ({seconds:.0} s of processor time)"),
    };
    say(format!("{label}: {outcome}{:.1} s{processor}", step.started.elapsed().as_secs_f64()));
    result
}

/// Prints a line.
pub(crate) fn say(line: impl Display) {
    let mut last = last_line();
    println!("{line}");
    *last = Some(Instant::now());
}

fn last_line() -> MutexGuard<'static, Option<Instant>> {
    LAST_LINE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says that this thread's step is under way, where it has not been said, and what it does where nothing was said for a
/// while.
pub(crate) fn keep_saying(doing: impl FnOnce() -> String) {
    STEP.with_borrow_mut(|step| {
        let Some(step) = step else { return };
        let lasted = step.started.elapsed();
        if !step.is_announced && lasted > SHORT {
            step.is_announced = true;
            say(format!("{} ...", step.label));
        } else if last_line().is_none_or(|last| last.elapsed() > SILENCE) {
            say(format!("  {}: {:.0} s, {}", step.label, lasted.as_secs_f64(), doing()));
        }
    });
}

/// What a command printed, and whether it succeeded.
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    /// Both streams, in the order they were written.
    pub(crate) output: String,
}

/// Runs a command to its end, its output going to a log file of that name.
pub(crate) fn run(log: &str, command: &mut Command) -> Result<Ran> {
    wait(log, command, None)
}

/// Runs a command that must succeed; a failure shows the end of its output.
pub(crate) fn succeed(log: &str, command: &mut Command) -> Result<String> {
    let ran = wait(log, command, None)?;
    checked(command, ran)
}

/// Like [`succeed`], for commands that may hang: they are stopped after `limit`.
pub(crate) fn succeed_within(limit: Duration, log: &str, command: &mut Command) -> Result<String> {
    let ran = wait(log, command, Some(limit))?;
    checked(command, ran)
}

/// The last lines of an output.
pub(crate) fn tail(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    lines.get(lines.len().saturating_sub(SHOWN_LINES)..).unwrap_or_default().join("\n")
}

fn checked(command: &Command, ran: Ran) -> Result<String> {
    if !ran.status.success() {
        let program = command.get_program().to_string_lossy();
        bail!("`{program}` ended with {}:\n{}", ran.status, tail(&ran.output));
    }
    Ok(ran.output)
}

fn wait(log: &str, command: &mut Command, limit: Option<Duration>) -> Result<Ran> {
    let folder = workspace::scratch("log");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{log}.txt"));
    let file = File::create(&path)?;
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| format!("`{program}` could not be started"))?;
    let status = watch(&program, &mut child, limit, &path)?;
    let output = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
    Ok(Ran { status, output })
}

/// Waits for a command's end, and says what it does meanwhile.
fn watch(program: &str, child: &mut Child, limit: Option<Duration>, log: &Path) -> Result<ExitStatus> {
    let started = Instant::now();
    let mut spent_s = 0.0;
    loop {
        spent_s = processor::seconds_of(child.id()).unwrap_or(spent_s);
        if let Some(status) = child.try_wait()? {
            STEP.with_borrow_mut(|step| {
                if let Some(step) = step {
                    step.processor_s += spent_s;
                }
            });
            return Ok(status);
        }
        if limit.is_some_and(|limit| started.elapsed() > limit) {
            child.kill()?;
            child.wait()?;
            bail!("`{program}` did not end within {} s", limit.unwrap_or_default().as_secs());
        }
        keep_saying(|| doing(log));
        sleep(LOOK);
    }
}

/// What a log says last; for cargo also how many crates it has begun.
fn doing(log: &Path) -> String {
    const LOOKED_AT: u64 = 1 << 20;
    const MOST_CHARACTERS: usize = 80;
    let read = || -> std::io::Result<String> {
        let mut file = File::open(log)?;
        let start = file.metadata()?.len().saturating_sub(LOOKED_AT);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let n_crates =
        lines().filter(|line| line.starts_with("Compiling ") || line.starts_with("Checking ")).count();
    let last: String = lines().next_back().unwrap_or("no output yet").chars().take(MOST_CHARACTERS).collect();
    if n_crates == 0 { last } else { format!("{n_crates} crates, {last}") }
}
