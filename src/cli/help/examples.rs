//! The examples that help shows under each command.

/// Two or three examples of each command, and what each does.
pub(super) const EXAMPLES: [(&str, &[(&str, &str)]); 24] = [
    (
        "scan",
        &[
            ("devenv scan", "Is this machine ready for the project here?"),
            ("devenv scan -f html -o report.html", "Write a page for a browser"),
            ("devenv scan --ci --report junit=report.xml", "In a CI job"),
        ],
    ),
    (
        "fix",
        &[
            ("devenv fix", "Show the commands, and ask before each runs"),
            ("devenv fix --print > fix.sh", "Write a script to read and run"),
        ],
    ),
    (
        "show",
        &[
            ("devenv show", "The last scan of this project"),
            ("devenv show 0199a2 -f markdown", "An earlier one, for a pull request"),
        ],
    ),
    (
        "diff",
        &[
            ("devenv diff", "What changed since the last but one scan"),
            (
                "devenv diff before.json after.json --exit-code",
                "Fail if the later one is worse",
            ),
        ],
    ),
    (
        "history",
        &[
            ("devenv history --project . --since 7d", "This project, the last week"),
            ("devenv history -f json -o history.json", "For another program"),
        ],
    ),
    (
        "history prune",
        &[
            ("devenv history prune", "Remove what is over the limits"),
            ("devenv history prune --scans 20", "Leave the 20 newest"),
        ],
    ),
    (
        "init",
        &[
            ("devenv init --dry-run", "Print the draft and write nothing"),
            ("devenv init", "Write devenv.toml"),
        ],
    ),
    (
        "policy",
        &[
            ("devenv policy", "What holds in this project"),
            ("devenv policy --ci -f json", "What holds in a CI job, as JSON"),
        ],
    ),
    (
        "tools",
        &[
            ("devenv tools", "The installed tools"),
            ("devenv tools node language --all", "Node.js and every language"),
        ],
    ),
    (
        "explain",
        &[
            ("devenv explain node", "Which node runs, and why"),
            ("devenv explain tool-version", "What a rule checks"),
        ],
    ),
    (
        "login",
        &[
            ("devenv login https://devenv.example.com", "Sign in with a browser"),
            ("devenv login --no-browser", "Print the address to open elsewhere"),
        ],
    ),
    (
        "logout",
        &[
            ("devenv logout", "End the session of this profile"),
            ("devenv logout --all", "End the sessions of all profiles"),
        ],
    ),
    (
        "whoami",
        &[
            ("devenv whoami", "Ask the platform"),
            ("devenv whoami --offline --json", "Without the network, as JSON"),
        ],
    ),
    (
        "token",
        &[
            ("devenv token", "Print an access token"),
            ("devenv token --profile work", "That of another profile"),
        ],
    ),
    (
        "upload",
        &[
            ("devenv upload", "Upload the pending scans"),
            ("devenv upload --list", "List them, and upload none"),
            ("devenv upload scan.json", "Upload a saved scan"),
        ],
    ),
    (
        "serve",
        &[
            ("devenv serve", "On this machine only, without sign-in"),
            ("devenv serve token create --role ingest", "A token that may upload"),
        ],
    ),
    (
        "config",
        &[
            ("devenv config", "What is set, and by what"),
            ("devenv config set history.keep_days 30", "Change your settings file"),
            ("devenv config edit", "Open it in your editor"),
        ],
    ),
    (
        "config get",
        &[
            ("devenv config get profile", "The profile in use"),
            ("devenv config get history.keep_scans --json", "With where it is set"),
        ],
    ),
    (
        "config set",
        &[
            ("devenv config set upload true", "Upload each scan of the whole machine"),
            (
                "devenv config set profiles.work.platform https://devenv.example.com",
                "A platform",
            ),
        ],
    ),
    (
        "config unset",
        &[
            ("devenv config unset upload", "Back to the default"),
            ("devenv config unset profiles.work.platform", "Of one profile"),
        ],
    ),
    (
        "config edit",
        &[
            ("devenv config edit", "With $VISUAL or $EDITOR"),
            ("devenv -v config edit", "And show more"),
        ],
    ),
    (
        "completions",
        &[
            ("devenv completions bash", "For bash"),
            ("devenv completions zsh", "For zsh"),
        ],
    ),
    (
        "man",
        &[
            ("devenv man /usr/local/share/man/man1", "For everybody on this machine"),
            ("devenv man target/man", "To look at them"),
        ],
    ),
    (
        "schema",
        &[
            ("devenv schema", "Of a scan"),
            ("devenv schema policy", "Of a devenv.toml, for your editor"),
        ],
    ),
];
