//! The examples that help shows under each command.

/// Two or three examples of each command, and what each does.
pub(super) const EXAMPLES: [(&str, &[(&str, &str)]); 29] = [
    (
        "scan",
        &[
            ("devenv scan", "Check this machine for the current project"),
            ("devenv scan -f html -o report.html", "Write a page for a browser"),
            ("devenv scan --ci --report junit=report.xml", "Scan in a CI job"),
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
            ("devenv show", "Show the last scan of this project"),
            (
                "devenv show 0199a2 -f markdown",
                "Show an earlier one, for a pull request",
            ),
        ],
    ),
    (
        "diff",
        &[
            ("devenv diff", "Show the changes of the last scan"),
            (
                "devenv diff before.json after.json --exit-code",
                "Fail if the later one is worse",
            ),
        ],
    ),
    (
        "history",
        &[
            (
                "devenv history --project . --since 7d",
                "List this project's scans of the last week",
            ),
            (
                "devenv history -f json -o history.json",
                "Write them for another program",
            ),
        ],
    ),
    (
        "history prune",
        &[
            ("devenv history prune", "Remove scans beyond the limits"),
            ("devenv history prune --scans 20", "Keep only the 20 newest"),
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
            ("devenv policy", "Show the policy of this project"),
            ("devenv policy --ci -f json", "Show the policy in CI, as JSON"),
        ],
    ),
    (
        "tools",
        &[
            ("devenv tools", "List the installed tools"),
            ("devenv tools node language --all", "List Node.js and every language"),
        ],
    ),
    (
        "explain",
        &[
            ("devenv explain node", "Explain which node runs, and why"),
            ("devenv explain tool-version", "Explain a rule"),
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
            ("devenv whoami --offline --json", "Show what is saved, as JSON"),
        ],
    ),
    (
        "token",
        &[
            ("devenv token", "Print an access token"),
            ("devenv token --profile work", "Print that of another profile"),
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
            ("devenv serve", "Serve on this machine only, without sign-in"),
            (
                "devenv serve token create --role ingest",
                "Create a token that may upload",
            ),
        ],
    ),
    (
        "config",
        &[
            ("devenv config", "Show the settings and their sources"),
            ("devenv config set history.keep_days 30", "Change your settings file"),
            ("devenv config edit", "Open it in your editor"),
        ],
    ),
    (
        "config get",
        &[
            ("devenv config get profile", "Print the active profile"),
            (
                "devenv config get history.keep_scans --json",
                "Print it with its source",
            ),
        ],
    ),
    (
        "config set",
        &[
            ("devenv config set upload true", "Upload each scan of the whole machine"),
            (
                "devenv config set profiles.work.platform https://devenv.example.com",
                "Set the platform of a profile",
            ),
        ],
    ),
    (
        "config unset",
        &[
            ("devenv config unset upload", "Use the default again"),
            (
                "devenv config unset profiles.work.platform",
                "Remove the platform of a profile",
            ),
        ],
    ),
    (
        "config edit",
        &[
            ("devenv config edit", "Open it with $VISUAL or $EDITOR"),
            ("devenv -v config edit", "Show more detail"),
        ],
    ),
    (
        "completions",
        &[
            ("devenv completions bash", "Print the script for bash"),
            ("devenv completions zsh", "Print the script for zsh"),
        ],
    ),
    (
        "hook",
        &[
            ("devenv hook bash", "The code for bash"),
            ("devenv hook nu", "The code for nu"),
        ],
    ),
    (
        "self",
        &[
            ("devenv self update", "Show the command that updates this copy"),
            ("devenv self update --json", "The same, for programs"),
        ],
    ),
    (
        "self update",
        &[
            ("devenv self update", "Show the command that updates this copy"),
            ("devenv self update --yes", "Run it"),
        ],
    ),
    (
        "bug-report",
        &[
            ("devenv bug-report", "Show the report, and ask before writing it"),
            ("devenv bug-report -o report.md", "Show it, and write it"),
        ],
    ),
    (
        "mcp",
        &[
            ("devenv mcp", "Answer an agent, which starts this command"),
            ("devenv -C ~/shop mcp", "The same, for one project"),
        ],
    ),
    (
        "man",
        &[
            ("devenv man /usr/local/share/man/man1", "Install them for all users"),
            ("devenv man target/man", "Write them to look at them"),
        ],
    ),
    (
        "schema",
        &[
            ("devenv schema", "Print the schema of a scan"),
            ("devenv schema policy", "Print that of devenv.toml, for your editor"),
        ],
    ),
];
