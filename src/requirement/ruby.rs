//! Ruby: `.ruby-version`, `Gemfile`, its lock file, gemspecs. Those that are programs are not run.

use super::code::{self, Code};
use super::manifest::{Format, Manifest, ManifestContent, Reach};
use super::{line_file, script};
use crate::version::Dialect;

/// The formats of Ruby.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &[".ruby-version"],
        wants_text: true,
        read: read_version,
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

/// Reads `3.3.0`, `ruby-3.3.0@shop`, `2.7.8-p225`: behind the version may be a set of gems of RVM's, or a patch level, which Ruby's version
/// does not have.
fn read_version(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some((text, line)) = line_file::lines(manifest.text).next() else {
        found.broken(manifest, None, "it contains no version");
        return;
    };
    if let Some(version) = line_file::version(text, &["ruby-"]) {
        let version = version.split('@').next().unwrap_or(version);
        let version = match version.rsplit_once("-p") {
            Some((version, level)) if level.bytes().all(|byte| byte.is_ascii_digit()) => version,
            _ => version,
        };
        found.require(manifest.tool_in("ruby", version, Dialect::Prefix, Some(line)));
    }
}

/// Reads the line `ruby "~> 3.2"`. One with `file:` refers to a file that is read by itself.
///
/// Source: Bundler's manual, `gemfile(5)`.
fn read_gemfile(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    found.require(manifest.tool("bundler", None));
    let code = Code::of(manifest.text, &code::RUBY);
    let calls = code.trimmed_lines().filter_map(|(line, number)| {
        let arguments = line.strip_prefix("ruby").filter(|rest| rest.starts_with([' ', '(']))?;
        let (words, rest) = script::strings(arguments);
        let words: Vec<String> = if words.is_empty() {
            let value = script::text_value(&code, arguments.trim_start());
            value.map(|(value, _)| value).into_iter().collect()
        } else {
            words.into_iter().map(str::to_owned).collect()
        };
        let rest = if rest.starts_with(|first: char| first.is_ascii_uppercase() || first == '"') {
            ""
        } else {
            rest
        };
        let rest = rest.trim();
        // `ruby "3.2" if …` holds for some only.
        let is_whole = rest.is_empty() || rest.starts_with(',');
        (!words.is_empty() && is_whole).then(|| (words.join(", "), rest, number))
    });
    match calls.last() {
        // Another implementation, which the catalogue does not have: `engine: "jruby"`.
        Some((_, rest, _)) if rest.contains("engine") && !rest.contains("\"ruby\"") && !rest.contains("'ruby'") => {}
        Some((range, _, line)) => found.require(manifest.tool_in("ruby", &range, Dialect::Gem, Some(line))),
        None if chooses_another_implementation(manifest) => {}
        None => found.require(manifest.tool("ruby", None)),
    }
    // Bundler goes up to the nearest one.
    found.reach_from(0, Reach::Below);
}

/// The nearest `.ruby-version` names a Ruby that the catalogue does not have.
fn chooses_another_implementation(manifest: &Manifest<'_>) -> bool {
    const OTHERS: [&str; 5] = ["artichoke", "jruby", "mruby", "rbx", "truffleruby"];
    let nearest = manifest.texts_at_or_above(".ruby-version").next();
    nearest.is_some_and(|text| OTHERS.iter().any(|other| text.trim_start().starts_with(other)))
}

/// The Bundler that wrote the lock file: an older one gets this very version of itself. Of the Ruby that was in use then, the
/// `Gemfile` says enough.
fn read_lock_file(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if !["Gemfile", "gems.rb"].iter().any(|name| manifest.has_beside(name)) {
        return;
    }
    let mut lines = manifest.text.lines().zip(1..);
    let version = lines
        .find(|(line, _)| line.trim_end() == "BUNDLED WITH")
        .and_then(|_| lines.next())
        .and_then(|(line, number)| Some((line_file::version(line.trim(), &[])?, number)));
    if let Some((version, line)) = version {
        found.suggest(manifest.tool_in("bundler", version, Dialect::Minimum, Some(line)));
    }
}

