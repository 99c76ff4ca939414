//! The notations in which ecosystems write ranges of versions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The notation of a range, which determines how it is read: one for each ecosystem, not for each file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// npm's: `^20.1`, `~1.2`, `18.x || >=20`, `1.2 - 2.3`. Reference implementation: npm's `semver`.
    Npm,
    /// Python's: `>=3.9,<4`, `~=3.11`, `==3.12.*`. Reference implementation: PyPI's `packaging` (PEP 440).
    Pep440,
    /// Poetry's: `^3.9`, `~3.9`, `3.9.*`, `>=3.9,<4 || ^4.1`; otherwise as [`Dialect::Pep440`].
    Poetry,
    /// `RubyGems`': `~> 3.2`, `>= 2.7, < 4`. Reference implementation: Ruby's `Gem::Requirement`.
    Gem,
    /// Terraform's: `~> 1.5.0`, `>= 1.3, != 1.4.1`. Source: HashiCorp's `go-version`.
    Terraform,
    /// Elixir's: `~> 1.14 and != 1.15.0 or >= 2.0`. Source: Elixir's `Version`.
    Elixir,
    /// Composer's: `^8.1`, `~8.1`, `>=7.4 <8.3`, `8.1.* || 8.2.*`. Reference implementation: `composer/semver`.
    Composer,
    /// Cargo's: `1.2` means `^1.2`; `~1.2`, `=1.2.3`, `1.*`. Reference implementation: the `semver` crate.
    Cargo,
    /// Dart's: `^3.2.0`, `>=2.12.0 <4.0.0`, `any`. Source: `pub_semver`.
    Dart,
    /// Maven's: `[3.6,4)`, `(,17]`, `[11,12),[17,18)`; a bare version is a minimum. Reference implementation: `maven-artifact`.
    Maven,
    /// At least this version: Go's `go 1.22`, Cargo's `rust-version`, CMake's minimum, `swift-tools-version`.
    Minimum,
    /// This version or any that continues it: `3.11` means 3.11.x; `latest`, `system` and the like name no version.
    Prefix,
    /// asdf's and mise's: an exact version, a prefix, `latest:20`, `lts`, `ref:…`, `path:…`, `system`.
    Asdf,
    /// nvm's, fnm's and nodenv's: `20`, `v20.11.1`, `lts/*`, `lts/iron`, `node`, `stable`.
    Nvm,
    /// rustup's: `1.70.0`, `stable`, `nightly-2026-01-01`, with or without a host.
    Rustup,
}
