//! Records what a real control plane says: `cargo xtask oracle IN OUT [API SERVER FLAGS…]`.
//!
//! The control plane is built from Go modules (`tests/oracle/plane`) and runs as ordinary processes of one machine,
//! with etcd in a folder that is thrown away. `IN` is a file of recorded answers, unpacked: its cases are asked anew.
//! `--emulated-version=1.34` answers as that version, `--service-cluster-ip-range 10.96.0.0/16` as a single-stack
//! cluster.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

const STORE: &str = "http://127.0.0.1:23790";
const SERVER_PORT: &str = "16443";

/// Processes that end with their owner.
struct Processes(Vec<Child>);

impl Drop for Processes {
    fn drop(&mut self) {
        for process in &mut self.0 {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Records the answers to the cases of a file.
pub(crate) fn run(root: &Path, words: &[&str]) -> Result<()> {
    let [input, output, flags @ ..] = words else { bail!("name the file of cases and the file to write") };
    let plane = build(root, "plane")?;
    let recorder = build(root, "server")?;
    let work = std::env::temp_dir().join(format!("portolan-oracle-{}", std::process::id()));
    std::fs::create_dir_all(&work)?;
    let outcome = record(&plane, &recorder, &work, Path::new(input), Path::new(output), flags);
    std::fs::remove_dir_all(&work)?;
    outcome
}

/// Builds a program of `tests/oracle` into the target folder; the control plane takes minutes the first time.
fn build(root: &Path, program: &str) -> Result<PathBuf> {
    let out = root.join("target").join("oracle").join(program);
    let folder = root.join("tests/oracle").join(program);
    let status = Command::new("go").args(["build", "-o"]).arg(&out).arg(".").current_dir(folder).status();
    ensure!(status.context("Go is needed")?.success(), "`{program}` does not build");
    Ok(out)
}

fn record(
    plane: &Path,
    recorder: &Path,
    work: &Path,
    input: &Path,
    output: &Path,
    flags: &[&str],
) -> Result<()> {
    let token = format!("portolan-{}", std::process::id());
    std::fs::write(work.join("tokens.csv"), format!("{token},admin,1,\"system:masters\""))?;
    ensure!(Command::new(recorder).arg("keys").arg(work).status()?.success(), "no keys");
    let mut processes = Processes(Vec::new());
    let mut start = |part: &str, arguments: &[&str]| -> Result<()> {
        let log = File::create(work.join(format!("{part}.log")))?;
        let mut command = Command::new(plane);
        command.arg(part).args(arguments).current_dir(work).stdout(log.try_clone()?).stderr(log);
        processes.0.push(command.spawn()?);
        Ok(())
    };
    let store = ["--data-dir", "etcd", "--listen-client-urls", STORE, "--advertise-client-urls", STORE];
    let peers = ["--listen-peer-urls", "http://127.0.0.1:23800", "--unsafe-no-fsync"];
    start("etcd", &[store.as_slice(), &peers].concat())?;
    let mut arguments = vec![
        "--etcd-servers",
        STORE,
        "--bind-address",
        "127.0.0.1",
        "--advertise-address",
        "192.0.2.10",
        "--endpoint-reconciler-type",
        "none",
        "--secure-port",
        SERVER_PORT,
        "--cert-dir",
        "certificates",
        "--service-account-key-file",
        "accounts.pub",
        "--service-account-signing-key-file",
        "accounts.key",
        "--service-account-issuer",
        "https://kubernetes.default.svc",
        "--token-auth-file",
        "tokens.csv",
        "--authorization-mode",
        "AlwaysAllow",
        // These ask for objects that only a whole cluster has.
        "--disable-admission-plugins",
        "ServiceAccount,NodeRestriction,TaintNodesByCondition",
        "--enable-priority-and-fairness=false",
        "--allow-privileged=true",
    ];
    if !flags.iter().any(|flag| flag.starts_with("--service-cluster-ip-range")) {
        arguments.extend(["--service-cluster-ip-range", "10.96.0.0/16,fd00:10:96::/112"]);
    }
    arguments.extend(flags);
    start("apiserver", &arguments)?;
    let url = format!("https://127.0.0.1:{SERVER_PORT}");
    for _ in 0..60 {
        sleep(Duration::from_secs(1));
        let is_served = std::net::TcpStream::connect(("127.0.0.1", SERVER_PORT.parse::<u16>()?)).is_ok();
        if is_served {
            break;
        }
    }
    // The rest of its start: priority classes, the range of cluster IPs.
    sleep(Duration::from_secs(8));
    let status = Command::new(recorder)
        .arg("record")
        .env("PORTOLAN_SERVER", &url)
        .env("PORTOLAN_TOKEN", &token)
        .stdin(Stdio::from(File::open(input)?))
        .stdout(Stdio::from(File::create(output)?))
        .status()?;
    ensure!(status.success(), "the recorder failed; the logs are gone with {}", work.display());
    println!("wrote {}", output.display());
    Ok(())
}
