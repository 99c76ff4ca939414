//! Which manifests count in the current directory, and how strongly.
//!
//! | where the manifest is | what it asks for |
//! |---|---|
//! | in the current directory or above it | required; of those on one thing the nearest counts, see `nearest` |
//! | below, a declared member of a workspace | required |
//! | below, where nothing here or above asks for a toolchain, in at most four directories | required |
//! | below, and a CI job works in that directory | required |
//! | below otherwise | suggested |
//! | below a directory of test data, templates, documentation or vendored code | nothing, unless it is a declared member |
//! | beside the current directory | nothing |

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::Ecosystem;
use super::nearest::{Asking, Standing, ancestors, choose_nearest, levels};
use super::side_directory::is_doubtful;
use crate::scan::{Requirement, RequirementKind, Strength};

/// Tools that say nothing about which language a directory is built with.
const NO_TOOLCHAIN: [&str; 7] = ["direnv", "docker", "git", "git-lfs", "just", "make", "task"];
/// Directories that may together be a project without a manifest at its root.
const PARTS: usize = 4;
/// How far below the current directory such a part may be.
const PART_DEPTH: usize = 2;
/// Places that are kept of one suggestion from below: a project may have thousands of packages that say the same.
const PLACES: usize = 10;

/// Directories that other files name, relative to the root.
#[derive(Debug, Default)]
pub(super) struct NamedDirectories {
    /// A CI job works in them.
    pub(super) in_ci: BTreeSet<String>,
    /// A compose file builds an image from them.
    pub(super) built_as_images: BTreeSet<String>,
}

/// What holds in the current directory.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) requirements: Vec<Requirement>,
    /// Directories below with toolchains of their own, where there are too many to be one project.
    pub(super) parts: Vec<String>,
}

/// Decides which requirements hold in `here`, and how strongly. `is_member`: whether a directory at or above `here` is a member of a
/// workspace.
pub(super) fn apply(
    here: &str,
    manifests: Vec<Asking>,
    named: &NamedDirectories,
    is_member: &dyn Fn(Ecosystem, &str) -> bool,
) -> Scope {
    let (mut own, below): (Vec<Asking>, Vec<Asking>) = manifests
        .into_iter()
        .partition(|asking| asking.standing == Standing::OnTheWay);
    choose_nearest(here, &mut own, is_member);
    let asks_for_a_toolchain = own
        .iter()
        .flat_map(|asking| &asking.requirements)
        .any(|requirement| requirement.applies && is_toolchain(requirement));
    let parts = Parts::of(&below, named);
    let is_one_project = !asks_for_a_toolchain && parts.roots.len() <= PARTS;
    let mut requirements: Vec<Requirement> = own.into_iter().flat_map(|asking| asking.requirements).collect();
    let mut places: BTreeMap<(RequirementKind, String, Option<String>), usize> = BTreeMap::new();
    for asking in below {
        let keeps_strength = match &asking.standing {
            Standing::Member | Standing::OnTheWay => true,
            Standing::Excluded => false,
            Standing::MemberOf(root) => counts(here, root, asks_for_a_toolchain, is_one_project, &parts, named),
            Standing::Below => counts(
                here,
                &asking.directory,
                asks_for_a_toolchain,
                is_one_project,
                &parts,
                named,
            ),
        };
        let is_member = asking.standing == Standing::Member;
        for mut requirement in asking.requirements {
            let is_of_toolchain = matches!(requirement.kind, RequirementKind::Tool | RequirementKind::Component);
            if !(is_member || (keeps_strength && is_of_toolchain)) {
                requirement.strength = Strength::Suggested;
            }
            if requirement.strength == Strength::Suggested {
                let about = (requirement.kind, requirement.id.clone(), requirement.range.clone());
                let count = places.entry(about).or_default();
                *count += 1;
                if *count > PLACES {
                    continue;
                }
            }
            requirements.push(requirement);
        }
    }
    let parts = if !asks_for_a_toolchain && parts.roots.len() > PARTS {
        parts.roots.into_iter().collect()
    } else {
        Vec::new()
    };
    Scope { requirements, parts }
}

