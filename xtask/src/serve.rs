//! The page on a local address, rebuilt when its sources change.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::{page, setup, wasm, workspace};

/// The ports that are tried, in order.
const PORTS: std::ops::Range<u16> = 8080..8180;

/// `cargo xtask serve`.
pub(crate) fn run() -> Result<ExitCode> {
    setup::for_page()?;
    // Trunk ignores changes of the bundle, and can only ignore a file that exists.
    page::bundle_editor()?;
    let port = PORTS.into_iter().find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    let port = port.context("every port from 8080 to 8179 is taken")?;

    println!("build the page, then serve it at http://localhost:{port}/ (stop with Ctrl+C)");
    let mut trunk = wasm::tool("trunk")?;
    trunk.args(["--log", "warn", "serve", "--address", "127.0.0.1", "--port", &port.to_string()]);
    // A folder of its own: `dist/` stays what `cargo xtask page` made of other sources.
    trunk.arg("--dist").arg(workspace::scratch("serve"));
    let mut server = trunk.spawn().context("`trunk` could not be started")?;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if let Some(status) = server.try_wait()? {
            bail!("`trunk serve` ended with {status}");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("serving http://localhost:{port}/");
    let status = server.wait()?;
    if !status.success() {
        bail!("`trunk serve` ended with {status}");
    }
    Ok(ExitCode::SUCCESS)
}
