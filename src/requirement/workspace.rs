//! Members that a workspace declares: the directories that its build tool or package manager builds together.

use gix_ignore::glob::wildmatch;

use super::manifest::Ecosystem;
use super::side_directory;

/// The directories that manifests declare as members of a workspace.
#[derive(Debug, Default)]
pub(super) struct Members {
    declarations: Vec<Declaration>,
}

/// What one manifest declares.
#[derive(Debug)]
struct Declaration {
    ecosystem: Ecosystem,
    /// The directory of the manifest that is not itself part of a workspace. `None`: it is at or above the current directory.
    part: Option<String>,
    /// Relative to the root, with `/`, perhaps with `*` and `**`.
    included: Vec<String>,
    excluded: Vec<String>,
}

/// Whose member a directory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner<'m> {
    /// A workspace whose root is the current directory or above it.
    Here,
    /// A workspace whose root is a directory below.
    Part(&'m str),
}

impl Members {
    /// Adds what a manifest in `directory` declares: paths relative to it. One that begins with `!` takes directories out again.
    pub(super) fn declare(&mut self, ecosystem: Ecosystem, directory: &str, part: Option<&str>, patterns: &[String]) {
        let mut declaration = Declaration {
            ecosystem,
            part: part.map(str::to_owned),
            included: Vec::new(),
            excluded: Vec::new(),
        };
        for pattern in patterns {
            let (pattern, is_excluded) = match pattern.strip_prefix('!') {
                Some(pattern) => (pattern, true),
                None => (pattern.as_str(), false),
            };
            for pattern in alternatives(pattern) {
                // A pattern without a fixed beginning excludes at every depth below the manifest.
                let Some(path) = resolve(directory, &pattern).filter(|path| !path.is_empty()) else {
                    continue;
                };
                if is_excluded {
                    declaration.excluded.push(path);
                } else {
                    declaration.included.push(path);
                }
            }
        }
        if !declaration.included.is_empty() {
            self.declarations.push(declaration);
        }
    }

    /// The workspace that a directory is a member of, for manifests of an ecosystem. `None`: it is no member.
    pub(super) fn owner(&self, ecosystem: Ecosystem, directory: &str) -> Option<Owner<'_>> {
        let mut owners = self
            .declarations
            .iter()
            .filter(|declaration| declaration.ecosystem == ecosystem && declaration.contains(directory))
            .map(|declaration| declaration.part.as_deref());
        let first = owners.next()?;
        let is_of_here = first.is_none() || owners.any(|part| part.is_none());
        match first {
            Some(part) if !is_of_here => Some(Owner::Part(part)),
            _ => Some(Owner::Here),
        }
    }

    /// A workspace would have this directory as a member, and takes it out.
    pub(super) fn exclude(&self, ecosystem: Ecosystem, directory: &str) -> bool {
        self.declarations
            .iter()
            .any(|declaration| declaration.ecosystem == ecosystem && declaration.takes_out(directory))
    }

    /// The directory may be a member, or hold one at some depth.
    pub(super) fn may_be_below(&self, directory: &str) -> bool {
        self.declarations
            .iter()
            .flat_map(|declaration| &declaration.included)
            .any(|pattern| may_match_below(pattern, directory))
    }
}

impl Declaration {
    fn contains(&self, directory: &str) -> bool {
        let is_included = self.included.iter().any(|pattern| {
            // `packages/**` means packages, not the test data that lies in them.
            let is_open = pattern.contains("**");
            matches(pattern, directory)
                && !(is_open && side_directory::is_in_side_directory(below_fixed_part(pattern, directory)))
        });
        is_included && !self.takes_out(directory)
    }

    fn takes_out(&self, directory: &str) -> bool {
        self.excluded.iter().any(|pattern| matches(pattern, directory))
    }
}

fn matches(pattern: &str, directory: &str) -> bool {
    // A wildcard stands for no directory whose name begins with a dot.
    let is_hidden = |part: &str| part.starts_with('.') && !pattern.split('/').any(|wanted| wanted == part);
    pattern == directory
        || (!directory.split('/').any(is_hidden)
            && wildmatch(
                pattern.into(),
                directory.into(),
                wildmatch::Mode::NO_MATCH_SLASH_LITERAL,
            ))
}

/// What of a directory's path is matched by the part of the pattern behind its fixed beginning.
fn below_fixed_part<'d>(pattern: &str, directory: &'d str) -> &'d str {
    let fixed = pattern.split('/').take_while(|part| !has_wildcard(part)).count();
    let start = directory.split('/').take(fixed).map(|part| part.len() + 1).sum();
    directory.get(start..).unwrap_or_default()
}

fn may_match_below(pattern: &str, directory: &str) -> bool {
    let mut parts = pattern.split('/');
    for name in directory.split('/') {
        match parts.next() {
            Some("**") => return !side_directory::is_in_side_directory(below_fixed_part(pattern, directory)),
            Some(part) if part == name || (has_wildcard(part) && matches(part, name)) => {}
            _ => return false,
        }
    }
    true
}

fn has_wildcard(part: &str) -> bool {
    part.contains(['*', '?', '['])
}

/// Expands braces: `{a,b}/*` becomes `a/*` and `b/*`.
fn alternatives(pattern: &str) -> Vec<String> {
    const MOST: usize = 64;
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(pattern) = open.pop() {
        let braces = pattern
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
        match braces {
            Some((before, (inner, after))) if open.len() + done.len() < MOST => {
                open.extend(inner.split(',').map(|choice| format!("{before}{choice}{after}")));
            }
            _ => done.push(pattern),
        }
    }
    done
}

/// A path relative to `directory` as one relative to the root. `None`: it leads out of the project.
pub(super) fn resolve(directory: &str, path: &str) -> Option<String> {
    let path = path.trim().replace('\\', "/");
    if path.starts_with('/') || path.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(patterns: &[&str]) -> Members {
        let mut members = Members::default();
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        members.declare(Ecosystem::JavaScript, "web", None, &patterns);
        members
    }

    #[test]
    fn patterns_are_paths_from_the_manifest_with_wildcards() {
        let members = members(&["./packages/*", "apps/{shop,admin}", "../lib", "!packages/old"]);
        let is = |directory: &str| members.owner(Ecosystem::JavaScript, directory) == Some(Owner::Here);
        let directories = [
            "web/packages/a",
            "web/packages/a/b",
            "web/packages/old",
            "web/apps/shop",
            "web/apps/other",
            "lib",
            "packages/a",
            "web",
        ];
        assert_eq!(
            directories.map(is),
            [true, false, false, true, false, true, false, false]
        );
        assert_eq!(members.owner(Ecosystem::Rust, "web/packages/a"), None);
    }

    #[test]
    fn an_open_pattern_does_not_mean_test_data() {
        let members = members(&["packages/**", "examples/*"]);
        let is = |directory: &str| members.owner(Ecosystem::JavaScript, directory).is_some();
        assert_eq!(
            ["web/packages/a/b", "web/packages/a/fixtures/x", "web/examples/x"].map(is),
            [true, false, true]
        );
        let may = |directory: &str| members.may_be_below(directory);
        assert_eq!(
            ["web", "web/packages", "web/packages/a/test", "web/examples", "api"].map(may),
            [true, true, false, true, false]
        );
    }

    #[test]
    fn a_path_out_of_the_project_is_nobodys() {
        assert_eq!(resolve("a/b", "../../../c"), None);
        assert_eq!(resolve("a", "/etc"), None);
        assert_eq!(resolve("a/b", "..\\c\\.\\d"), Some("a/c/d".to_owned()));
    }
}
