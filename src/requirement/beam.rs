//! The languages on Erlang's virtual machine: Elixir, Erlang, Gleam.

use super::code::{self, Code};
use super::data::text_at;
use super::manifest::{Format, Manifest, ManifestContent};
use super::{script, toml_file};
use crate::version::Dialect;

/// The formats of Elixir, Erlang and Gleam.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["mix.exs"],
        wants_text: true,
        read: read_mix,
    },
    Format {
        names: &["rebar.config"],
        wants_text: true,
        read: read_rebar,
    },
    Format {
        names: &["gleam.toml"],
        wants_text: true,
        read: read_gleam,
    },
];

/// Reads the line `elixir: "~> 1.14"` of a project. The file is a program, and is not run.
fn read_mix(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let code = Code::of(manifest.text, &code::ELIXIR);
    if !["Mix.Project", "MixProject", "def project"]
        .iter()
        .any(|word| code.text().contains(word))
    {
        return;
    }
    found.require(manifest.tool("erlang", None));
    let apps = code.trimmed_lines().find_map(|(line, _)| {
        let (_, value) = line.split_once("apps_path:")?;
        Some(script::string(value.trim_start())?.0)
    });
    found.members.extend(apps.map(|path| format!("{path}/*")));
    // Dependencies in directories of the project are compiled with it: `{:shop_proto, path: "proto"}`.
    found.members.extend(code.trimmed_lines().filter_map(|(line, _)| {
        let (_, value) = line.split_once(" path:").filter(|_| line.contains("{:"))?;
        Some(script::string(value.trim_start())?.0.to_owned())
    }));
    let asked = code.all_after("elixir").find_map(|(rest, number)| {
        // The range may stand in the next line.
        let value = rest.strip_prefix(':')?.trim_start();
        let (range, constant) = script::text_value(&code, value)?;
        Some((range, constant.unwrap_or(number)))
    });
    found.require(match asked {
        Some((range, line)) => manifest.tool_in("elixir", &range, Dialect::Elixir, Some(line)),
        None => manifest.tool("elixir", None),
    });
}

/// Reads `{minimum_otp_vsn, "25"}.` Before OTP 17 it was a regular expression, which is ignored.
fn read_rebar(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    // Where nothing else is said: `project_app_dirs`.
    found.members.extend(["apps/*", "lib/*"].map(str::to_owned));
    let code = Code::of(manifest.text, &code::ERLANG);
    let asked = code.trimmed_lines().find_map(|(line, number)| {
        let value = script::after(line, "{minimum_otp_vsn", ',')?;
        let (version, _) = script::string(value)?;
        let is_version = version
            .chars()
            .all(|character| character.is_ascii_digit() || character == '.');
        is_version.then_some((version, number))
    });
    found.require(match asked {
        Some((version, line)) => manifest.tool_in("erlang", version, Dialect::Minimum, Some(line)),
        None => manifest.tool("erlang", None),
    });
}

/// Gleam's ranges are Hex's, as Elixir's are. It compiles to Erlang unless told otherwise.
fn read_gleam(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(package) = toml_file::read(manifest, found) else {
        return;
    };
    // A package has a name: without it the file is another program's.
    if package.get("name").is_none() {
        return;
    }
    let asked = text_at(&package, &["gleam"], manifest, found);
    found.require(match asked {
        Some((range, line)) => manifest.tool_in("gleam", range, Dialect::Elixir, Some(line)),
        None => manifest.tool("gleam", None),
    });
    match text_at(&package, &["target"], manifest, found) {
        // Deno and Bun run it too, if that is asked for.
        Some(("javascript", line)) => match text_at(&package, &["javascript", "runtime"], manifest, found) {
            Some((runtime @ ("deno" | "bun"), line)) => found.require(manifest.tool(runtime, Some(line))),
            _ => found.require(manifest.tool("node", Some(line))),
        },
        _ => found.require(manifest.tool("erlang", None)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn a_range_may_stand_in_an_attribute() {
        let text = "defmodule Shop.MixProject do\n  use Mix.Project\n  @elixir_requirement \"~> 1.15\"\n  def project do\n    [app: :shop, elixir: @elixir_requirement]\n  end\nend\n";
        assert_eq!(
            asked(&[("mix.exs", text)]),
            ["tool elixir \"~> 1.15\" elixir (mix.exs:3)", "tool erlang (mix.exs)"]
        );
    }

    #[test]
    fn documentation_asks_for_no_elixir_and_a_range_may_stand_in_the_next_line() {
        let text = "defmodule Shop.MixProject do\n  use Mix.Project\n  @doc \"\"\"\n  elixir: \"~> 1.99\"\n  \"\"\"\n  def project do\n    [\n      app: :shop,\n      elixir:\n        \"~> 1.14\"\n    ]\n  end\nend\n";
        assert_eq!(
            asked(&[("mix.exs", text)]),
            ["tool elixir \"~> 1.14\" elixir (mix.exs:9)", "tool erlang (mix.exs)"]
        );
    }

    #[test]
    fn a_dependency_in_a_directory_is_compiled_with_the_project() {
        let root = "defmodule Shop.MixProject do\n  use Mix.Project\n  defp deps do\n    [{:proto, path: \"proto\"}]\n  end\nend\n";
        let proto = "defmodule Proto.MixProject do\n  use Mix.Project\n  def project, do: [app: :proto, elixir: \"~> 1.18\"]\nend\n";
        assert_eq!(
            asked(&[("mix.exs", root), ("proto/mix.exs", proto), ("other/mix.exs", proto)]),
            [
                "tool elixir (mix.exs)",
                "tool elixir \"~> 1.18\" elixir (proto/mix.exs:3)",
                "tool elixir \"~> 1.18\" elixir suggested (other/mix.exs:3)",
                "tool erlang (mix.exs)",
                "tool erlang (proto/mix.exs)",
                "tool erlang suggested (other/mix.exs)",
            ]
        );
    }

    #[test]
    fn applications_of_rebar_are_built_together() {
        let files = [
            ("rebar.config", "{minimum_otp_vsn, \"26\"}.\n"),
            ("apps/shop/rebar.config", "{minimum_otp_vsn, \"27\"}.\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool erlang \"26\" minimum (rebar.config:1)",
                "tool erlang \"27\" minimum (apps/shop/rebar.config:1)"
            ]
        );
    }

    #[test]
    fn a_file_without_a_package_asks_for_nothing() {
        let files = [
            ("mix.exs", "IO.puts(1)\n"),
            ("gleam.toml", "description = \"a language\"\n"),
        ];
        assert_eq!(asked(&files), [""; 0]);
    }
}
