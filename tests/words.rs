//! Checks the words: source, tests, scripts and documentation use plain English, without words that this project once had to itself.

use std::path::{Path, PathBuf};

/// Directories and files of the project that people read and edit.
const PLACES: [&str; 7] = [
    "src",
    "tests",
    "scripts",
    "docs",
    "benches",
    "README.md",
    "CHANGELOG.md",
];
/// The endings of text files. Scripts have none.
const ENDINGS: [&str; 12] = [
    "rs", "md", "toml", "snap", "html", "css", "js", "mjs", "cjs", "py", "sh", "",
];

/// Words, and what to write instead. A `*` stands for any ending.
const WORDS: [(&str, &str); 11] = [
    ("mend*", "fix"),
    ("folder", "directory"),
    ("folders", "directories"),
    ("whoever", "name who: the user, the caller, another process"),
    ("worthless", "revoked"),
    ("that which", "the noun that is meant"),
    ("so many of", "a number: at most N"),
    ("of ours", "devenv's own"),
    ("what is the matter", "the problem"),
    ("waits no longer", "is no longer pending"),
    ("no longer waits", "is no longer pending"),
];

/// Public names that stay as they are: the file, and a part of the line.
const PUBLIC_NAMES: [(&str, &str); 4] = [
    ("src/scan/difference.rs", r#"#[serde(rename = "mended")]"#),
    ("src/report/plan.rs", "`mends`"),
    ("src/report/plan.rs", r#"("mends", fixes)"#),
    ("tests/cli/fix.rs", r#"["mends"]"#),
];

/// The word list itself.
const WORD_LIST: &str = "tests/words.rs";

/// A path in captured data, which says nothing to readers.
const CAPTURED: &str = "very-long-folder-name";

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), files);
        }
    } else if ENDINGS.contains(&path.extension().unwrap_or_default().to_str().unwrap()) {
        files.push(path.to_owned());
    }
}

/// Whether a line in lower case has the phrase, with no letter before it, nor after it unless it ends with `*`.
fn has(line: &str, phrase: &str) -> bool {
    let (phrase, is_open) = phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + phrase.len()..]);
        !before.ends_with(is_word) && (is_open || !after.starts_with(is_word))
    })
}

#[test]
fn texts_are_in_plain_words() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for place in PLACES {
        collect(&package.join(place), &mut files);
    }
    files.sort();
    let mut faults = Vec::new();
    for path in files {
        let name = path.strip_prefix(package).unwrap().to_str().unwrap().replace('\\', "/");
        if name == WORD_LIST {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if PUBLIC_NAMES
                .iter()
                .any(|(file, part)| *file == name && line.contains(part))
            {
                continue;
            }
            let line = line.replace(CAPTURED, "").to_lowercase();
            for (word, instead) in WORDS.iter().filter(|(word, _)| has(&line, word)) {
                faults.push(format!("{name}:{}: `{word}`; write {instead}", number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_word_is_found_only_as_a_whole_word() {
    let lines = [
        "it mended them",
        "recommended",
        "no_folder",
        "a folder.",
        "folders",
        "`folder`",
        "profit of oursin",
    ];
    let found: Vec<_> = lines
        .iter()
        .map(|line| {
            WORDS
                .iter()
                .filter(|(word, _)| has(line, word))
                .map(|(word, _)| *word)
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(
        found,
        [
            vec!["mend*"],
            vec![],
            vec![],
            vec!["folder"],
            vec!["folders"],
            vec!["folder"],
            vec![]
        ]
    );
}
