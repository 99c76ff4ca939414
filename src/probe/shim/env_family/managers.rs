//! The version managers of pyenv's and rbenv's design, and how they differ.

pub(super) struct Manager {
    pub(super) name: &'static str,
    pub(super) root_variable: &'static str,
    pub(super) root: &'static str,
    pub(super) version_variable: &'static str,
    /// The directory to look for a version file from, before the current one.
    pub(super) directory_variable: &'static str,
    pub(super) version_file: &'static str,
    /// An empty version file ends the search: then it is `system`. With the others it is passed over.
    pub(super) empty_file_counts: bool,
    /// What may stand before the version: `ruby-3.2.0`.
    pub(super) prefixes: &'static [&'static str],
    /// Several versions may be set, with `:` between them in a variable and one a line in a file; a line may be a comment.
    pub(super) several: bool,
    /// A part of a version finds the newest installed one that begins with it.
    pub(super) completes: bool,
    /// A program that the version does not have is looked for on PATH.
    pub(super) falls_back: FallsBack,
}

#[derive(PartialEq)]
pub(super) enum FallsBack {
    Never,
    /// If the version is installed and lacks the program.
    WithoutProgram,
    /// Also if the version is not installed.
    Always,
}

pub(super) const MANAGERS: [Manager; 7] = [
    Manager {
        name: "pyenv",
        root_variable: "PYENV_ROOT",
        root: if cfg!(windows) { r".pyenv\pyenv-win" } else { ".pyenv" },
        version_variable: "PYENV_VERSION",
        directory_variable: "PYENV_DIR",
        version_file: ".python-version",
        empty_file_counts: true,
        prefixes: &["python-"],
        several: true,
        completes: true,
        // pyenv/pyenv#1797, of 2021.
        falls_back: FallsBack::Always,
    },
    Manager {
        name: "rbenv",
        root_variable: "RBENV_ROOT",
        root: ".rbenv",
        version_variable: "RBENV_VERSION",
        directory_variable: "RBENV_DIR",
        version_file: ".ruby-version",
        empty_file_counts: false,
        prefixes: &["ruby-"],
        several: false,
        completes: false,
        falls_back: FallsBack::Never,
    },
    Manager {
        name: "nodenv",
        root_variable: "NODENV_ROOT",
        root: ".nodenv",
        version_variable: "NODENV_VERSION",
        directory_variable: "NODENV_DIR",
        version_file: ".node-version",
        empty_file_counts: false,
        prefixes: &["v", "node-"],
        several: false,
        completes: false,
        falls_back: FallsBack::Never,
    },
    Manager {
        name: "goenv",
        root_variable: "GOENV_ROOT",
        root: ".goenv",
        version_variable: "GOENV_VERSION",
        directory_variable: "GOENV_DIR",
        version_file: ".go-version",
        empty_file_counts: true,
        prefixes: &["go-"],
        several: true,
        completes: false,
        falls_back: FallsBack::Never,
    },
    Manager {
        name: "plenv",
        root_variable: "PLENV_ROOT",
        root: ".plenv",
        version_variable: "PLENV_VERSION",
        directory_variable: "PLENV_DIR",
        version_file: ".perl-version",
        empty_file_counts: true,
        prefixes: &["perl-"],
        several: false,
        completes: false,
        falls_back: FallsBack::Never,
    },
    Manager {
        name: "phpenv",
        root_variable: "PHPENV_ROOT",
        root: ".phpenv",
        version_variable: "PHPENV_VERSION",
        directory_variable: "PHPENV_DIR",
        version_file: ".php-version",
        empty_file_counts: false,
        prefixes: &["php-"],
        several: false,
        completes: false,
        falls_back: FallsBack::Never,
    },
    Manager {
        name: "jenv",
        root_variable: "JENV_ROOT",
        root: ".jenv",
        version_variable: "JENV_VERSION",
        directory_variable: "JENV_DIR",
        version_file: ".java-version",
        empty_file_counts: false,
        prefixes: &["java-"],
        several: false,
        completes: false,
        falls_back: FallsBack::WithoutProgram,
    },
];
