//! Versions that CI jobs, images and dev containers use: evidence of what a project is built with.

use super::java_version::java;
use super::manifest::Manifest;
use crate::scan::{Evidence, EvidenceKind};
use crate::version::Dialect;

/// Images of languages, by the last part of their name, and the tool in them.
const IMAGES: [(&str, &str); 25] = [
    ("amazoncorretto", "java"),
    ("bun", "bun"),
    ("composer", "composer"),
    ("crystal", "crystal"),
    ("dart", "dart"),
    ("deno", "deno"),
    ("eclipse-temurin", "java"),
    ("elixir", "elixir"),
    ("erlang", "erlang"),
    ("gcc", "gcc"),
    ("go", "go"),
    ("golang", "go"),
    ("haskell", "ghc"),
    ("java", "java"),
    ("javascript-node", "node"),
    ("julia", "julia"),
    ("node", "node"),
    ("openjdk", "java"),
    ("php", "php"),
    ("python", "python3"),
    ("ruby", "ruby"),
    ("rust", "rustc"),
    ("sdk", "dotnet"),
    ("swift", "swift"),
    ("typescript-node", "node"),
];

/// A version as evidence. `None`: it is no version, but a word such as `latest`, or computed.
pub(super) fn evidence(
    manifest: &Manifest<'_>,
    id: &str,
    version: &str,
    used_by: EvidenceKind,
    line: u32,
) -> Option<Evidence> {
    const LONGEST: usize = 100;
    if !version.contains(|character: char| character.is_ascii_digit()) || version.len() > LONGEST {
        return None;
    }
    if version.contains("${{") {
        return None;
    }
    let has_signs = version.starts_with(['^', '~', '>', '<', '=']) || version.contains("||");
    let (range, dialect) = match id {
        "java" => (java(version)?, Dialect::Prefix),
        "rustc" => (version.to_owned(), Dialect::Rustup),
        "node" if version.starts_with("lts/") => (version.to_owned(), Dialect::Nvm),
        _ if has_signs => (version.to_owned(), Dialect::Npm),
        _ => {
            let version = version.trim_end_matches(".x").trim_end_matches(".*");
            (version.strip_prefix('v').unwrap_or(version).to_owned(), Dialect::Prefix)
        }
    };
    crate::version::VersionRange::parse(&range, dialect).ok()?;
    Some(Evidence {
        id: id.to_owned(),
        range: Some(range),
        dialect: Some(dialect),
        used_by,
        source: manifest.source(Some(line)),
    })
}

/// The tool and version in an image's name: `node:20-alpine`, `mcr.microsoft.com/dotnet/sdk:8.0`, `golang:1.22@sha256:…`.
pub(super) fn image_evidence(
    manifest: &Manifest<'_>,
    image: &str,
    used_by: EvidenceKind,
    line: u32,
) -> Option<Evidence> {
    let (path, tag) = image.split('@').next()?.rsplit_once(':')?;
    let name = path.rsplit('/').next()?;
    let is_official = !path.contains('/') || path.contains("docker.io/library/") || path.contains("mcr.microsoft.com/");
    let is_from_elsewhere = path.split_once('/').is_some_and(|(registry, _)| registry.contains('.'));
    if !is_official && !is_from_elsewhere {
        return None;
    }
    let (_, id) = IMAGES.iter().find(|(known, _)| *known == name)?;
    let mut versions = tag
        .split('-')
        .filter(|part| part.starts_with(|first: char| first.is_ascii_digit()));
    // `devcontainers/python:1-3.12`: before the language's version is the image's own.
    let version = if path.contains("devcontainers/") {
        versions.next_back()?
    } else {
        versions.next()?
    };
    // Maven's `3-eclipse-temurin-21` begins with Maven's version, so only images of languages are read.
    evidence(manifest, id, version, used_by, line)
}
