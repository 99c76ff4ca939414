//! The catalogue holds together, and what it says of programs is what programs printed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;
use crate::probe::version_text::extract_any;

/// Entries with a command that no capture proves: their patterns are from documentation and memory.
///
/// An entry leaves this list when its output is captured. Until then it is not proven.
const UNPROVEN: [&str; 74] = [
    "actionlint",
    "adb",
    "apk",
    "argocd",
    "asdf",
    "buck2",
    "buildx",
    "choco",
    "cobol",
    "colima",
    "conda",
    "consul",
    "cosign",
    "cuda",
    "delta",
    "dnf",
    "eksctl",
    "elm",
    "eza",
    "flux",
    "fnm",
    "gitleaks",
    "gleam",
    "goenv",
    "golangci-lint",
    "helix",
    "helm",
    "istioctl",
    "jenv",
    "jj",
    "k3d",
    "k9s",
    "kind",
    "kustomize",
    "lazygit",
    "lima",
    "macports",
    "mamba",
    "mojo",
    "mongod",
    "mongosh",
    "nerdctl",
    "nomad",
    "nushell",
    "odin",
    "op",
    "opentofu",
    "pixi",
    "powershell",
    "pulumi",
    "purescript",
    "python2",
    "raku",
    "rust-analyzer",
    "solc",
    "sops",
    "starship",
    "stern",
    "sublime",
    "swift",
    "task",
    "terragrunt",
    "tfenv",
    "tilt",
    "typst",
    "v",
    "vault",
    "virtualbox",
    "volta",
    "winget",
    "yq",
    "zed",
    "zellij",
    "zypper",
];

/// Programs that two entries have, and why that is right.
const SHARED_PROGRAMS: [(&str, &str); 0] = [];

#[test]
fn the_embedded_text_reads_as_toml_does() {
    let tables: BTreeMap<String, Entry> = toml::from_str(embedded::TEXT).unwrap();
    let entries: Vec<Entry> = tables
        .into_iter()
        .map(|(id, mut entry)| {
            entry.id = id;
            entry
        })
        .collect();
    assert_eq!(embedded::entries(), entries);
}

#[test]
fn entries_stand_in_the_file_by_id() {
    let ids: Vec<&str> = embedded::TEXT
        .lines()
        .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
        .collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    assert_eq!(ids, sorted);
    assert!(ids.len() >= 300, "{} tools", ids.len());
}

#[test]
fn every_entry_is_sound_and_says_all_that_a_user_may_leave_out() {
    let faults: Vec<(&str, String)> = Catalogue::builtin()
        .entries()
        .iter()
        .filter_map(|entry| {
            let fault = check::entry(entry).err().or_else(|| {
                (entry.name.is_empty() || entry.programs.is_empty() || entry.about.is_none())
                    .then(|| "no name, program or sentence about it".to_owned())
            });
            Some((entry.id.as_str(), fault?))
        })
        .collect();
    assert_eq!(faults, []);
}

#[test]
fn every_entry_has_a_way_to_its_version_or_says_why_not() {
    let silent: Vec<&str> = Catalogue::builtin()
        .entries()
        .iter()
        .filter(|entry| entry.command.is_none() && entry.note.is_none())
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(silent, [""; 0]);
}

#[test]
fn a_program_belongs_to_one_entry() {
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entry in Catalogue::builtin().entries() {
        for program in &entry.programs {
            owners.entry(program).or_default().push(&entry.id);
        }
    }
    owners.retain(|program, owners| owners.len() > 1 && !SHARED_PROGRAMS.iter().any(|(shared, _)| shared == program));
    assert_eq!(owners, BTreeMap::new());
}

#[test]
fn categories_are_sorted_and_each_has_a_tool() {
    assert_eq!(Catalogue::builtin().categories(), CATEGORIES);
    assert!(INSTALLERS.is_sorted());
}

#[test]
fn a_tool_is_found_by_id_program_and_platform() {
    let catalogue = Catalogue::builtin();
    let id = |entry: Option<&Entry>| entry.map(|entry| entry.id.clone());
    assert_eq!(id(catalogue.get("node")), Some("node".to_owned()));
    assert_eq!(id(catalogue.get("no-such-tool")), None);
    assert_eq!(id(catalogue.by_program("batcat")), Some("bat".to_owned()));
    assert_eq!(id(catalogue.by_program("no-such-program")), None);
    let on = |platform| {
        let ids: BTreeSet<&str> = catalogue
            .for_platform(platform)
            .map(|entry| entry.id.as_str())
            .collect();
        ["apt", "choco", "git", "xcode"].map(|id| ids.contains(id))
    };
    assert_eq!(on(Platform::Linux), [true, false, true, false]);
    assert_eq!(on(Platform::Macos), [false, false, true, true]);
    assert_eq!(on(Platform::Windows), [false, true, true, false]);
}

#[test]
fn a_tool_of_the_users_needs_little_and_replaces_ours() {
    let text = r#"
fail_under = 90
[tools.acme]
command = { arguments = ["--version"] }
[tools.node]
name = "Our Node"
category = "runtime"
programs = ["our-node"]
files = [{ path = "../VERSION" }]
"#;
    let catalogue = Catalogue::builtin().with_user_tools(text).unwrap();
    let acme = catalogue.get("acme").unwrap();
    assert_eq!(
        (acme.name.as_str(), acme.category.as_str(), acme.programs.as_slice()),
        ("acme", "utility", ["acme".to_owned()].as_slice())
    );
    assert_eq!(acme.command.as_ref().unwrap().patterns, ["{version}"]);
    assert_eq!(catalogue.get("node").unwrap().programs, ["our-node"]);
    assert_eq!(catalogue.entries().len(), Catalogue::builtin().entries().len() + 1);
    assert!(catalogue.entries().is_sorted_by_key(|entry| entry.id.clone()));
}

