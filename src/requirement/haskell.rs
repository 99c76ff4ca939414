//! Haskell: Stack's and Cabal's files.

use std::path::Path;

use super::data::texts;
use super::manifest::{Format, Manifest, ManifestContent, Reach};
use super::{line_file, yaml_file};
use crate::version::Dialect;

/// The formats of Haskell.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["stack.yaml"],
        wants_text: true,
        read: read_stack,
    },
    Format {
        names: &["cabal.project"],
        wants_text: true,
        read: read_cabal_project,
    },
    Format {
        names: &["*.cabal"],
        wants_text: true,
        read: read_cabal,
    },
];

/// Stack brings the compiler itself, so that the one of its resolver is only suggested; `lts-22.6` names none.
fn read_stack(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(stack) = yaml_file::read(manifest, found) else {
        return;
    };
    if stack.get("resolver").or_else(|| stack.get("snapshot")).is_none() {
        return;
    }
    require_builder(manifest, "stack", found);
    found.members.extend(texts(stack.get("packages")));
    let compiler = ["compiler", "resolver", "snapshot"]
        .into_iter()
        .filter_map(|key| stack.get(key))
        .find_map(|node| Some((node.text()?.strip_prefix("ghc-")?, node.line)));
    if let Some((version, line)) = compiler {
        found.suggest(manifest.tool_in("ghc", version, Dialect::Prefix, Some(line)));
    }
    found.reach_from(0, Reach::Below);
}

/// Reads `with-compiler: ghc-9.4.7`. Source: Cabal's user guide, `cabal.project`.
fn read_cabal_project(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    require_builder(manifest, "cabal", found);
    let compiler = manifest.text.lines().zip(1..).find_map(|(line, number)| {
        let (name, value) = line.trim().split_once(':')?;
        // It may be a path.
        let program = value.trim().rsplit('/').next().unwrap_or(value);
        let version = line_file::version(program.strip_prefix("ghc-")?, &[])?;
        (name.trim() == "with-compiler").then_some((version, number))
    });
    found.require(match compiler {
        Some((version, line)) => manifest.tool_in("ghc", version, Dialect::Prefix, Some(line)),
        None => manifest.tool("ghc", None),
    });
    found.reach_from(0, Reach::Below);
    let packages = manifest.text.lines().skip_while(|line| !line.starts_with("packages:"));
    let packages = packages
        .enumerate()
        .take_while(|(index, line)| *index == 0 || line.starts_with([' ', '\t']));
    for (_, line) in packages {
        let paths = line.trim_start_matches("packages:").split([' ', ',', '\t']);
        found.members.extend(paths.filter(|path| !path.is_empty()).map(|path| {
            // A package may be named by its file.
            match path.rsplit_once('/') {
                Some((directory, file)) if file.is_empty() || Path::new(file).extension() == Some("cabal".as_ref()) => {
                    directory.to_owned()
                }
                _ => path.to_owned(),
            }
        }));
    }
}

/// Cabal and Stack build the same packages: where a project has files of both, either will do.
fn require_builder(manifest: &Manifest<'_>, id: &'static str, found: &mut ManifestContent) {
    let has_both = ["cabal.project", "stack.yaml"]
        .iter()
        .all(|name| manifest.has_beside(name));
    if has_both {
        found.suggest(manifest.tool(id, None));
    } else {
        found.require(manifest.tool(id, None));
    }
}

/// A package. What builds it is said by the project's file beside it or above, if there is one.
fn read_cabal(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if !manifest.text.to_ascii_lowercase().contains("name:") {
        return;
    }
    let is_built_by = |name: &str| manifest.has_beside(name) || manifest.has_above(name);
    let (by_cabal, by_stack) = (is_built_by("cabal.project"), is_built_by("stack.yaml"));
    if let Some((range, line)) = compilers(manifest.text) {
        let ghc = manifest.tool_in("ghc", &range, Dialect::Gem, Some(line));
        // Stack brings the compiler.
        if by_stack && !by_cabal {
            found.suggest(ghc);
        } else {
            found.require(ghc);
        }
    }
    if !(by_cabal || by_stack) {
        found.require(manifest.tool("cabal", None));
        found.require(manifest.tool("ghc", None));
    }
}

