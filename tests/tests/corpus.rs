//! The API server's verdict on a large collection of public manifests, where that collection lies beside the checkout.
//!
//! The manifests are not the project's to publish, so they are read from `../shared/corpus` if it is there. Every
//! difference stands in `conformance/corpus-differences.txt` with its reason; that file may only shrink.

use portolan_tests::conformance::{count, read_cases};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The collection, unpacked below cargo's folder for tests; `None` where it is not beside the checkout.
fn corpus() -> Option<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packed = tests.parent()?.parent()?.join("shared/corpus/manifests.tar.xz");
    if !packed.exists() {
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    std::fs::create_dir_all(&folder).unwrap();
    let status = Command::new("tar").arg("-xJf").arg(&packed).arg("-C").arg(&folder).status().unwrap();
    assert!(status.success(), "{} cannot be unpacked", packed.display());
    Some(folder)
}

#[test]
fn verdicts_on_public_manifests_are_the_servers() {
    let Some(root) = corpus() else {
        println!("the collection of public manifests is not beside this checkout: nothing was compared");
        return;
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    let (recorded, cases) = read_cases(&folder.join("corpus-1.37.jsonl.gz")).unwrap();
    let mut found = BTreeSet::new();
    let counted = count(&recorded, &root, &cases, |case, judged| {
        found.insert(format!("{} {}", case["file"].as_str().unwrap_or("?"), judged.aspect));
    });
    assert!(counted.unreadable.is_empty(), "files that cannot be read: {:?}", counted.unreadable);
    for figure in &counted.figures {
        println!("{} {}/{}", figure.aspect, figure.equal, figure.all);
    }
    println!("{} answers left out: 403 and 409 say nothing about a manifest", counted.left_out);
    assert_eq!(counted.figures.len(), 3, "verdict, causes and warnings are compared");
    let listed = std::fs::read_to_string(folder.join("corpus-differences.txt")).unwrap();
    let listed: BTreeSet<String> =
        listed.lines().filter_map(|line| line.split_once(": ")).map(|(place, _)| place.to_owned()).collect();
    let new: Vec<&String> = found.difference(&listed).collect();
    let gone: Vec<&String> = listed.difference(&found).collect();
    assert!(new.is_empty(), "new differences: {new:#?}");
    assert!(gone.is_empty(), "no differences any more, take them out of the list: {gone:#?}");
}