/// What a directory below that is no member asks for is required.
fn counts(
    here: &str,
    directory: &str,
    asks_for_a_toolchain: bool,
    is_one_project: bool,
    parts: &Parts,
    named: &NamedDirectories,
) -> bool {
    if asks_for_a_toolchain {
        return named.in_ci.contains(directory);
    }
    is_one_project && parts.roots.contains(directory) && depth_below(here, directory) <= PART_DEPTH
}

/// The outermost directories below with toolchains of their own, those left out that a compose file builds; and those whose name
/// may mean that they are no parts, if there are others.
struct Parts {
    roots: BTreeSet<String>,
}

impl Parts {
    fn of(below: &[Asking], named: &NamedDirectories) -> Self {
        let directories: BTreeSet<&str> = below
            .iter()
            .filter(|asking| asking.standing == Standing::Below && asking.requirements.iter().any(is_toolchain))
            .map(|asking| asking.directory.as_str())
            .collect();
        let is_inside_another = |directory: &str| ancestors(directory).any(|above| directories.contains(above));
        let is_doubtful = |directory: &str| directory.split('/').any(is_doubtful);
        let is_image = |directory: &str| {
            std::iter::once(directory)
                .chain(ancestors(directory))
                .any(|above| named.built_as_images.contains(above))
        };
        let roots = directories
            .iter()
            .filter(|directory| !is_inside_another(directory) && !is_image(directory));
        let (doubtful, clear): (BTreeSet<String>, BTreeSet<String>) = roots
            .map(|directory| (*directory).to_owned())
            .partition(|directory| is_doubtful(directory));
        Self {
            roots: if clear.is_empty() { doubtful } else { clear },
        }
    }
}

fn is_toolchain(requirement: &Requirement) -> bool {
    requirement.kind == RequirementKind::Tool
        && requirement.strength == Strength::Required
        && !NO_TOOLCHAIN.contains(&requirement.id.as_str())
}

/// `path` is `directory` or below it. Both are relative to the root.
pub(super) fn is_at_or_below(path: &str, directory: &str) -> bool {
    directory.is_empty()
        || path
            .strip_prefix(directory)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Levels that `directory` is below `here`.
fn depth_below(here: &str, directory: &str) -> usize {
    levels(directory).saturating_sub(levels(here))
}

/// A file counts: a directory whose name begins with a dot (`.storybook`, `.claude`) is for a tool, and holds no part of the project.
/// Files that choose versions, workflows, and what describes containers count there.
pub(super) fn is_of_settings(here: &str, file: &str) -> bool {
    const NAMES: [&str; 3] = ["devcontainer.json", "dotnet-tools.json", "fvm_config.json"];
    const STARTS: [&str; 7] = [
        ".",
        "Containerfile",
        "Dockerfile",
        "compose",
        "config.",
        "docker-compose",
        "mise.",
    ];
    let (directory, name) = file.rsplit_once('/').unwrap_or(("", file));
    let below = directory.strip_prefix(here).unwrap_or(directory);
    let is_for_a_tool = !is_at_or_below(here, directory) && below.split('/').any(|part| part.starts_with('.'));
    !is_for_a_tool
        || NAMES.contains(&name)
        || STARTS.iter().any(|start| name.starts_with(start))
        || directory.ends_with("/workflows")
        || directory.ends_with("/conf.d")
}

/// The directory that a file speaks for: the one that it is in, or the one above a directory for settings (`.devcontainer`,
/// `gradle/wrapper`, Python's `requirements`).
pub(super) fn directory_of<'f>(here: &str, file: &'f str) -> &'f str {
    let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
    if is_at_or_below(here, directory) {
        return directory;
    }
    let mut end = 0;
    for part in directory.split('/') {
        if part.starts_with('.') {
            return directory.get(..end).unwrap_or_default().trim_end_matches('/');
        }
        end += part.len() + 1;
    }
    for settings in ["gradle/wrapper", "gradle", "requirements"] {
        if let Some(above) = directory.strip_suffix(settings)
            && (above.is_empty() || above.ends_with('/'))
        {
            return above.trim_end_matches('/');
        }
    }
    directory
}

