//! pre-commit: its configuration says which pre-commit is too old for it.

use super::manifest::{Findings, Format, Manifest};
use super::yaml_file;
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[Format {
    names: &[".pre-commit-config.yaml", ".pre-commit-config.yml"],
    wants_text: true,
    read,
}];

/// Suggests pre-commit: a project builds without its hooks. Source: pre-commit's documentation, `minimum_pre_commit_version`.
fn read(manifest: &Manifest<'_>, findings: &mut Findings) {
    let Some(file) = yaml_file::read(manifest, findings) else {
        return;
    };
    let least = file.get("minimum_pre_commit_version");
    findings.suggest(match least.and_then(|node| Some((node.scalar()?, node.line))) {
        Some((version, line)) => manifest.tool_in("pre-commit", version, Dialect::Minimum, Some(line)),
        None => manifest.tool("pre-commit", None),
    });
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn hooks_suggest_pre_commit_in_a_version() {
        let text = "minimum_pre_commit_version: 3.2.0\nrepos:\n  - repo: local\n";
        assert_eq!(
            asked(&[(".pre-commit-config.yaml", text)]),
            ["tool pre-commit \"3.2.0\" minimum suggested (.pre-commit-config.yaml:1)"]
        );
        assert_eq!(
            asked(&[(".pre-commit-config.yaml", "repos: []\n")]),
            ["tool pre-commit suggested (.pre-commit-config.yaml)"]
        );
    }
}
