//! Infrastructure as code: Terraform, OpenTofu, Terragrunt, Packer and Pulumi.
//!
//! Sources: HashiCorp's "terraform block", "Version constraints"; the READMEs of tfenv and tfswitch.

use std::path::Path;

use hcl_edit::Span as _;
use hcl_edit::structure::{Attribute, Body};

use super::manifest::{Format, Manifest, ManifestContent};
use super::{line_file, presence, yaml_file};
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &[
            ".terraform-version",
            ".tfswitchrc",
            ".opentofu-version",
            ".terragrunt-version",
            ".tgswitchrc",
        ],
        wants_text: true,
        read: read_version_file,
    },
    Format {
        names: &["*.tf", "*.tofu"],
        wants_text: true,
        read: read_configuration,
    },
    Format {
        // The second one is the file that the others include, as Terragrunt's documentation calls it.
        names: &["terragrunt.hcl", "root.hcl"],
        wants_text: true,
        read: read_terragrunt,
    },
    Format {
        names: &["*.pkr.hcl"],
        wants_text: true,
        read: read_packer,
    },
    Format {
        names: &["Pulumi.yaml", "Pulumi.yml"],
        wants_text: true,
        read: |manifest, found| {
            // A project has a name and a runtime. Source: Pulumi's documentation, "Pulumi.yaml".
            if let Some(project) = yaml_file::read(manifest, found)
                && ["name", "runtime"].iter().all(|key| project.get(key).is_some())
            {
                found.require(manifest.tool("pulumi", None));
            }
        },
    },
];

/// Reads a file that holds one version: `1.5.7`, `latest:^1.5`, `min-required`.
fn read_version_file(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let id = match manifest.name {
        ".opentofu-version" => "opentofu",
        ".terragrunt-version" | ".tgswitchrc" => "terragrunt",
        _ => "terraform",
    };
    let Some((version, line)) = line_file::lines(manifest.text).next() else {
        found.broken(manifest, None, "it contains no version");
        return;
    };
    let exact = version.strip_prefix('v').unwrap_or(version);
    let requirement = if exact.starts_with(|character: char| character.is_ascii_digit()) {
        manifest.tool_in(id, exact, Dialect::Prefix, Some(line))
    } else if let Some(prefix) = version.strip_prefix("latest:").and_then(plain_prefix) {
        manifest.tool_in(id, &prefix, Dialect::Prefix, Some(line))
    } else {
        // `latest` is not known here, `min-required` is what the configuration says, which is read too.
        manifest.tool(id, Some(line))
    };
    found.require(requirement);
}

/// The versions that a regular expression means, where it is that of a plain prefix: `1.5` of `^1.5`, `^1\.5\.`.
fn plain_prefix(expression: &str) -> Option<String> {
    let prefix = expression.strip_prefix('^').unwrap_or(expression).replace('\\', "");
    let prefix = prefix.trim_end_matches('.');
    let is_plain = prefix.starts_with(|character: char| character.is_ascii_digit())
        && prefix.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_plain.then(|| prefix.to_owned())
}

/// Reads `required_version` of the blocks `terraform`.
///
/// A file without that word is not read at all: a project has hundreds, and nothing else in them is asked of the machine.
fn read_configuration(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let id = if manifest.name.strip_suffix(".tofu").is_some() {
        "opentofu"
    } else {
        configuration_tool(manifest)
    };
    if manifest.text.contains("required_version") {
        read_required_version(manifest, "terraform", id, found);
    } else if matches!(manifest.name, "main.tf" | "main.tofu") || speaks_for_all(manifest) {
        found.require(manifest.tool(id, None));
    }
}

/// The first file of a configuration without a `main.tf`.
fn speaks_for_all(manifest: &Manifest<'_>) -> bool {
    let has_blocks = ["provider", "resource", "module", "data", "terraform"]
        .iter()
        .any(|block| manifest.text.lines().any(|line| line.starts_with(block)));
    if !has_blocks || manifest.has_beside("main.tf") || manifest.has_beside("main.tofu") {
        return false;
    }
    let files = manifest.host.list_once(manifest.directory).unwrap_or_default();
    let is_configuration = |name: &&str| {
        let ending = Path::new(name).extension();
        ending.is_some_and(|ending| ending == "tf" || ending == "tofu")
    };
    files
        .iter()
        .filter_map(|name| name.to_str())
        .filter(is_configuration)
        .min()
        == Some(manifest.name)
}

