//! Manifests that cannot be read, or not in full.

use std::path::{Path, PathBuf};

use super::{project, projects};
use crate::host::Host;
use crate::requirement::example::later;
use crate::requirement::manifest::{Format, Manifest, ManifestContent};
use crate::requirement::{FORMATS, MANIFEST_BYTES, formats, read};

#[test]
fn no_manifest_can_break_the_reading() {
    let texts = [
        String::new(),
        "\u{feff}".to_owned(),
        "\0\u{1b}[31m\r\r\n\u{202e}".to_owned(),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "- ".repeat(100_000),
        "a.".repeat(100_000),
        "(".repeat(100_000),
        "\"".repeat(100_001),
        "<a>".repeat(100_000),
        "x".repeat(200_000),
    ];
    let formats: Vec<&Format> = FORMATS.iter().flat_map(|(_, formats)| formats.iter()).collect();
    let host = Host::fixture(Path::new("/nowhere"), "/", &[]);
    for format in formats {
        for text in &texts {
            let mut found = ManifestContent::default();
            let manifest = Manifest {
                file: "directory/name",
                name: "name",
                directory: Path::new("/directory"),
                text,
                host: &host,
            };
            (format.read)(&manifest, &mut found);
            for broken in &found.broken {
                assert_eq!(broken.message.lines().count(), 1, "{:?}: {broken:?}", format.names);
            }
        }
    }
}

#[test]
fn a_manifest_that_cannot_be_read_is_told() {
    let machine = project(&[(".nvmrc", ""), (".node-version", "# none\n")]);
    let file = machine.path().join("p/package.json");
    let large = fs_err::File::create(&file).unwrap();
    large.set_len(MANIFEST_BYTES + 1).unwrap();
    let asked = read(&Host::fixture(machine.path(), "/p", &[]), Path::new("/p"), later());
    let broken: Vec<(&str, Option<u32>, &str)> = asked
        .broken_manifests
        .iter()
        .map(|broken| (broken.source.file.as_str(), broken.source.line, broken.message.as_str()))
        .collect();
    assert_eq!(
        broken,
        [
            (".node-version", None, "it contains no version"),
            (".nvmrc", None, "it contains no version"),
            ("package.json", None, "it is larger than 4194304 bytes"),
        ]
    );
    assert_eq!(asked.requirements, []);
}

/// The files of a directory, and of those in it.
fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs_err::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn a_manifest_that_is_cut_off_anywhere_is_read_or_told() {
    let formats = formats();
    let host = Host::fixture(Path::new("/nowhere"), "/", &[]);
    for path in files_below(&projects()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let Ok(whole) = fs_err::read_to_string(&path) else {
            continue;
        };
        let cuts: Vec<usize> = whole.char_indices().map(|(offset, _)| offset).collect();
        for (_, format) in formats.of(name) {
            for cut in cuts.iter().step_by(cuts.len() / 100 + 1) {
                let text = &whole[..*cut];
                let mut found = ManifestContent::default();
                let manifest = Manifest {
                    file: "directory/name",
                    name,
                    directory: Path::new("/directory"),
                    text,
                    host: &host,
                };
                (format.read)(&manifest, &mut found);
                let asked = found.requirements.iter().map(|requirement| &requirement.source);
                let broken = found.broken.iter().map(|broken| &broken.source);
                let last = u32::try_from(text.matches('\n').count()).unwrap() + 1;
                for source in asked.chain(broken) {
                    let is_there = source.line.is_none_or(|line| (1..=last).contains(&line));
                    assert!(is_there, "{}, cut at {cut}: {found:?}", path.display());
                }
            }
        }
    }
}
