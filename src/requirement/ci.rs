//! CI workflows: which versions their jobs set up, in which directories they work, and what they install.
//!
//! Sources: GitHub's "Workflow syntax for GitHub Actions"; the READMEs of the `setup-*` actions.

use super::data::{Node, texts};
use super::evidence::{evidence, image_evidence};
use super::manifest::{Format, Manifest, ManifestContent};
use super::yaml_file;
use crate::scan::{EvidenceKind, Requirement, RequirementKind};

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["workflows/*.yml", "workflows/*.yaml"],
        wants_text: true,
        read: read_workflow,
    },
    Format {
        names: &[".gitlab-ci.yml"],
        wants_text: true,
        read: read_gitlab,
    },
];

/// Actions that set up a tool: the end of their name, the input that takes the version, and the tool.
const SETUP_ACTIONS: [(&str, &str, &str); 27] = [
    ("actions/setup-node", "node-version", "node"),
    ("actions/setup-python", "python-version", "python3"),
    ("actions/setup-go", "go-version", "go"),
    ("actions/setup-java", "java-version", "java"),
    ("actions/setup-dotnet", "dotnet-version", "dotnet"),
    ("ruby/setup-ruby", "ruby-version", "ruby"),
    ("shivammathur/setup-php", "php-version", "php"),
    ("erlef/setup-beam", "otp-version", "erlang"),
    ("erlef/setup-beam", "elixir-version", "elixir"),
    ("erlef/setup-beam", "gleam-version", "gleam"),
    ("denoland/setup-deno", "deno-version", "deno"),
    ("oven-sh/setup-bun", "bun-version", "bun"),
    ("pnpm/action-setup", "version", "pnpm"),
    ("astral-sh/setup-uv", "version", "uv"),
    ("hashicorp/setup-terraform", "terraform_version", "terraform"),
    ("opentofu/setup-opentofu", "tofu_version", "opentofu"),
    ("subosito/flutter-action", "flutter-version", "flutter"),
    ("dart-lang/setup-dart", "sdk", "dart"),
    ("haskell-actions/setup", "ghc-version", "ghc"),
    ("haskell-actions/setup", "cabal-version", "cabal"),
    ("julia-actions/setup-julia", "version", "julia"),
    ("mlugg/setup-zig", "version", "zig"),
    ("ocaml/setup-ocaml", "ocaml-compiler", "ocaml"),
    ("r-lib/actions/setup-r", "r-version", "r"),
    ("arduino/setup-protoc", "version", "protoc"),
    ("dtolnay/rust-toolchain", "toolchain", "rustc"),
    ("swift-actions/setup-swift", "swift-version", "swift"),
];
/// Inputs that name a file or a directory of the part that a step is about.
const PATH_INPUTS: [&str; 8] = [
    "node-version-file",
    "python-version-file",
    "go-version-file",
    "java-version-file",
    "global-json-file",
    "cache-dependency-path",
    "working-directory",
    "package_json_file",
];
/// Packages of Debian that bring a tool of the catalogue.
const TOOL_PACKAGES: [(&str, &str); 11] = [
    ("build-essential", "gcc"),
    ("gcc", "gcc"),
    ("g++", "gcc"),
    ("clang", "clang"),
    ("cmake", "cmake"),
    ("ninja-build", "ninja"),
    ("meson", "meson"),
    ("pkg-config", "pkg-config"),
    ("pkgconf", "pkg-config"),
    ("protobuf-compiler", "protoc"),
    ("autoconf", "autoconf"),
];
/// Where dpkg keeps a list of files of each installed package.
const DPKG: &str = "/var/lib/dpkg/info";

/// Reads a workflow of GitHub's.
fn read_workflow(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if !manifest.directory.ends_with(".github/workflows") {
        return;
    }
    // An invalid workflow is not reported: GitHub does that, and no local build needs it.
    let Some(workflow) = yaml_file::parse_quietly(manifest.text) else {
        return;
    };
    add_directory(&workflow, &["defaults", "run", "working-directory"], None, found);
    for (_, job) in workflow.get("jobs").map(Node::entries).unwrap_or_default() {
        let matrix = job.at(&["strategy", "matrix"]);
        add_directory(job, &["defaults", "run", "working-directory"], matrix, found);
        let container = job.get("container");
        let image = container.map(|node| node.get("image").unwrap_or(node));
        if let Some((text, line)) = image.and_then(|node| Some((node.text()?, node.line))) {
            found
                .evidence
                .extend(image_evidence(manifest, text, EvidenceKind::Ci, line));
        }
        for step in job.get("steps").map(Node::items).unwrap_or_default() {
            add_directory(step, &["working-directory"], matrix, found);
            read_inputs(manifest, step, matrix, found);
            if let Some(script) = step.get("run") {
                read_script(manifest, script, found);
            }
            // `awalsh128/cache-apt-pkgs-action` and its like.
            let is_of_apt = step
                .get("uses")
                .and_then(Node::text)
                .is_some_and(|uses| uses.contains("apt"));
            if let Some(list) = step.at(&["with", "packages"]).filter(|_| is_of_apt) {
                for package in list.text().unwrap_or_default().split_whitespace() {
                    read_package(manifest, package, list.line, found);
                }
            }
        }
    }
}

