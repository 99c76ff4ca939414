//! What manifests ask for, and which requirements of those at or above the current directory a nearer one replaces.
//!
//! Of those on one thing the nearest counts, and so do all of one directory. One for any version replaces none that asks for some, and
//! is replaced by none. Ports and variables never replace one another: each is its own. The nearest file that chooses a version
//! (`.nvmrc`) counts beside a nearer range, since version managers obey it. What a workspace asks of all of its members, and what
//! chooses the build tool below it, is replaced by the same of a nearer directory alone: see [`Reach`].

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::{Ecosystem, Reach};
use crate::scan::{Requirement, RequirementKind, Strength};

/// How a manifest stands to the current directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is in the current directory or above it.
    OnTheWay,
    /// It is below, and a member of a workspace whose root is here or above.
    Member,
    /// It is a member of a workspace whose root is this directory below.
    MemberOf(String),
    /// It is below, and not a member of a workspace.
    Below,
    /// It is below, and a workspace says that it is no member.
    Excluded,
}

/// What one manifest asks for, and where it is.
#[derive(Debug)]
pub(super) struct Asking {
    pub(super) standing: Standing,
    /// The directory that it speaks for, relative to the root.
    pub(super) directory: String,
    pub(super) ecosystem: Ecosystem,
    pub(super) requirements: Vec<Requirement>,
    /// How far those of its requirements reach that reach further than most, by their index.
    pub(super) reaches: BTreeMap<usize, Reach>,
}

/// A requirement, and what decides whether another one replaces it.
#[derive(Clone, Copy)]
struct Claim<'a> {
    requirement: &'a Requirement,
    /// The name of the file that it is in.
    file: &'a str,
    reach: Reach,
    ecosystem: Ecosystem,
    directory: &'a str,
    /// Levels that its directory is above the current one.
    distance: usize,
}

/// A claim, and its place: the manifest that asks, and the requirement in it.
type Placed<'a> = (Claim<'a>, (usize, usize));

/// Marks what a nearer manifest replaces. `is_member`: whether a directory is a member of a workspace whose root is above it.
pub(super) fn choose_nearest(here: &str, own: &mut [Asking], is_member: &dyn Fn(Ecosystem, &str) -> bool) {
    let replaced: BTreeSet<(usize, usize)> = {
        let mut claims: BTreeMap<(RequirementKind, &str), Vec<Placed<'_>>> = BTreeMap::new();
        for (number, asking) in own.iter().enumerate() {
            for (index, requirement) in asking.requirements.iter().enumerate() {
                let file = requirement.source.file.as_str();
                let claim = Claim {
                    requirement,
                    file: file.rsplit('/').next().unwrap_or(file),
                    reach: asking.reaches.get(&index).copied().unwrap_or_default(),
                    ecosystem: asking.ecosystem,
                    directory: &asking.directory,
                    distance: levels(here).saturating_sub(levels(&asking.directory)),
                };
                let about = (requirement.kind, requirement.id.as_str());
                claims.entry(about).or_default().push((claim, (number, index)));
            }
        }
        let of_one_thing = claims.values().flat_map(|claims| {
            let is_replaced = |claim: &Claim<'_>| claims.iter().any(|(other, _)| replaces(other, claim, is_member));
            claims.iter().filter(move |(claim, _)| is_replaced(claim))
        });
        of_one_thing.map(|(_, place)| *place).collect()
    };
    for (number, asking) in own.iter_mut().enumerate() {
        for (index, requirement) in asking.requirements.iter_mut().enumerate() {
            requirement.applies = !replaced.contains(&(number, index));
        }
    }
}

/// Whether `nearer` replaces `claim`; both are on one thing.
fn replaces(nearer: &Claim<'_>, claim: &Claim<'_>, is_member: &dyn Fn(Ecosystem, &str) -> bool) -> bool {
    if nearer.distance >= claim.distance {
        return false;
    }
    let is_same_file = nearer.file == claim.file;
    let is_of_same_reach = nearer.reach == claim.reach && is_same_file;
    // Beside a requirement a suggestion counts as one; only in a file of the same name it is the newer word on it.
    let is_strong = nearer.requirement.strength == Strength::Required
        || claim.requirement.strength == Strength::Suggested
        || is_same_file;
    let are_both_ranges = nearer.requirement.range.is_some() == claim.requirement.range.is_some();
    let choose_both = nearer.requirement.source.chooses_a_version() && claim.requirement.source.chooses_a_version();
    match claim.reach {
        Reach::Below => is_of_same_reach,
        Reach::Members => {
            let is_elsewhere = || !is_in_member(nearer.directory, claim, is_member);
            is_of_same_reach || (are_both_ranges && is_strong && is_elsewhere())
        }
        Reach::Nearest if claim.requirement.source.chooses_a_version() => are_both_ranges && choose_both,
        Reach::Nearest => are_both_ranges && is_strong,
    }
}

