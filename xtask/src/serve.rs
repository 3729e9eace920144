//! The page on a local address, rebuilt when its sources change.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::{CommandExt as _, parent_id};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::{page, step, wasm, workspace};

/// How often the port is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// The ports that are tried, in order.
const PORTS: std::ops::Range<u16> = 8080..8180;

/// `cargo xtask serve`.
///
/// Trunk takes this process's place, so that whoever stops the command stops the server. A second process announces the
/// address as soon as it answers, which is when the first build is done.
pub(crate) fn run() -> Result<ExitCode> {
    // This bundles the editor, too: Trunk ignores changes of the bundle, and can only ignore a file that exists.
    page::prepare()?;
    let port = PORTS.into_iter().find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    let port = port.context("every port from 8080 to 8179 is taken")?.to_string();

    step::say(format!("put the page together, then serve it at http://localhost:{port}/ (stop with Ctrl+C)"));
    Command::new(std::env::current_exe()?).args(["announce", &port]).spawn()?;
    let mut trunk = wasm::tool("trunk")?;
    trunk.args(["--log", "warn", "serve", "--address", "127.0.0.1", "--port", &port]);
    // A folder of its own: `dist/` stays what `cargo xtask page` made of other sources.
    let error = trunk.arg("--dist").arg(workspace::scratch("serve")).exec();
    Err(error).context("`trunk` could not be started")
}

/// Waits until a port of this machine answers and says so, and meanwhile that it waits; gives up when the server is gone.
pub(crate) fn announce(port: &str) -> Result<ExitCode> {
    let number: u16 = port.parse().context("a port is a number")?;
    let server = parent_id();
    let mut waited = Duration::ZERO;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, number)).is_err() {
        if parent_id() != server {
            return Ok(ExitCode::FAILURE);
        }
        std::thread::sleep(LOOK);
        waited += LOOK;
        if waited.as_secs() >= 15 {
            step::say("  the page is being put together");
            waited = Duration::ZERO;
        }
    }
    step::say(format!("serving http://localhost:{number}/"));
    Ok(ExitCode::SUCCESS)
}
