//! Which programs come with a language: the others behind a version manager's shims were installed into one version of it.
//!
//! Where the version that is chosen is not installed, the language's own programs fail. Another one (`aws` behind pyenv) would not come
//! with that version, so that it is absent.

/// Names that managers have for languages, and the programs that come with each, without the numbers at their end.
const PROGRAMS: [(&[&str], &[&str]); 6] = [
    (&["goenv", "go", "golang"], &["go", "gofmt"]),
    (
        &["nodenv", "node", "nodejs"],
        &["corepack", "node", "nodejs", "npm", "npx"],
    ),
    (
        &["plenv", "perl"],
        &["corelist", "cpan", "perl", "perldoc", "pod2man", "prove"],
    ),
    (
        &["phpenv", "php"],
        &[
            "pear",
            "pecl",
            "phar",
            "php",
            "php-cgi",
            "php-config",
            "php-fpm",
            "phpdbg",
            "phpize",
        ],
    ),
    (
        &["pyenv", "python"],
        &["2to3", "idle", "pip", "pydoc", "python", "python-config"],
    ),
    (
        &["rbenv", "ruby"],
        &[
            "bundle", "bundler", "erb", "gem", "irb", "racc", "rake", "rbs", "rdbg", "rdoc", "ri", "ruby",
        ],
    ),
];

/// Whether the program comes with every version of what the manager calls `name`. `true` for what is no language that is known here.
pub(super) fn includes(name: &str, program: &str) -> bool {
    let plain = program.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
    PROGRAMS
        .iter()
        .find(|(names, _)| names.contains(&name))
        .is_none_or(|(_, programs)| programs.contains(&program) || programs.contains(&plain))
}

#[cfg(test)]
mod tests {
    use super::includes;

    #[test]
    fn a_languages_own_programs_are_told_from_what_was_installed_into_it() {
        let told = [
            ("pyenv", "python3.12"),
            ("pyenv", "pip3"),
            ("pyenv", "aws"),
            ("nodejs", "npm"),
            ("nodejs", "yarn"),
            ("ruby", "bundle"),
            ("rbenv", "rubocop"),
            ("golang", "gopls"),
            ("terraform", "terraform"),
        ]
        .map(|(name, program)| includes(name, program));
        assert_eq!(told, [true, true, false, true, false, true, false, false, true]);
    }
}