/// The first GHC with each `base`. Source: GHC's "Base package" table.
const BASES: [(&str, &str); 14] = [
    ("4.9", "8.0"),
    ("4.10", "8.2"),
    ("4.11", "8.4"),
    ("4.12", "8.6"),
    ("4.13", "8.8"),
    ("4.14", "8.10"),
    ("4.15", "9.0"),
    ("4.16", "9.2"),
    ("4.17", "9.4"),
    ("4.18", "9.6"),
    ("4.19", "9.8"),
    ("4.20", "9.10"),
    ("4.21", "9.12"),
    ("4.22", "9.14"),
];

/// The compilers of which a package takes the `base`, by their places in [`BASES`].
#[derive(Debug, Clone, Copy)]
struct Compilers {
    first: Option<usize>,
    /// The first one that is too new.
    limit: Option<usize>,
}

impl Compilers {
    /// Of bounds such as `>=4.16 && <4.20`. `None`: they are not bounds of compilers that are known.
    fn of(bounds: &str) -> Option<Self> {
        if bounds.contains("||") {
            return None;
        }
        let place = |base: &str| {
            let line: Vec<&str> = base.trim().trim_end_matches(".*").split('.').take(2).collect();
            let line = line.join(".");
            BASES.iter().position(|(known, _)| *known == line)
        };
        let next = |place: usize| Some(place + 1).filter(|next| *next < BASES.len());
        let mut compilers = Self {
            first: None,
            limit: None,
        };
        for bound in bounds.split("&&").map(str::trim) {
            if let Some(base) = bound.strip_prefix("^>=").or_else(|| bound.strip_prefix("==")) {
                compilers.first = place(base).or(compilers.first);
                compilers.limit = place(base).and_then(next).or(compilers.limit);
            } else if let Some(base) = bound.strip_prefix(">=") {
                compilers.first = place(base).or(compilers.first);
            } else if let Some(base) = bound.strip_prefix('<').filter(|base| !base.starts_with('=')) {
                compilers.limit = place(base).or(compilers.limit);
            }
        }
        (compilers.first.is_some() || compilers.limit.is_some()).then_some(compilers)
    }

    /// Those that one of the two takes.
    fn or(self, other: Self) -> Self {
        let both = |one: Option<usize>, other: Option<usize>| Some((one?, other?));
        Self {
            first: both(self.first, other.first).map(|(one, other)| one.min(other)),
            limit: both(self.limit, other.limit).map(|(one, other)| one.max(other)),
        }
    }

    /// As `RubyGems` writes ranges. `None`: all.
    fn range(self) -> Option<String> {
        let ghc = |place: usize| BASES.get(place).map(|(_, ghc)| *ghc);
        let bounds = [
            self.first.and_then(ghc).map(|ghc| format!(">= {ghc}")),
            self.limit.and_then(ghc).map(|ghc| format!("< {ghc}")),
        ];
        let bounds: Vec<String> = bounds.into_iter().flatten().collect();
        (!bounds.is_empty()).then(|| bounds.join(", "))
    }
}

/// Bounds of `base` in a package's description.
struct Bounds {
    compilers: Compilers,
    line: u32,
    /// Which of the description's sections they stand in.
    section: usize,
    /// They stand behind `if` or `else`.
    is_conditional: bool,
}

/// The compilers whose `base` a package takes, as `RubyGems` writes ranges: `>= 9.2, < 9.10` for `base >=4.16 && <4.20`.
///
/// The first section with bounds speaks for the package. Where all of its bounds are behind conditions, one of them is enough.
fn compilers(text: &str) -> Option<(String, u32)> {
    let all = bounds_of_base(text);
    let first = all.first()?;
    let of_section = || all.iter().filter(|bounds| bounds.section == first.section);
    if let Some(certain) = of_section().find(|bounds| !bounds.is_conditional) {
        return Some((certain.compilers.range()?, certain.line));
    }
    let compilers = of_section().map(|bounds| bounds.compilers).reduce(Compilers::or)?;
    let line = of_section()
        .find(|bounds| bounds.compilers.first == compilers.first)?
        .line;
    Some((compilers.range()?, line))
}

