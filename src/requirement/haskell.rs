//! Haskell: Stack's and Cabal's files.

use super::data::texts;
use super::manifest::{Format, Manifest, ManifestContent};
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
        wants_text: false,
        read: read_cabal,
    },
];

/// Stack brings the compiler itself, so that the one of its resolver is only suggested; `lts-22.6` names none.
fn read_stack(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(stack) = yaml_file::read(manifest, found) else {
        return;
    };
    found.require(manifest.tool("stack", None));
    found.members.extend(texts(stack.get("packages")));
    let compiler = ["compiler", "resolver", "snapshot"]
        .into_iter()
        .filter_map(|key| stack.get(key))
        .find_map(|node| Some((node.text()?.strip_prefix("ghc-")?, node.line)));
    if let Some((version, line)) = compiler {
        found.suggest(manifest.tool_in("ghc", version, Dialect::Prefix, Some(line)));
    }
}

/// Reads `with-compiler: ghc-9.4.7`. Source: Cabal's user guide, `cabal.project`.
fn read_cabal_project(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    found.require(manifest.tool("cabal", None));
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
}

/// A package. What builds it is said by the project's file beside it or above, if there is one.
fn read_cabal(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let is_built_by_another = ["cabal.project", "stack.yaml"]
        .iter()
        .any(|name| manifest.has_beside(name) || manifest.has_above(name));
    if !is_built_by_another {
        found.require(manifest.tool("cabal", None));
        found.require(manifest.tool("ghc", None));
    }
}