/// Reads an action's inputs: versions, and files that contain versions.
fn read_inputs(manifest: &Manifest<'_>, step: &Node, matrix: Option<&Node>, found: &mut ManifestContent) {
    let Some(uses) = step.get("uses").and_then(Node::text) else {
        return;
    };
    let (action, reference) = uses.split_once('@').unwrap_or((uses, ""));
    for input in PATH_INPUTS {
        let path = step.at(&["with", input]);
        for (text, _) in path.map(|path| values(path, matrix)).unwrap_or_default() {
            for path in text.lines().map(str::trim) {
                let directory = match input {
                    "working-directory" => path,
                    _ => path.rsplit_once('/').map_or("", |(directory, _)| directory),
                };
                add_path(directory, found);
            }
        }
    }
    for (name, input, id) in SETUP_ACTIONS {
        if action != name {
            continue;
        }
        let versions = step.at(&["with", input]).map(|node| values(node, matrix));
        let versions = match versions {
            Some(versions) => versions,
            // `dtolnay/rust-toolchain@1.80` has it in its reference.
            None if id == "rustc" => vec![(reference.to_owned(), step.get("uses").map_or(0, |node| node.line))],
            None => Vec::new(),
        };
        for (text, line) in versions {
            for version in text.lines().map(str::trim) {
                found
                    .evidence
                    .extend(evidence(manifest, id, version, EvidenceKind::Ci, line));
            }
        }
    }
}

/// A node's values, each with its line. `${{ matrix.node }}` expands to every item of that list.
fn values(node: &Node, matrix: Option<&Node>) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    for node in node.each() {
        let Some(text) = node.scalar() else { continue };
        let name = text
            .trim()
            .strip_prefix("${{")
            .and_then(|inner| inner.strip_suffix("}}"))
            .and_then(|inner| inner.trim().strip_prefix("matrix."));
        match name {
            None => found.push((text.to_owned(), node.line)),
            Some(name) => {
                let listed = matrix.and_then(|matrix| matrix.get(name)).map(Node::each);
                let included = matrix.and_then(|matrix| matrix.get("include")).map(Node::items);
                let included = included.unwrap_or_default().iter().filter_map(|entry| entry.get(name));
                let all = listed.unwrap_or_default().iter().chain(included);
                found.extend(all.filter_map(|node| Some((node.scalar()?.to_owned(), node.line))));
            }
        }
    }
    found
}

fn add_directory(node: &Node, path: &[&str], matrix: Option<&Node>, found: &mut ManifestContent) {
    for (directory, _) in node.at(path).map(|node| values(node, matrix)).unwrap_or_default() {
        add_path(&directory, found);
    }
}

fn add_path(directory: &str, found: &mut ManifestContent) {
    let directory = directory.trim().trim_start_matches("./").trim_end_matches('/');
    let is_plain = !directory.is_empty() && directory != "." && !directory.contains(['$', '*', '\\']);
    if is_plain {
        found.ci_directories.push(directory.to_owned());
    }
}

/// Reads which directories a script works in (`cd web`, `npm --prefix web ci`), and what it installs with apt: compilers and libraries that
/// the project is built with.
fn read_script(manifest: &Manifest<'_>, script: &Node, found: &mut ManifestContent) {
    let Some(text) = script.text() else { return };
    let joined = text.replace("\\\n", " ");
    for command in joined.split(['\n', ';', '&', '|']) {
        match command.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["cd", directory] => add_path(directory.trim_matches(['"', '\'']), found),
            [
                "npm" | "pnpm" | "yarn" | "bun",
                "--prefix" | "--cwd" | "--dir" | "-C",
                directory,
                ..,
            ] => {
                add_path(directory, found);
            }
            _ => {}
        }
        let mut words = command
            .split_whitespace()
            .skip_while(|word| *word != "apt-get" && *word != "apt");
        if words.next().is_none() || !words.any(|word| word == "install") {
            continue;
        }
        for package in words.filter(|word| !word.starts_with('-')) {
            read_package(manifest, package, script.line, found);
        }
    }
}