#[test]
fn a_faulty_tool_of_the_users_is_told_with_its_line_and_what_is_allowed() {
    let fault = |text: &str| {
        let error = Catalogue::builtin().with_user_tools(text).unwrap_err();
        crate::error::render(&error, None)
    };
    let unknown = fault("color = true\n[tools.acme]\nprogramms = [\"acme\"]\n");
    assert!(unknown.contains("line 3"), "{unknown}");
    assert!(
        unknown.contains("unknown field `programms`, expected one of `name`, `category`, `programs`"),
        "{unknown}"
    );
    assert_eq!(
        fault("[tools.acme]\nfiles = [{ path = \"v\", pattern = \"version\" }]\n"),
        "error: cannot use the tool `acme` of the user configuration: the pattern `version` does not have `{version}` exactly once\n"
    );
    assert_eq!(
        fault("[tools.acme]\nprograms = [\"bin/acme\"]\n"),
        "error: cannot use the tool `acme` of the user configuration: `bin/acme` is not the name of a program: it has a directory, or is empty\n"
    );
    assert_eq!(
        fault("[tools.Acme]\n"),
        "error: cannot use the tool `Acme` of the user configuration: its id is not of small letters, digits and single hyphens\n"
    );
}

/// A table of `fixtures/tools/capture.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Capture {
    tool: String,
    version: String,
    /// The program and its arguments.
    #[serde(default)]
    command: Vec<String>,
    date: String,
    os: String,
    #[serde(default)]
    status: i32,
    stdout: Option<PathBuf>,
    stderr: Option<PathBuf>,
    /// The `path` of the entry's file that was captured, in place of a command.
    path: Option<String>,
    file: Option<PathBuf>,
}

impl Capture {
    fn all() -> Vec<Self> {
        #[derive(Deserialize)]
        struct File {
            capture: Vec<Capture>,
        }
        let file: File = toml::from_str(&read(Path::new("capture.toml"))).unwrap();
        file.capture
    }

    /// What is wrong with it, or with the entry that is to read it.
    fn fault(&self) -> Option<String> {
        let Some(entry) = Catalogue::builtin().get(&self.tool) else {
            return Some("there is no such entry".to_owned());
        };
        if self.date.parse::<jiff::civil::Date>().is_err() {
            return Some(format!("{} is no date", self.date));
        }
        if let Some(path) = &self.path {
            return self.file_fault(entry, path);
        }
        let Some(command) = &entry.command else {
            return Some("its entry has no command".to_owned());
        };
        let (program, arguments) = self.command.split_first()?;
        let known = command
            .program
            .as_ref()
            .map_or(entry.programs.as_slice(), std::slice::from_ref);
        if !known.contains(program) || arguments != command.arguments {
            return Some(format!("its entry is not started as {:?}", self.command));
        }
        if self.status != 0 && !command.statuses.contains(&self.status) {
            return Some(format!("status {} is not one of its entry's", self.status));
        }
        let name = |stream: &str| Path::new(&self.tool).join(format!("{}-{}.{stream}", self.version, self.os));
        for (path, stream) in [(&self.stdout, "stdout"), (&self.stderr, "stderr")] {
            if path.as_ref().is_some_and(|path| *path != name(stream)) {
                return Some(format!("its {stream} is not {}", name(stream).display()));
            }
        }
        let text = |path: &Option<PathBuf>| path.as_ref().map_or_else(String::new, |path| read(path));
        let (first, second) = match command.stream {
            Stream::Stdout => (text(&self.stdout), text(&self.stderr)),
            Stream::Stderr => (text(&self.stderr), text(&self.stdout)),
        };
        let found = [first, second].iter().find_map(|output| {
            let plain = crate::text::strip_ansi(output);
            extract_any(&plain, &command.patterns).map(|found| found.version.to_owned())
        });
        self.misread(found.as_deref())
    }

    /// What is wrong with the capture of a file of its entry.
    fn file_fault(&self, entry: &Entry, path: &str) -> Option<String> {
        let text = read(self.file.as_ref()?);
        let files: Vec<&VersionFile> = entry.files.iter().filter(|file| file.path == path).collect();
        if files.is_empty() {
            return Some(format!("its entry has no file {path}"));
        }
        let found = files.iter().find_map(|file| file.version_in_text(&text));
        self.misread(found.as_deref())
    }

    fn misread(&self, found: Option<&str>) -> Option<String> {
        (found != Some(self.version.as_str())).then(|| format!("{found:?} is read, not {}", self.version))
    }
}

fn read(path: &Path) -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tools");
    fs_err::read_to_string(directory.join(path)).unwrap()
}

#[test]
fn what_programs_printed_is_read() {
    let captures = Capture::all();
    let faults: Vec<(String, String)> = captures
        .iter()
        .filter_map(|capture| Some((format!("{} {}", capture.tool, capture.version), capture.fault()?)))
        .collect();
    assert_eq!(faults, []);
}

#[test]
fn what_is_not_proven_is_known() {
    let proven: BTreeSet<String> = Capture::all()
        .into_iter()
        .filter(|capture| capture.path.is_none())
        .map(|capture| capture.tool)
        .collect();
    let unproven: Vec<&str> = Catalogue::builtin()
        .entries()
        .iter()
        .filter(|entry| entry.command.is_some() && !proven.contains(&entry.id))
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(unproven, UNPROVEN);
}
