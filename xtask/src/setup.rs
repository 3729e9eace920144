//! Installs what the other commands need and is missing, at the versions they were seen to work with.
//!
//! Programs go into the user's cache folder, where every checkout finds them, npm packages beside their lock files; only
//! Rust's wasm32 target and, on Debian as root, Chromium change the machine.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::{browser, step, wasm, workspace};

/// A program that is built from crates.io.
struct Tool {
    /// The command that tells the version.
    program: &'static str,
    package: &'static str,
    version: String,
    /// The commands that are used; others of the package are not built.
    commands: &'static [&'static str],
}

/// How a tool is built. It runs for seconds and is built once, so a quick build is the better bargain.
const QUICK_BUILD: [(&str, &str); 6] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
    ("CARGO_INCREMENTAL", "0"),
];

/// Folders with an npm lock file: the page's editor and build tools, and the tools of the browser checks.
pub(crate) const EDITOR: &str = "web/js";
pub(crate) const CHECKS: &str = "tests/e2e";

/// `cargo xtask setup`.
pub(crate) fn run() -> Result<ExitCode> {
    for_page()?;
    npm_packages(CHECKS)?;
    let found = browser::ensure()?;
    step::say(format!("everything is there; browser: {}", found.chromium.display()));
    Ok(ExitCode::SUCCESS)
}

/// What a build of the page needs.
pub(crate) fn for_page() -> Result<()> {
    wasm::ensure_target()?;
    wasm_bindgen()?;
    trunk()?;
    npm_packages(EDITOR)
}

/// The `wasm-bindgen` command and its test runner, of the very version of the crate.
pub(crate) fn wasm_bindgen() -> Result<()> {
    install(&wasm_bindgen_tool()?)
}

/// Trunk, which builds and serves the page.
pub(crate) fn trunk() -> Result<()> {
    install(&trunk_tool())
}

fn wasm_bindgen_tool() -> Result<Tool> {
    Ok(Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: wasm_bindgen_version()?,
        commands: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    })
}

fn trunk_tool() -> Tool {
    // 0.22 needs a later Rust.
    Tool { program: "trunk", package: "trunk", version: "0.21.14".to_owned(), commands: &["trunk"] }
}

/// Installs the packages of a lock file, unless they are installed already.
pub(crate) fn npm_packages(folder: &str) -> Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let folder_path = workspace::path(folder);
    let lock = fs::read(folder_path.join("package-lock.json"))?;
    let installed = folder_path.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|written| written == lock) {
        return Ok(());
    }
    step::step(&format!("install the npm packages of {folder}"), || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder_path);
        step::succeed("npm-ci", &mut npm).context("Node and npm are needed")?;
        fs::write(&installed, &lock)?;
        Ok(())
    })
}

/// A command of a program, found in the tools that these commands install before the rest of `PATH`.
///
/// Cargo's own search path is kept, color switches that Trunk refuses are taken away.
pub(crate) fn tool(program: &str) -> Result<Command> {
    let path = tool_path()?;
    let mut command = Command::new(program);
    command.env("PATH", path).env_remove("NO_COLOR").current_dir(workspace::root());
    Ok(command)
}

/// Whether packages may be installed with apt: on Debian and its kin, as root.
pub(crate) fn can_apt() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    root && Path::new("/usr/bin/apt-get").exists()
}

/// Installs Debian packages, reading the package lists first where they do not know one of them.
pub(crate) fn apt(packages: &[&str]) -> Result<()> {
    // Another program may be installing packages, too.
    const WAIT: [&str; 2] = ["-o", "DPkg::Lock::Timeout=300"];
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let install = |log: &str| {
        let mut command = Command::new("apt-get");
        command.args(WAIT).args(["install", "--yes", "--no-install-recommends"]).args(packages);
        step::succeed(log, command.env("DEBIAN_FRONTEND", "noninteractive"))
    };
    if install("apt").is_err() {
        step::succeed("apt-update", Command::new("apt-get").args(WAIT).arg("update"))?;
        install("apt")?;
    }
    Ok(())
}

fn tool_path() -> Result<OsString> {
    let own = [
        wasm_bindgen_tool()?.folder().join("bin"),
        trunk_tool().folder().join("bin"),
        workspace::path(EDITOR).join("node_modules/.bin"),
    ];
    let given = std::env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(std::env::split_paths(&given));
    std::env::join_paths(all).context("PATH")
}

/// Where tools are kept: in the user's cache, for all checkouts; without a home in cargo's target folder.
fn tools() -> PathBuf {
    let given = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = given.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    cache.map_or_else(|| workspace::target().join("tools"), |cache| cache.join("portolan/tools"))
}

impl Tool {
    fn name(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    fn folder(&self) -> PathBuf {
        tools().join(self.name())
    }

    /// Says whether this version is on the path.
    fn is_there(&self) -> Result<bool> {
        let output = tool(self.program)?.arg("--version").output();
        Ok(output.is_ok_and(|output| names_version(&output.stdout, &self.version)))
    }
}

/// Installs a program from crates.io unless that version of it is on the path.
///
/// One checkout builds, others wait for it; what is half built is never seen, and is gone on with the next time.
fn install(wanted: &Tool) -> Result<()> {
    if wanted.is_there()? {
        return Ok(());
    }
    fs::create_dir_all(tools()).with_context(|| tools().display().to_string())?;
    let lock = File::create(tools().join(format!("{}.lock", wanted.name())))?;
    step::step(&format!("install {} {}", wanted.package, wanted.version), || {
        while let Err(error) = lock.try_lock() {
            match error {
                TryLockError::WouldBlock => step::keep_saying(|| "someone else is installing it".to_owned()),
                TryLockError::Error(error) => return Err(error).context("the tools cannot be locked"),
            }
            sleep(Duration::from_millis(200));
        }
        if wanted.is_there()? { Ok(()) } else { build(wanted) }
    })?;
    if !wanted.is_there()? {
        bail!("`{}` is installed but does not say version {}", wanted.program, wanted.version);
    }
    Ok(())
}

fn build(wanted: &Tool) -> Result<()> {
    let partial = tools().join(format!("{}.partial", wanted.name()));
    let mut cargo = Command::new("cargo");
    cargo.args([
        "install",
        wanted.package,
        "--version",
        &wanted.version,
        "--locked",
        "--no-default-features",
    ]);
    cargo.args(wanted.commands.iter().flat_map(|command| ["--bin", command]));
    cargo.arg("--root").arg(&partial).arg("--target-dir").arg(partial.join("build"));
    // The checkout's own settings of cargo do not count for a program.
    cargo.envs(QUICK_BUILD).current_dir(tools());
    step::succeed(&format!("install-{}", wanted.program), &mut cargo)?;
    fs::remove_dir_all(partial.join("build"))?;
    if wanted.folder().exists() {
        fs::remove_dir_all(wanted.folder())?;
    }
    fs::rename(partial, wanted.folder())?;
    Ok(())
}

fn names_version(output: &[u8], version: &str) -> bool {
    String::from_utf8_lossy(output).split_whitespace().any(|word| word == version)
}

/// The version of the wasm-bindgen crate in the lock file.
fn wasm_bindgen_version() -> Result<String> {
    let lock = fs::read_to_string(workspace::path("Cargo.lock"))?;
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"wasm-bindgen\"");
    let line = lines.nth(1).and_then(|line| line.strip_prefix("version = \""));
    let version = line.and_then(|line| line.strip_suffix('"')).context("Cargo.lock names no wasm-bindgen")?;
    Ok(version.to_owned())
}