/// A package is suggested: the job may need it for a test alone, and other systems call it otherwise.
fn read_package(manifest: &Manifest<'_>, package: &str, line: u32, found: &mut ManifestContent) {
    let package = package.split(['=', '/', ':']).next().unwrap_or(package);
    // `clang-18`, `g++-13`: a version of its own.
    let package = match package.rsplit_once('-') {
        Some((name, version)) if version.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => package,
    };
    if let Some((_, id)) = TOOL_PACKAGES.iter().find(|(name, _)| *name == package) {
        found.suggest(manifest.tool(*id, Some(line)));
        return;
    }
    let is_library = package.starts_with("lib") && package.ends_with("-dev");
    let is_plain = package
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !is_library || !is_plain {
        return;
    }
    let directory = std::path::Path::new(DPKG);
    let architectures = ["", ":amd64", ":arm64"];
    let present = manifest.host.exists(directory).then(|| {
        architectures.iter().any(|architecture| {
            manifest
                .host
                .is_file(&directory.join(format!("{package}{architecture}.list")))
        })
    });
    let component = manifest.requirement(
        RequirementKind::Component,
        format!("system-library:{package}"),
        Some(line),
    );
    found.suggest(Requirement { present, ..component });
}

/// Reads the images that GitLab's jobs run in.
fn read_gitlab(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = yaml_file::parse_quietly(manifest.text) else {
        return;
    };
    let images = std::iter::once(&file)
        .chain(file.entries().iter().map(|(_, job)| job))
        .filter_map(|job| job.get("image"));
    for image in images {
        let name = image.get("name").unwrap_or(image);
        for text in texts(Some(name)) {
            found
                .evidence
                .extend(image_evidence(manifest, &text, EvidenceKind::Ci, name.line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{asked, evidence_of};

    const WORKFLOW: &str = "on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        node: [20, 22.x]\n        include:\n          - node: 24\n    container: python:3.12-slim\n    defaults:\n      run:\n        working-directory: ./api\n    steps:\n      - uses: actions/setup-node@v4\n        with:\n          node-version: ${{ matrix.node }}\n      - uses: dtolnay/rust-toolchain@1.80\n      - uses: actions/setup-java@v4\n        with:\n          java-version: '21'\n      - uses: actions/setup-go@v5\n        with:\n          go-version-file: tools/gen/go.mod\n      - run: |\n          sudo apt-get update && sudo apt-get install -y --no-install-recommends \\\n            libssl-dev protobuf-compiler curl\n";

    #[test]
    fn jobs_have_versions() {
        assert_eq!(
            evidence_of(&[(".github/workflows/ci.yml", WORKFLOW)]),
            [
                "java 21 ci (.github/workflows/ci.yml:20)",
                "node 20 ci (.github/workflows/ci.yml:6)",
                "node 22 ci (.github/workflows/ci.yml:6)",
                "node 24 ci (.github/workflows/ci.yml:8)",
                "python3 3.12 ci (.github/workflows/ci.yml:9)",
                "rustc 1.80 ci (.github/workflows/ci.yml:17)",
            ]
        );
    }

    #[test]
    fn what_jobs_install_with_apt_is_suggested() {
        let files = [
            (".github/workflows/ci.yml", WORKFLOW),
            ("/var/lib/dpkg/info/libssl-dev:amd64.list", ""),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool protoc suggested (.github/workflows/ci.yml:24)",
                "component system-library:libssl-dev present suggested (.github/workflows/ci.yml:24)",
            ]
        );
    }

    #[test]
    fn a_directory_that_a_job_works_in_is_required_beside_the_roots_toolchain() {
        let files = [
            (".github/workflows/ci.yml", WORKFLOW),
            ("mix.exs", "use Mix.Project\n"),
            ("api/go.mod", "module x\n\ngo 1.22\n"),
            ("tools/gen/go.mod", "module x\n\ngo 1.21\n"),
            ("other/go.mod", "module x\n\ngo 1.20\n"),
        ];
        let go: Vec<String> = asked(&files).into_iter().filter(|line| line.contains(" go ")).collect();
        assert_eq!(
            go,
            [
                "tool go \"1.20\" minimum suggested (other/go.mod:3)",
                "tool go \"1.21\" minimum (tools/gen/go.mod:3)",
                "tool go \"1.22\" minimum (api/go.mod:3)",
            ]
        );
    }

    #[test]
    fn other_yaml_files_are_no_workflows() {
        assert_eq!(
            asked(&[("ci.yml", WORKFLOW), (".github/workflows/broken.yml", "a: [")]),
            [""; 0]
        );
    }
}