/// What reads the configuration here: OpenTofu where a file says which one, or it wrote the lock file; else Terraform.
fn configuration_tool(manifest: &Manifest<'_>) -> &'static str {
    const LOCK_BYTES: u64 = 1 << 20;
    let file = ".opentofu-version";
    let lock = manifest.directory.join(".terraform.lock.hcl");
    let is_locked_by_it = || {
        let text = manifest.host.text_once(&lock, LOCK_BYTES);
        text.is_some_and(|text| text.contains("registry.opentofu.org/"))
    };
    if manifest.has_beside(file) || manifest.has_above(file) || is_locked_by_it() {
        "opentofu"
    } else {
        "terraform"
    }
}

fn read_packer(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if manifest.text.contains("required_version") {
        read_required_version(manifest, "packer", "packer", found);
    } else {
        presence::suggest_if_here(manifest, found, "packer");
    }
}

fn read_terragrunt(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let is_root = manifest.name == "root.hcl";
    if is_root
        && !["remote_state", "_version_constraint"]
            .iter()
            .any(|word| manifest.text.contains(word))
    {
        return;
    }
    found.require(manifest.tool("terragrunt", None));
    let Some(body) = parse(manifest, found) else { return };
    for (name, id) in [
        ("terragrunt_version_constraint", "terragrunt"),
        ("terraform_version_constraint", configuration_tool(manifest)),
    ] {
        if let Some(attribute) = body.get_attribute(name) {
            ask(manifest, attribute, id, found);
        }
    }
}

fn read_required_version(manifest: &Manifest<'_>, block: &str, id: &'static str, found: &mut ManifestContent) {
    let Some(body) = parse(manifest, found) else { return };
    for block in body.get_blocks(block) {
        if let Some(attribute) = block.body.get_attribute("required_version") {
            ask(manifest, attribute, id, found);
        }
    }
}

/// An expression that is no plain text cannot be told: then any version will do.
fn ask(manifest: &Manifest<'_>, attribute: &Attribute, id: &'static str, found: &mut ManifestContent) {
    let line = attribute.span().map(|span| manifest.line_at(span.start));
    let range = attribute.value.as_str().unwrap_or_default();
    found.require(manifest.tool_in(id, range, Dialect::Terraform, line));
}

/// The parser bounds how deep blocks and expressions may be nested.
fn parse(manifest: &Manifest<'_>, found: &mut ManifestContent) -> Option<Body> {
    match hcl_edit::parser::parse_body(manifest.text) {
        Ok(body) => Some(body),
        Err(error) => {
            let line = u32::try_from(error.location().line()).ok();
            found.broken(manifest, line, error.message());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{asked, asked_by};

    #[test]
    fn the_constraint_of_a_configuration_is_read_with_its_line() {
        let text = "# ours\nterraform {\n  required_version = \"~> 1.5.0, != 1.5.3\"\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n";
        assert_eq!(
            asked(&[("versions.tf", text), ("main.tf", "resource \"x\" \"y\" {}\n")]),
            [
                "tool terraform (main.tf)",
                "tool terraform \"~> 1.5.0, != 1.5.3\" terraform (versions.tf:3)"
            ]
        );
    }

    #[test]
    fn a_configuration_without_a_main_file_asks_once() {
        let files = [
            ("network.tf", "resource \"aws_vpc\" \"main\" {}\n"),
            ("providers.tf", "provider \"aws\" {}\n"),
            ("live/root.hcl", "terraform_version_constraint = \">= 1.8\"\n"),
            ("other/root.hcl", "locals {}\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool terraform (network.tf)",
                "tool terraform \">= 1.8\" terraform suggested (live/root.hcl:1)",
                "tool terragrunt suggested (live/root.hcl)",
            ]
        );
    }

    #[test]
    fn version_files_hold_a_version_or_an_expression() {
        assert_eq!(
            asked(&[
                (".terraform-version", "# tfenv\n1.5.7\n"),
                (".opentofu-version", "latest:^1\\.8\\.\n"),
                (".terragrunt-version", "latest\n"),
                ("main.tf", "")
            ]),
            [
                "tool opentofu (main.tf)",
                "tool opentofu \"1.8\" prefix (.opentofu-version:1)",
                "tool terraform \"1.5.7\" prefix (.terraform-version:2)",
                "tool terragrunt (.terragrunt-version:1)",
            ]
        );
    }

    #[test]
    fn the_lock_file_says_who_reads_the_configuration() {
        let lock = "provider \"registry.opentofu.org/hashicorp/aws\" {\n  version = \"5.0.0\"\n}\n";
        assert_eq!(
            asked(&[("main.tf", ""), (".terraform.lock.hcl", lock)]),
            ["tool opentofu (main.tf)"]
        );
    }

    #[test]
    fn terragrunt_and_packer_name_versions_too() {
        let terragrunt =
            "terraform_version_constraint  = \">= 1.5\"\nterragrunt_version_constraint = \">= 0.50, < 1.0\"\n";
        let packer = "packer {\n  required_version = \">= 1.9\"\n}\n";
        assert_eq!(
            asked(&[("terragrunt.hcl", terragrunt), ("image.pkr.hcl", packer)]),
            [
                "tool packer \">= 1.9\" terraform (image.pkr.hcl:2)",
                "tool terraform \">= 1.5\" terraform (terragrunt.hcl:1)",
                "tool terragrunt (terragrunt.hcl)",
                "tool terragrunt \">= 0.50, < 1.0\" terraform (terragrunt.hcl:2)",
            ]
        );
    }

    #[test]
    fn a_part_asks_for_terraform_and_suggests_nothing_to_the_others() {
        let files = [("infra/main.tf", ""), ("chart/Chart.yaml", ""), ("Tiltfile", "")];
        assert_eq!(
            asked(&files),
            ["tool terraform (infra/main.tf)", "tool tilt suggested (Tiltfile)"]
        );
        assert_eq!(
            asked_by(&files, "/project/infra", &[]),
            ["tool terraform (infra/main.tf)", "tool tilt suggested (Tiltfile)"]
        );
    }

    #[test]
    fn a_configuration_that_ends_too_early_is_broken() {
        assert_eq!(
            asked(&[("versions.tf", "terraform {\n  required_version = \"1\n")]),
            ["broken: invalid block body; expected `}`, newline or identifier (versions.tf:2)"]
        );
    }
}
