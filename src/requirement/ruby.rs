//! Ruby: `.ruby-version`, `Gemfile`, its lock file, gemspecs. Those that are programs are not run.

use super::manifest::{Findings, Format, Manifest};
use super::{literal, pin};
use crate::version::Dialect;

/// The formats of Ruby.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &[".ruby-version"],
        wants_text: true,
        read: |manifest, findings| pin::read(manifest, findings, "ruby", &["ruby-"]),
    },
    Format {
        names: &["Gemfile", "gems.rb"],
        wants_text: true,
        read: read_gemfile,
    },
    Format {
        names: &["Gemfile.lock", "gems.locked"],
        wants_text: true,
        read: read_lock_file,
    },
    Format {
        names: &["*.gemspec"],
        wants_text: true,
        read: read_gemspec,
    },
];

/// Reads the line `ruby "~> 3.2"`. One with `file:` refers to a file that is read by itself.
///
/// Source: Bundler's manual, `gemfile(5)`.
fn read_gemfile(manifest: &Manifest<'_>, findings: &mut Findings) {
    findings.ask(manifest.tool("bundler", None));
    let asked = literal::lines(manifest.text, "#").find_map(|(line, number)| {
        let arguments = line.strip_prefix("ruby").filter(|rest| rest.starts_with([' ', '(']))?;
        let (words, rest) = literal::strings(arguments);
        let rest = rest.split('#').next().unwrap_or(rest).trim();
        let is_other = rest.contains("engine") && !rest.contains("\"ruby\"") && !rest.contains("'ruby'");
        // `ruby "3.2" if …` holds for some only.
        let is_whole = rest.is_empty() || rest.starts_with(',');
        (!words.is_empty() && is_whole && !is_other).then(|| (words.join(", "), number))
    });
    findings.ask(match asked {
        Some((range, line)) => manifest.tool_in("ruby", &range, Dialect::Gem, Some(line)),
        None => manifest.tool("ruby", None),
    });
}

/// What was in use when the lock file was written: Bundler takes another Ruby, and gets this version of itself.
fn read_lock_file(manifest: &Manifest<'_>, findings: &mut Findings) {
    let mut section = "";
    for (line, number) in manifest.text.lines().zip(1..) {
        if !line.starts_with(' ') {
            section = line.trim_end();
            continue;
        }
        let text = line.trim();
        match section {
            "RUBY VERSION" => {
                // `ruby 3.2.2p53`
                let version = text.strip_prefix("ruby ").and_then(|version| version.split('p').next());
                if let Some(version) = version.and_then(|version| pin::version(version, &[])) {
                    findings.suggest(manifest.tool_in("ruby", version, Dialect::Prefix, Some(number)));
                }
            }
            "BUNDLED WITH" => findings.suggest(manifest.tool_in("bundler", text, Dialect::Minimum, Some(number))),
            _ => {}
        }
    }
}

/// Reads `spec.required_ruby_version = ">= 2.7"`, with `Gem::Requirement.new(…)` around it or not.
fn read_gemspec(manifest: &Manifest<'_>, findings: &mut Findings) {
    let asked = literal::lines(manifest.text, "#").find_map(|(line, number)| {
        let (_, value) = line.split_once(".required_ruby_version")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let value = value.strip_prefix("Gem::Requirement.new").unwrap_or(value);
        let (words, _) = literal::strings(value);
        (!words.is_empty()).then(|| (words.join(", "), number))
    });
    findings.ask(match asked {
        Some((range, line)) => manifest.tool_in("ruby", &range, Dialect::Gem, Some(line)),
        None => manifest.tool("ruby", None),
    });
}
