//! Runs `tests/fixtures/*.md`. With `UPDATE=1` fences that are compared whole are rewritten.

use portolan_tests::fixture::{judge, parse};
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    found.sort();
    found
}

#[test]
fn fixtures_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut wrong = Vec::new();
    let mut judged = 0;
    for path in files(&folder) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for fixture in parse(&std::fs::read_to_string(&path).unwrap()) {
            judged += usize::from(!fixture.fences.is_empty());
            wrong.extend(
                judge(&fixture)
                    .into_iter()
                    .map(|difference| format!("{name} / {}: {difference}", fixture.name)),
            );
        }
    }
    assert!(judged > 0, "no fixture was found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
