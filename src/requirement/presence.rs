//! Files that say by being there that a tool is used.

use super::manifest::{Format, Manifest, ManifestContent};
use super::yaml_file;
use crate::host::is_below;
use crate::version::Dialect;

/// A file's name, and the tool that its directory's users may want. Who must have it is another matter: a Makefile often holds no
/// more than shorter names for commands.
const SUGGESTS: [(&str, &str); 47] = [
    ("Makefile", "make"),
    ("makefile", "make"),
    ("GNUmakefile", "make"),
    ("justfile", "just"),
    ("Justfile", "just"),
    (".justfile", "just"),
    ("Taskfile.yml", "task"),
    ("Taskfile.yaml", "task"),
    ("taskfile.yml", "task"),
    ("taskfile.yaml", "task"),
    ("Taskfile.dist.yml", "task"),
    ("Taskfile.dist.yaml", "task"),
    ("flake.nix", "nix"),
    ("shell.nix", "nix"),
    ("default.nix", "nix"),
    (".envrc", "direnv"),
    ("buf.yaml", "buf"),
    ("buf.gen.yaml", "buf"),
    ("configure.ac", "autoconf"),
    ("SConstruct", "scons"),
    ("xmake.lua", "xmake"),
    ("Chart.yaml", "helm"),
    ("helmfile.yaml", "helm"),
    ("kustomization.yaml", "kubectl"),
    ("kustomization.yml", "kubectl"),
    ("ansible.cfg", "ansible"),
    ("skaffold.yaml", "skaffold"),
    ("skaffold.yml", "skaffold"),
    ("Tiltfile", "tilt"),
    ("Vagrantfile", "vagrant"),
    ("serverless.yml", "serverless"),
    ("serverless.yaml", "serverless"),
    ("cdk.json", "cdk"),
    ("docker-bake.hcl", "buildx"),
    (".sops.yaml", "sops"),
    (".golangci.yml", "golangci-lint"),
    (".golangci.yaml", "golangci-lint"),
    (".golangci.toml", "golangci-lint"),
    (".shellcheckrc", "shellcheck"),
    (".hadolint.yaml", "hadolint"),
    (".hadolint.yml", "hadolint"),
    (".yamllint", "yamllint"),
    (".yamllint.yaml", "yamllint"),
    (".yamllint.yml", "yamllint"),
    (".gitleaks.toml", "gitleaks"),
    ("firebase.json", "firebase"),
    ("samconfig.toml", "sam"),
];

/// The names in [`SUGGESTS`].
#[expect(
    clippy::indexing_slicing,
    reason = "it is done at compile time, where nothing else can be"
)]
const NAMES: [&str; SUGGESTS.len()] = {
    let mut names = [""; SUGGESTS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = SUGGESTS[index].0;
        index += 1;
    }
    names
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &NAMES,
        wants_text: false,
        read,
    },
    Format {
        names: &["build.xml"],
        wants_text: true,
        read: |manifest, found| {
            // Other programs have a file of this name, too.
            if manifest.text.contains("<project") {
                suggest_if_here(manifest, found, "ant");
            }
        },
    },
    Format {
        names: &["*.ps1"],
        wants_text: false,
        read: |manifest, found| {
            // Windows has a PowerShell of its own.
            let stem = manifest.name.strip_suffix(".ps1").unwrap_or_default();
            let has_shell_script = [stem.to_owned(), format!("{stem}.sh")]
                .iter()
                .any(|name| manifest.has_beside(name));
            if !cfg!(windows) && !has_shell_script {
                suggest_if_here(manifest, found, "powershell");
            }
        },
    },
    Format {
        names: &[".pre-commit-config.yaml", ".pre-commit-config.yml"],
        wants_text: true,
        read: read_pre_commit,
    },
];

fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    for (_, id) in SUGGESTS.iter().filter(|(name, _)| *name == manifest.name) {
        suggest_if_here(manifest, found, id);
    }
}

/// The manifest is in a directory that the user is in or below: it is about what they do.
pub(super) fn is_here(manifest: &Manifest<'_>) -> bool {
    is_below(manifest.host.directory(), manifest.directory)
}

/// Suggests a tool to those who are in the manifest's directory. Others would get one such line for each directory of a project.
pub(super) fn suggest_if_here(manifest: &Manifest<'_>, found: &mut ManifestContent, id: &str) {
    if is_here(manifest) {
        found.suggest(manifest.tool(id, None));
    }
}

/// Suggests pre-commit: a project builds without its hooks. Source: pre-commit's documentation, `minimum_pre_commit_version`.
fn read_pre_commit(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = yaml_file::read(manifest, found) else {
        return;
    };
    let least = file.get("minimum_pre_commit_version");
    found.suggest(match least.and_then(|node| Some((node.scalar()?, node.line))) {
        Some((version, line)) => manifest.tool_in("pre-commit", version, Dialect::Minimum, Some(line)),
        None => manifest.tool("pre-commit", None),
    });
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn a_script_of_powershell_suggests_it_unless_a_shell_script_does_the_same() {
        let expected: &[&str] = if cfg!(windows) {
            &[]
        } else {
            &["tool powershell suggested (release.ps1)"]
        };
        assert_eq!(
            asked(&[("build.ps1", ""), ("build.sh", ""), ("release.ps1", "")]),
            expected
        );
    }

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