fn bounds_of_base(text: &str) -> Vec<Bounds> {
    let mut found = Vec::new();
    let mut section = 0;
    // How far the conditions that hold are indented.
    let mut conditions: Vec<usize> = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.split("--").next().unwrap_or_default().trim_end();
        let indent = line.len() - line.trim_start().len();
        let line = line.trim_start();
        if line.is_empty() {
            continue;
        }
        while conditions.last().is_some_and(|condition| indent <= *condition) {
            conditions.pop();
        }
        if indent == 0 && !line.contains(':') {
            section += 1;
        }
        let word = line.split([' ', '(']).next().unwrap_or_default().to_ascii_lowercase();
        if matches!(word.as_str(), "if" | "elif" | "else") {
            conditions.push(indent);
            continue;
        }
        let list = match line.split_once(':') {
            Some((field, list)) if field.trim_end().eq_ignore_ascii_case("build-depends") => list,
            _ => line,
        };
        let bounds = list.split(',').find_map(|part| {
            let rest = part.trim().strip_prefix("base")?;
            rest.trim_start().starts_with(['>', '<', '=', '^']).then_some(rest)
        });
        if let Some(compilers) = bounds.and_then(Compilers::of) {
            found.push(Bounds {
                compilers,
                line: number,
                section,
                is_conditional: !conditions.is_empty(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn the_base_of_a_package_says_which_compilers_will_do() {
        let package = "cabal-version: 3.0\nname: shop\nlibrary\n  build-depends:\n    , base >=4.16 && <4.20\n    , base-compat >= 0.1\n";
        assert_eq!(
            asked(&[("shop.cabal", package)]),
            [
                "tool cabal (shop.cabal)",
                "tool ghc (shop.cabal)",
                "tool ghc \">= 9.2, < 9.10\" gem (shop.cabal:5)",
            ]
        );
    }

    #[test]
    fn of_branches_one_is_enough() {
        let ghc = |section: &str| asked(&[("shop.cabal", &format!("name: shop\nlibrary\n{section}"))]).pop();
        let told = |range: &str, line: u32| Some(format!("tool ghc \"{range}\" gem (shop.cabal:{line})"));
        let branches =
            "  if impl(ghc >= 9.10)\n    build-depends: base >=4.20\n  else\n    build-depends: base >=4.14\n";
        assert_eq!(ghc(branches), told(">= 8.10", 6));
        let limits = "  if os(windows)\n    build-depends: base >=4.18 && <4.20\n  else\n    build-depends:\n      base >=4.16 && <4.21\n";
        assert_eq!(ghc(limits), told(">= 9.2, < 9.12", 7));
        let certain = format!("{branches}  build-depends: base >=4.15\ntest-suite t\n  build-depends: base >=4.20\n");
        assert_eq!(ghc(&certain), told(">= 9.0", 7));
    }

    #[test]
    fn a_field_is_written_in_any_case_and_stack_brings_the_compiler() {
        let cabal = |depends: &str| asked(&[("shop.cabal", &format!("Name: shop\n{depends}\n"))]).pop();
        let told = |range: &str| Some(format!("tool ghc \"{range}\" gem (shop.cabal:2)"));
        assert_eq!(cabal("Build-depends:base>=4.9&&<5"), told(">= 8.0"));
        assert_eq!(cabal("BUILD-DEPENDS : text, base ==4.18.*"), told(">= 9.6, < 9.8"));
        let files = [
            ("stack.yaml", "resolver: lts-22.6\n"),
            ("shop.cabal", "name: shop\nbuild-depends: base >=4.16\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool ghc \">= 9.2\" gem suggested (shop.cabal:2)",
                "tool stack (stack.yaml)"
            ]
        );
    }

    #[test]
    fn cabal_or_stack_will_do_where_both_have_files() {
        let files = [
            ("cabal.project", "packages: ./lib/\n"),
            ("stack.yaml", "resolver: ghc-9.6.4\n"),
            ("lib/lib.cabal", "name: lib\nbuild-depends: base ^>=4.18\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool cabal suggested (cabal.project)",
                "tool ghc (cabal.project)",
                "tool ghc \"9.6.4\" prefix suggested (stack.yaml:1)",
                "tool ghc \">= 9.6, < 9.8\" gem (lib/lib.cabal:2)",
                "tool stack suggested (stack.yaml)",
            ]
        );
    }
}