/// Whether a directory below that of the claim is a member of its workspace, or in one.
fn is_in_member(directory: &str, claim: &Claim<'_>, is_member: &dyn Fn(Ecosystem, &str) -> bool) -> bool {
    std::iter::once(directory)
        .chain(ancestors(directory))
        .take_while(|directory| levels(directory) > levels(claim.directory))
        .any(|directory| is_member(claim.ecosystem, directory))
}

/// The directories above one, nearest first, without the root.
pub(super) fn ancestors(directory: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(directory.rsplit_once('/').map(|(above, _)| above), |above| {
        above.rsplit_once('/').map(|(above, _)| above)
    })
}

/// Levels of a directory below the root.
pub(super) fn levels(directory: &str) -> usize {
    directory.split('/').filter(|part| !part.is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::super::example::applying_by;

    #[test]
    fn what_a_build_tool_runs_on_holds_in_every_project_of_the_build() {
        let wrapper = "gradle/wrapper/gradle-wrapper.properties";
        let old = "distributionUrl=https\\://x/gradle-6.8-bin.zip\n";
        let files = [
            (wrapper, old),
            ("settings.gradle", "include 'a'\n"),
            ("a/build.gradle", "sourceCompatibility = 11\n"),
        ];
        assert_eq!(
            applying_by(&files, "/project/a"),
            [
                "tool java \"11\" minimum (a/build.gradle:1)".to_owned(),
                format!("tool java \"[1.8,16)\" maven ({wrapper}:1)"),
                format!("tool javac ({wrapper}:1)"),
            ]
        );
        let new = "distributionUrl=https\\://x/gradle-8.13-bin.zip\n";
        let own = [
            files[0],
            files[1],
            files[2],
            ("a/gradle/wrapper/gradle-wrapper.properties", new),
        ];
        assert_eq!(
            applying_by(&own, "/project/a"),
            [
                "tool java \"11\" minimum (a/build.gradle:1)",
                "tool java \"[1.8,24)\" maven (a/gradle/wrapper/gradle-wrapper.properties:1)",
                "tool javac (a/gradle/wrapper/gradle-wrapper.properties:1)",
            ]
        );
    }

    #[test]
    fn a_module_inherits_the_enforcer_of_its_parent_and_no_other_directory_does() {
        let root = "<project><modules><module>a</module></modules><build><plugins><plugin><artifactId>maven-enforcer-plugin</artifactId><configuration><rules><requireJavaVersion><version>[21,22)</version></requireJavaVersion></rules></configuration></plugin></plugins></build></project>";
        let level = "<project><properties><maven.compiler.release>11</maven.compiler.release></properties></project>";
        let files = [("pom.xml", root), ("a/pom.xml", level), ("b/pom.xml", level)];
        let java = |directory: &str| -> Vec<String> {
            let asked = applying_by(&files, directory).into_iter();
            asked.filter(|line| line.starts_with("tool java \"")).collect()
        };
        assert_eq!(
            java("/project/a"),
            [
                "tool java \"11\" minimum (a/pom.xml:1)",
                "tool java \"[21,22)\" maven (pom.xml:1)"
            ]
        );
        assert_eq!(java("/project/b"), ["tool java \"11\" minimum (b/pom.xml:1)"]);
    }

    #[test]
    fn the_root_of_a_workspace_that_resolves_as_one_holds_in_its_members() {
        let go = [("go.work", "go 1.26\nuse ./a\n"), ("a/go.mod", "module a\ngo 1.19\n")];
        assert_eq!(
            applying_by(&go, "/project/a"),
            [
                "tool go \"1.19\" minimum (a/go.mod:2)",
                "tool go \"1.26\" minimum (go.work:1)"
            ]
        );
        let dart = [
            (
                "pubspec.yaml",
                "name: x\nenvironment:\n  sdk: ^3.9.0\nworkspace:\n  - a\n",
            ),
            ("a/pubspec.yaml", "name: a\nenvironment:\n  sdk: ^3.6.0\n"),
            ("b/pubspec.yaml", "name: b\nenvironment:\n  sdk: ^3.6.0\n"),
        ];
        assert_eq!(
            applying_by(&dart, "/project/a"),
            [
                "tool dart \"^3.6.0\" dart (a/pubspec.yaml:3)",
                "tool dart \"^3.9.0\" dart (pubspec.yaml:3)"
            ]
        );
        assert_eq!(
            applying_by(&dart, "/project/b"),
            ["tool dart \"^3.6.0\" dart (b/pubspec.yaml:3)"]
        );
        let python = [
            (
                "pyproject.toml",
                "[project]\nrequires-python = \">=3.13\"\n[tool.uv.workspace]\nmembers = [\"a\"]\n",
            ),
            ("a/pyproject.toml", "[project]\nrequires-python = \">=3.9\"\n"),
        ];
        assert_eq!(
            applying_by(&python, "/project/a"),
            [
                "tool python3 \">=3.13\" pep440 (pyproject.toml:2)",
                "tool python3 \">=3.9\" pep440 (a/pyproject.toml:2)",
                "tool uv suggested (pyproject.toml:3)",
            ]
        );
    }

    #[test]
    fn package_managers_obey_the_root_of_a_workspace() {
        let files = [
            (
                "package.json",
                "{\"workspaces\": [\"a\"], \"packageManager\": \"pnpm@9.1.0\",\n\"devEngines\": {\"runtime\": {\"name\": \"node\", \"version\": \"^24\", \"onFail\": \"error\"}}}",
            ),
            (
                "a/package.json",
                "{\"engines\": {\"node\": \">=18\", \"pnpm\": \">=8\"}}",
            ),
            (
                "b/package.json",
                "{\"engines\": {\"node\": \">=18\", \"pnpm\": \">=8\"}}",
            ),
        ];
        assert_eq!(
            applying_by(&files, "/project/a"),
            [
                "tool node \">=18\" npm (a/package.json:1)",
                "tool node \"^24\" npm no download (package.json:2)",
                "tool pnpm \"9.1.0\" npm (package.json:1)",
                "tool pnpm \">=8\" npm (a/package.json:1)",
            ]
        );
        // Corepack goes up to the first package that names a manager; npm to the root of the workspace.
        assert_eq!(
            applying_by(&files, "/project/b"),
            [
                "tool node \">=18\" npm (b/package.json:1)",
                "tool pnpm \"9.1.0\" npm (package.json:1)",
                "tool pnpm \">=8\" npm (b/package.json:1)",
            ]
        );
    }

    #[test]
    fn bundler_takes_the_nearest_gemfile() {
        let gemspec = "Gem::Specification.new do |s|\n s.required_ruby_version = '>= 2.7'\nend\n";
        let files = [("Gemfile", "ruby '3.4.1'\n"), ("engines/a/a.gemspec", gemspec)];
        assert_eq!(
            applying_by(&files, "/project/engines/a"),
            [
                "tool bundler (Gemfile)",
                "tool ruby \"3.4.1\" gem (Gemfile:1)",
                "tool ruby \">= 2.7\" gem (engines/a/a.gemspec:2)",
            ]
        );
        let own = [files[0], files[1], ("engines/a/Gemfile", "gemspec\n")];
        assert_eq!(
            applying_by(&own, "/project/engines/a"),
            [
                "tool bundler (engines/a/Gemfile)",
                "tool ruby (engines/a/Gemfile)",
                "tool ruby \">= 2.7\" gem (engines/a/a.gemspec:2)",
            ]
        );
    }

    #[test]
    fn a_suggestion_replaces_a_requirement_only_in_a_file_of_the_same_name() {
        let files = [
            ("setup.cfg", "[options]\npython_requires = >=3.10\n"),
            ("a/pyproject.toml", "[project]\nrequires-python = \">=3.13\"\n"),
            ("a/uv.lock", ""),
        ];
        assert_eq!(
            applying_by(&files, "/project/a"),
            [
                "tool python3 \">=3.10\" pep440 (setup.cfg:2)",
                "tool python3 \">=3.13\" pep440 suggested (a/pyproject.toml:2)",
                "tool uv (a/uv.lock)",
            ]
        );
        let of_same_name = [
            ("pyproject.toml", "[project]\nrequires-python = \">=3.14\"\n"),
            files[1],
            files[2],
        ];
        assert_eq!(
            applying_by(&of_same_name, "/project/a"),
            [
                "tool python3 \">=3.13\" pep440 suggested (a/pyproject.toml:2)",
                "tool uv (a/uv.lock)",
            ]
        );
    }
}
