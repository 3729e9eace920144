//! `portolan draw`: the traffic of manifests as SVG, to standard output or one file per world.

use crate::status::ExitStatus;
use crate::streams;
use crate::world::{self, World};
use anyhow::{Context as _, Result, bail};
use portolan_core::picture::{self, tokens::Theme, view::View};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `draw`.
#[derive(Debug, clap::Args)]
pub(crate) struct Draw {
    /// What to read.
    #[command(flatten)]
    input: world::Arguments,
    /// Writes a file for each world into this folder and prints the files' names; a file that is there is replaced.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Draws each world: into the folder that is named, or the only one to standard output.
pub(crate) fn run(arguments: &Draw) -> Result<ExitStatus> {
    let worlds = world::read_sent(&arguments.input);
    let mut out = streams::output();
    let draw = |world: &World| picture::to_svg(&world.analysis, &View::default(), Theme::Light);
    match (&arguments.out, worlds.worlds.as_slice()) {
        (None, []) => {}
        (None, [world]) => writeln!(out, "{}", draw(world))?,
        (None, several) => bail!(
            "{} sets of manifests make {} pictures: name a folder for them with --out",
            several.len(),
            several.len()
        ),
        (Some(folder), several) => {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            for (world, name) in several.iter().zip(file_names(several)) {
                let path = folder.join(name);
                fs::write(&path, draw(world) + "\n").with_context(|| path.display().to_string())?;
                writeln!(out, "{}", path.display())?;
            }
        }
    }
    Ok(worlds.shown())
}

/// A file name for each world, none twice.
fn file_names(worlds: &[World]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut free = |name: &str| {
        let mut count = 1;
        let mut file = format!("{name}.svg");
        while !taken.insert(file.to_lowercase()) {
            count += 1;
            file = format!("{name}-{count}.svg");
        }
        file
    };
    worlds.iter().map(|world| free(&world.name)).collect()
}
