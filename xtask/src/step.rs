//! Steps: one line each, with how long it took; commands whose output is kept until it is wanted.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::workspace;

/// Lines of a failed command's output that are shown.
const SHOWN_LINES: usize = 60;

/// Runs `work` and prints its name and duration on one line.
pub(crate) fn step<T>(label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    print!("{label} ... ");
    // A terminal that cannot be flushed shows the line later, no more.
    drop(std::io::stdout().flush());
    let result = work();
    let outcome = if result.is_ok() { "" } else { "failed after " };
    println!("{outcome}{:.1} s", started.elapsed().as_secs_f64());
    result
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
    let status = match limit {
        None => child.wait()?,
        Some(limit) => wait_within(&program, &mut child, limit)?,
    };
    let output = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
    Ok(Ran { status, output })
}

fn wait_within(program: &str, child: &mut Child, limit: Duration) -> Result<ExitStatus> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("`{program}` did not end within {} s", limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