/// A directory in which Flutter keeps what it builds for another system than `here`, which cannot build it.
///
/// Source: Flutter's "Building desktop apps", "Set up iOS development".
pub(super) fn is_of_another_system(name: &str, here: &str) -> bool {
    match name {
        "ios" => here != "macos",
        "linux" | "macos" | "windows" => here != name,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{asked, asked_by};

    const NODE: &str = "{\"engines\": {\"node\": \">=24\"}}";

    #[test]
    fn repositories_within_a_project_are_others() {
        let files = [
            ("Makefile", ""),
            ("libs/foo/.git", "gitdir: ../../.git/modules/foo\n"),
            ("libs/foo/package.json", NODE),
            ("other/.git/HEAD", ""),
            ("other/web/package.json", NODE),
        ];
        assert_eq!(asked(&files), ["tool make suggested (Makefile)"]);
        let member = ("go.work", "go 1.22\n\nuse ./other\n");
        let module = ("other/go.mod", "module other\n\ngo 1.23\n");
        assert_eq!(
            asked(&[member, module, files[3], files[4]]),
            [
                "tool go \"1.22\" minimum (go.work:1)",
                "tool go \"1.23\" minimum (other/go.mod:3)"
            ]
        );
        assert_eq!(
            asked_by(&files, "/project/other/web", &[]),
            [
                "tool make suggested (Makefile)",
                "tool node \">=24\" npm (other/web/package.json:1)",
                "tool npm suggested (other/web/package.json)",
            ]
        );
    }

    #[test]
    fn directories_of_tools_hold_no_parts() {
        let files = [
            ("Makefile", ""),
            (".storybook/package.json", NODE),
            (".claude/requirements.txt", "flask\n"),
            ("web/.vscode/package.json", NODE),
            (".config/.nvmrc", "22"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool make suggested (Makefile)",
                "tool node \"22\" nvm (.config/.nvmrc:1)"
            ]
        );
        let declared = [
            ("package.json", "{\"workspaces\": [\"*\", \".storybook\"]}"),
            ("package-lock.json", ""),
            (".storybook/package.json", NODE),
            (".claude/package.json", NODE),
        ];
        assert_eq!(
            asked(&declared),
            [
                "tool node (package.json)",
                "tool node \">=24\" npm (.storybook/package.json:1)",
                "tool npm (package-lock.json)",
            ]
        );
    }

    #[test]
    fn a_name_that_tells_nothing_is_a_part_where_no_other_is() {
        let archive = ("archive/package.json", NODE);
        let api = ("api/go.mod", "module api\n\ngo 1.24\n");
        assert_eq!(
            asked(&[archive, api]),
            [
                "tool go \"1.24\" minimum (api/go.mod:3)",
                "tool node \">=24\" npm suggested (archive/package.json:1)",
                "tool npm suggested (archive/package.json)",
            ]
        );
        assert_eq!(
            asked(&[archive]),
            [
                "tool node \">=24\" npm (archive/package.json:1)",
                "tool npm suggested (archive/package.json)",
            ]
        );
        let workspace = ("package.json", "{\"workspaces\": [\"archive\", \"examples/*\"]}");
        assert_eq!(
            asked(&[workspace, archive, ("examples/a/package.json", NODE)]),
            [
                "tool node (package.json)",
                "tool node \">=24\" npm (archive/package.json:1)",
                "tool node \">=24\" npm (examples/a/package.json:1)",
                "tool npm suggested (package.json)",
            ]
        );
    }

    #[test]
    fn what_a_workspace_takes_out_is_no_part() {
        let files = [
            (
                "melos.yaml",
                "name: x\npackages:\n  - packages/**\nignore:\n  - packages/old\n",
            ),
            ("packages/old/pubspec.yaml", "name: old\nenvironment:\n  sdk: <3.0.0\n"),
        ];
        assert_eq!(
            asked(&files),
            ["tool dart \"<3.0.0\" dart suggested (packages/old/pubspec.yaml:3)"]
        );
    }
}