/// Reads `spec.required_ruby_version = ">= 2.7"`, with `Gem::Requirement.new(…)` around it or not.
fn read_gemspec(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let code = Code::of(manifest.text, &code::RUBY);
    let asked = code.lines().find_map(|line| {
        let number = line.number;
        let value = line
            .after("required_ruby_version")?
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        let value = value.strip_prefix("Gem::Requirement.new").unwrap_or(value);
        let (words, _) = script::strings(value);
        if words.is_empty() {
            let (range, constant) = script::text_value(&code, value)?;
            return Some((range, constant.unwrap_or(number)));
        }
        Some((words.join(", "), number))
    });
    found.require(match asked {
        Some((range, line)) => manifest.tool_in("ruby", &range, Dialect::Gem, Some(line)),
        None => manifest.tool("ruby", None),
    });
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn gem_sets_and_patch_levels_are_no_part_of_a_version() {
        let versions = [
            ("ruby-3.3.0@shop", "3.3.0"),
            ("2.7.8-p225", "2.7.8"),
            ("3.4.0-preview1", "3.4.0-preview1"),
        ];
        for (text, version) in versions {
            assert_eq!(
                asked(&[(".ruby-version", text)]),
                [format!("tool ruby \"{version}\" prefix (.ruby-version:1)")]
            );
        }
    }

    #[test]
    fn texts_and_comments_ask_for_no_ruby() {
        let gemfile = "=begin\nruby '9.9.9'\n=end\nNOTE = <<~TEXT\n  ruby '7.7.7'\nTEXT\nruby '>= 3.0' # ruby '6'\n__END__\nruby '8.8.8'\n";
        assert_eq!(
            asked(&[("Gemfile", gemfile)]),
            ["tool bundler (Gemfile)", "tool ruby \">= 3.0\" gem (Gemfile:7)"]
        );
        let gemspec = "s.description = <<-TEXT\n  s.required_ruby_version = '>= 9'\nTEXT\ns.summary = 'required_ruby_version = \"8\"'\ns.required_ruby_version = '>= 3.1'\n";
        assert_eq!(
            asked(&[("x.gemspec", gemspec)]),
            ["tool ruby \">= 3.1\" gem (x.gemspec:5)"]
        );
    }

    #[test]
    fn another_implementation_is_not_asked_for_as_ruby() {
        for name in ["jruby-9.4.8.0", "truffleruby-24.1.1"] {
            assert_eq!(
                asked(&[(".ruby-version", name), ("Gemfile", "source 'https://rubygems.org'\n")]),
                ["tool bundler (Gemfile)"]
            );
        }
    }

    #[test]
    fn a_lock_file_alone_asks_for_nothing() {
        let lock = ("Gemfile.lock", "BUNDLED WITH\n   2.5.9\n");
        assert_eq!(asked(&[lock]), [""; 0]);
        assert_eq!(
            asked(&[lock, ("Gemfile", "")]),
            [
                "tool bundler (Gemfile)",
                "tool bundler \"2.5.9\" minimum suggested (Gemfile.lock:2)",
                "tool ruby (Gemfile)"
            ]
        );
    }

    #[test]
    fn a_range_may_stand_in_a_constant() {
        let gemspec = "LEAST = \"3.1\"\nspec.required_ruby_version = \">= #{LEAST}\"\n";
        assert_eq!(
            asked(&[("shop.gemspec", gemspec)]),
            ["tool ruby \">= 3.1\" gem (shop.gemspec:1)"]
        );
        let gemfile = "RUBY = \"~> 3.3\"\nruby RUBY\n";
        assert_eq!(
            asked(&[("Gemfile", gemfile)]),
            ["tool bundler (Gemfile)", "tool ruby \"~> 3.3\" gem (Gemfile:2)"]
        );
    }
}
