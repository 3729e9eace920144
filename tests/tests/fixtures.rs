//! Runs `tests/fixtures/*.md`. With `UPDATE=1` fences that are compared whole are rewritten.

use portolan_tests::fixture::{compare_all, parse, rewritten};
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
        let markdown = std::fs::read_to_string(&path).unwrap();
        let mut stale = Vec::new();
        for fixture in parse(&markdown) {
            judged += usize::from(!fixture.fences.is_empty());
            let (differences, fences) = compare_all(&fixture);
            let told = |difference: String| format!("{name} / {}: {difference}", fixture.name);
            wrong.extend(differences.into_iter().map(told));
            stale.extend(fences);
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, rewritten(&markdown, &stale)).unwrap();
        } else {
            wrong.extend(
                stale.iter().map(|fence| format!("{name}:{} should be\n{}", fence.line + 1, fence.text)),
            );
        }
    }
    assert!(judged > 0, "no fixture was found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
