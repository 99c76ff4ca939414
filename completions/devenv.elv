
use builtin;
use str;

set edit:completion:arg-completer[devenv] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'devenv'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'devenv'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand scan 'Scan this machine and report its score'
            cand doctor 'Scan this machine and report its score'
            cand fix 'Fix problems found by a scan: show the commands, or run them'
            cand tools 'List tools'
            cand explain 'Explain a rule or a tool: how it was read, and why it matters'
            cand policy 'Show the effective policy and where each value is set'
            cand history 'List earlier scans and how the score changed'
            cand show 'Show a saved scan'
            cand diff 'Compare two scans'
            cand config 'Show settings and their sources'
            cand init 'Write a devenv.toml from the project''s own files'
            cand schema 'Print the JSON Schema of a scan or of devenv.toml'
            cand upload 'Upload pending scans or files to your team''s platform'
            cand login 'Sign in to your team''s platform'
            cand logout 'Sign out, and revoke the session at the identity provider'
            cand whoami 'Show who is signed in, to which platform, and until when'
            cand token 'Print a fresh access token, for scripts'
            cand serve 'Run the platform that scans are uploaded to'
            cand bug-report 'Collect what a bug report needs, show it, and write it to a file'
            cand self 'Manage this copy of devenv'
            cand completions 'Print a shell completion script'
            cand hook 'Say on entering a project that this machine is not ready for it'
            cand mcp 'Answer coding agents over the Model Context Protocol'
            cand man 'Write the man pages to a directory'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;scan'= {
            cand --only 'Scan only these probes, categories or tools'
            cand --skip 'Skip these probes, categories or tools'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand --report 'Also write a report to FILE; repeat for several, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations'
            cand --policy 'Use this policy file instead of the project''s devenv.toml'
            cand --fail-under 'Fail if the score is below SCORE (0 to 100)'
            cand --upload-timeout 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]'
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --timeout 'Stop the scan after SECONDS'
            cand --program-timeout 'Stop each started program after SECONDS'
            cand --jobs 'Run at most COUNT programs at the same time [default: twice the processors, 4 to 16]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --show 'Print the exact bytes that an upload would send'
            cand --timings 'Show how long each part of the scan took'
            cand --host-name 'Include the host name in the scan'
            cand --upload 'Upload the scan to your team''s platform; if that fails, save it for `devenv upload`'
            cand --no-upload 'Never upload (overrides other settings)'
            cand --require-upload 'Upload the scan, and fail if that fails'
            cand --require-project 'Fail if no file says what the project requires'
            cand --ci 'Print one line per finding, without color, and annotations on GitHub'
            cand --no-exec 'Start no programs'
            cand --fresh 'Ignore the cache'
            cand --no-history 'Do not save this scan for `devenv history`'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;doctor'= {
            cand --only 'Scan only these probes, categories or tools'
            cand --skip 'Skip these probes, categories or tools'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand --report 'Also write a report to FILE; repeat for several, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations'
            cand --policy 'Use this policy file instead of the project''s devenv.toml'
            cand --fail-under 'Fail if the score is below SCORE (0 to 100)'
            cand --upload-timeout 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]'
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --timeout 'Stop the scan after SECONDS'
            cand --program-timeout 'Stop each started program after SECONDS'
            cand --jobs 'Run at most COUNT programs at the same time [default: twice the processors, 4 to 16]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --show 'Print the exact bytes that an upload would send'
            cand --timings 'Show how long each part of the scan took'
            cand --host-name 'Include the host name in the scan'
            cand --upload 'Upload the scan to your team''s platform; if that fails, save it for `devenv upload`'
            cand --no-upload 'Never upload (overrides other settings)'
            cand --require-upload 'Upload the scan, and fail if that fails'
            cand --require-project 'Fail if no file says what the project requires'
            cand --ci 'Print one line per finding, without color, and annotations on GitHub'
            cand --no-exec 'Start no programs'
            cand --fresh 'Ignore the cache'
            cand --no-history 'Do not save this scan for `devenv history`'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;fix'= {
            cand --policy 'Use this policy file instead of the project''s devenv.toml'
            cand --fail-under 'Fail if the score is below SCORE (0 to 100)'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --print 'Print a script instead, for a POSIX shell or, on Windows, PowerShell'
            cand -y 'Run the commands without asking, except those that need sudo'
            cand --yes 'Run the commands without asking, except those that need sudo'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;tools'= {
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --all 'Include tools that are not installed'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;explain'= {
            cand --policy 'Use this policy file instead of the project''s devenv.toml'
            cand --fail-under 'Fail if the score is below SCORE (0 to 100)'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;policy'= {
            cand --policy 'Use this policy file instead of the project''s devenv.toml'
            cand --fail-under 'Fail if the score is below SCORE (0 to 100)'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --ci 'Show the policy as it applies in CI'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;history'= {
            cand --since 'Show scans since TIME: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`'
            cand --project 'Show scans of this project, by name or directory; `.` is the current one'
            cand --limit 'Maximum number of scans to show'
            cand --before 'Show scans older than this one; ID is what the previous page printed'
            cand --developer 'Show scans of this developer, if the platform allows it'
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --local 'Show only scans saved on this machine'
            cand --remote 'Show only the platform''s scans'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
            cand prune 'Remove old saved scans'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;history;prune'= {
            cand --scans 'Keep at most COUNT of the newest scans [default: the configured number, or 200]'
            cand --days 'Keep scans of the last DAYS days [default: the configured number, or 90]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;history;help'= {
            cand prune 'Remove old saved scans'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;history;help;prune'= {
        }
        &'devenv;history;help;help'= {
        }
        &'devenv;show'= {
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --remote 'Look only on the platform [default: on this machine, then on the platform if you are signed in]'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;diff'= {
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --exit-code 'Exit with 1 if the later scan is worse: it fails, has a lower score, or has a new problem'
            cand --remote 'Look only on the platform [default: on this machine, then on the platform if you are signed in]'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;config'= {
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --policy 'Use this policy file instead of the project''s devenv.toml'
            cand --fail-under 'Fail if the score is below SCORE (0 to 100)'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
            cand get 'Print the value of one setting'
            cand set 'Change a setting in your config.toml'
            cand unset 'Remove a setting from your config.toml'
            cand edit 'Open your config.toml in $VISUAL or $EDITOR, then check it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;config;get'= {
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --policy 'Use this policy file instead of the project''s devenv.toml'
            cand --fail-under 'Fail if the score is below SCORE (0 to 100)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;config;set'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;config;unset'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;config;edit'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;config;help'= {
            cand get 'Print the value of one setting'
            cand set 'Change a setting in your config.toml'
            cand unset 'Remove a setting from your config.toml'
            cand edit 'Open your config.toml in $VISUAL or $EDITOR, then check it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;config;help;get'= {
        }
        &'devenv;config;help;set'= {
        }
        &'devenv;config;help;unset'= {
        }
        &'devenv;config;help;edit'= {
        }
        &'devenv;config;help;help'= {
        }
        &'devenv;init'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --force 'Replace an existing file'
            cand --dry-run 'Print the file without writing it'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;schema'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;upload'= {
            cand --drop 'Discard a pending scan; repeat for several'
            cand --upload-timeout 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]'
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --list 'List pending scans without uploading them'
            cand --all 'Upload all pending scans to this platform, also those that are for another one'
            cand --dry-run 'Print the requests without sending them'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;login'= {
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --issuer 'Use this identity provider (OpenID issuer), if the platform does not name one'
            cand --client-id 'Use this client id, as registered for devenv at the identity provider'
            cand --scope 'Request this scope; repeat for several'
            cand --callback-port 'Listen on this port for the callback; repeat for several. 0 is any port, if the provider allows that'
            cand --callback-host 'Use this host in the callback address: `127.0.0.1` or `localhost` [default: 127.0.0.1]'
            cand --cognito-domain 'Use this domain of a Cognito user pool, if the provider''s metadata does not name it'
            cand --ca-file 'Also trust the certificates in this PEM file'
            cand --browser 'Open this browser, with arguments; `%s` stands for the address'
            cand --timeout 'Wait SECONDS for you to sign in'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --no-browser 'Print the sign-in address without opening a browser'
            cand --force 'Ask for the password again, even if the browser is signed in'
            cand --signup 'Start with the page that creates an account'
            cand --with-token 'Read a token from standard input'
            cand --client-credentials 'Sign in as a machine with `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`'
            cand --insecure-storage 'Save the session in a file that only you can read, instead of the keyring'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;logout'= {
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --all 'Sign out of all profiles'
            cand --browser 'Also end the browser''s session at the identity provider'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;whoami'= {
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand -f 'The output format'
            cand --format 'The output format'
            cand -o 'Write output to FILE (atomically)'
            cand --output 'Write output to FILE (atomically)'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --offline 'Show only what is saved on this machine, without network'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;token'= {
            cand -p 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand --profile 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve'= {
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand --listen 'Listen at this address and port [default: 127.0.0.1:8787]'
            cand --public-url 'The address that users open: `https://devenv.example.org` [default: the address it listens at]'
            cand --name 'Show NAME as the platform''s name [default: devenv]'
            cand --tls-certificate 'Serve HTTPS with the certificate chain in FILE (PEM)'
            cand --tls-key 'The certificate''s private key (PEM)'
            cand --issuer 'The OpenID Connect issuer that users sign in with'
            cand --client-id 'Accept the issuer''s tokens for this client'
            cand --audience 'Accept the issuer''s tokens for this audience'
            cand --pages-client-id 'The client for signing in to the pages, if it differs from --client-id'
            cand --pages-client-secret-file 'Read that client''s secret from FILE (or set `DEVENV_SERVE_PAGES_CLIENT_SECRET`)'
            cand --cors-origin 'Let pages of this origin use the API: `http://localhost:3000` (repeatable)'
            cand --keep 'Remove scans older than this many days: 90d [default: never]'
            cand --stale-after 'Count machines as stale after this many days without a scan: 14d [default: 14d]'
            cand --rate 'Limit each caller to this many requests per second; 0: no limit [default: 20]'
            cand --address-rate 'Limit each IP address to this many requests per second; 0: no limit [default: 100]'
            cand --threads 'Use this many worker threads [default: one per processor]'
            cand --log 'Choose what is logged [default: requests]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --trust-proxy 'Trust the X-Forwarded-For header of the proxy in front of it'
            cand --insecure 'Allow plain HTTP from other machines'
            cand --no-fsync 'Don''t sync to disk; a power failure may lose the latest scans'
            cand --demo 'Start with sample data in a temporary directory'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
            cand token 'Create, list and revoke the platform''s own tokens'
            cand reindex 'Rebuild the index from the raw scans, while the server is stopped'
            cand health 'Check that the server on this machine is ready: for containers and monitoring'
            cand backup 'Back up the index to a file, also while the server runs'
            cand restore 'Restore the index from a backup, while the server is stopped'
            cand import 'Import the scans that the Dev-Env Platform stored, while the server is stopped'
            cand remove 'Remove scans for good: one, all of a developer, or all that are old'
            cand audit 'Show who created tokens, signed in and removed scans, newest first'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;serve;token'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
            cand create 'Create a token (shown once)'
            cand list 'List tokens, without their secrets'
            cand revoke 'Revoke a token'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;serve;token;create'= {
            cand --role 'Its permissions'
            cand --subject 'The developer whose scans it uploads and reads'
            cand --expires 'Let it expire after this many days: 90d'
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --for-others 'Allow uploads for other developers, named with each upload'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;token;list'= {
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;token;revoke'= {
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --yes 'Don''t ask'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;token;help'= {
            cand create 'Create a token (shown once)'
            cand list 'List tokens, without their secrets'
            cand revoke 'Revoke a token'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;serve;token;help;create'= {
        }
        &'devenv;serve;token;help;list'= {
        }
        &'devenv;serve;token;help;revoke'= {
        }
        &'devenv;serve;token;help;help'= {
        }
        &'devenv;serve;reindex'= {
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;health'= {
            cand --config 'The server''s settings file'
            cand --listen 'The address that it listens at [default: 127.0.0.1:8787]'
            cand --tls-certificate 'The TLS certificate that it has, if any'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;backup'= {
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;restore'= {
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;import'= {
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;remove'= {
            cand --developer 'Remove all scans of a developer, and their name and address'
            cand --older-than 'Remove all scans older than this many days: 90d'
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --yes 'Don''t ask'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;audit'= {
            cand --limit 'Maximum number of lines to show'
            cand --config 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`'
            cand --data 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]'
            cand --raw 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]'
            cand --policy 'Score scans with the policy in FILE [default: the built-in policy]'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;serve;help'= {
            cand token 'Create, list and revoke the platform''s own tokens'
            cand reindex 'Rebuild the index from the raw scans, while the server is stopped'
            cand health 'Check that the server on this machine is ready: for containers and monitoring'
            cand backup 'Back up the index to a file, also while the server runs'
            cand restore 'Restore the index from a backup, while the server is stopped'
            cand import 'Import the scans that the Dev-Env Platform stored, while the server is stopped'
            cand remove 'Remove scans for good: one, all of a developer, or all that are old'
            cand audit 'Show who created tokens, signed in and removed scans, newest first'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;serve;help;token'= {
            cand create 'Create a token (shown once)'
            cand list 'List tokens, without their secrets'
            cand revoke 'Revoke a token'
        }
        &'devenv;serve;help;token;create'= {
        }
        &'devenv;serve;help;token;list'= {
        }
        &'devenv;serve;help;token;revoke'= {
        }
        &'devenv;serve;help;reindex'= {
        }
        &'devenv;serve;help;health'= {
        }
        &'devenv;serve;help;backup'= {
        }
        &'devenv;serve;help;restore'= {
        }
        &'devenv;serve;help;import'= {
        }
        &'devenv;serve;help;remove'= {
        }
        &'devenv;serve;help;audit'= {
        }
        &'devenv;serve;help;help'= {
        }
        &'devenv;bug-report'= {
            cand -o 'Write the report to FILE without asking'
            cand --output 'Write the report to FILE without asking'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;self'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
            cand update 'Show how this copy was installed and the command that updates it, or run it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;self;update'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -y 'Run the command'
            cand --yes 'Run the command'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;self;help'= {
            cand update 'Show how this copy was installed and the command that updates it, or run it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;self;help;update'= {
        }
        &'devenv;self;help;help'= {
        }
        &'devenv;completions'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;hook'= {
            cand --hook-timeout 'Say nothing if the check takes longer than SECONDS'
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand --repeat 'With `check`: print the line again if it was printed before, for a prompt'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;mcp'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;man'= {
            cand -C 'Change to DIR before doing anything, as `cd` does'
            cand --directory 'Change to DIR before doing anything, as `cd` does'
            cand --color 'Choose when to use color'
            cand -h 'Print help: a summary with `-h`, all of it with `--help`'
            cand --help 'Print help: a summary with `-h`, all of it with `--help`'
            cand -V 'Print the version'
            cand --version 'Print the version'
            cand --json 'Print the result as JSON: short for `--format json`'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Show more detail and log requests; repeat (`-vv`) for more'
            cand --verbose 'Show more detail and log requests; repeat (`-vv`) for more'
        }
        &'devenv;help'= {
            cand scan 'Scan this machine and report its score'
            cand fix 'Fix problems found by a scan: show the commands, or run them'
            cand tools 'List tools'
            cand explain 'Explain a rule or a tool: how it was read, and why it matters'
            cand policy 'Show the effective policy and where each value is set'
            cand history 'List earlier scans and how the score changed'
            cand show 'Show a saved scan'
            cand diff 'Compare two scans'
            cand config 'Show settings and their sources'
            cand init 'Write a devenv.toml from the project''s own files'
            cand schema 'Print the JSON Schema of a scan or of devenv.toml'
            cand upload 'Upload pending scans or files to your team''s platform'
            cand login 'Sign in to your team''s platform'
            cand logout 'Sign out, and revoke the session at the identity provider'
            cand whoami 'Show who is signed in, to which platform, and until when'
            cand token 'Print a fresh access token, for scripts'
            cand serve 'Run the platform that scans are uploaded to'
            cand bug-report 'Collect what a bug report needs, show it, and write it to a file'
            cand self 'Manage this copy of devenv'
            cand completions 'Print a shell completion script'
            cand hook 'Say on entering a project that this machine is not ready for it'
            cand mcp 'Answer coding agents over the Model Context Protocol'
            cand man 'Write the man pages to a directory'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;help;scan'= {
        }
        &'devenv;help;fix'= {
        }
        &'devenv;help;tools'= {
        }
        &'devenv;help;explain'= {
        }
        &'devenv;help;policy'= {
        }
        &'devenv;help;history'= {
            cand prune 'Remove old saved scans'
        }
        &'devenv;help;history;prune'= {
        }
        &'devenv;help;show'= {
        }
        &'devenv;help;diff'= {
        }
        &'devenv;help;config'= {
            cand get 'Print the value of one setting'
            cand set 'Change a setting in your config.toml'
            cand unset 'Remove a setting from your config.toml'
            cand edit 'Open your config.toml in $VISUAL or $EDITOR, then check it'
        }
        &'devenv;help;config;get'= {
        }
        &'devenv;help;config;set'= {
        }
        &'devenv;help;config;unset'= {
        }
        &'devenv;help;config;edit'= {
        }
        &'devenv;help;init'= {
        }
        &'devenv;help;schema'= {
        }
        &'devenv;help;upload'= {
        }
        &'devenv;help;login'= {
        }
        &'devenv;help;logout'= {
        }
        &'devenv;help;whoami'= {
        }
        &'devenv;help;token'= {
        }
        &'devenv;help;serve'= {
            cand token 'Create, list and revoke the platform''s own tokens'
            cand reindex 'Rebuild the index from the raw scans, while the server is stopped'
            cand health 'Check that the server on this machine is ready: for containers and monitoring'
            cand backup 'Back up the index to a file, also while the server runs'
            cand restore 'Restore the index from a backup, while the server is stopped'
            cand import 'Import the scans that the Dev-Env Platform stored, while the server is stopped'
            cand remove 'Remove scans for good: one, all of a developer, or all that are old'
            cand audit 'Show who created tokens, signed in and removed scans, newest first'
        }
        &'devenv;help;serve;token'= {
            cand create 'Create a token (shown once)'
            cand list 'List tokens, without their secrets'
            cand revoke 'Revoke a token'
        }
        &'devenv;help;serve;token;create'= {
        }
        &'devenv;help;serve;token;list'= {
        }
        &'devenv;help;serve;token;revoke'= {
        }
        &'devenv;help;serve;reindex'= {
        }
        &'devenv;help;serve;health'= {
        }
        &'devenv;help;serve;backup'= {
        }
        &'devenv;help;serve;restore'= {
        }
        &'devenv;help;serve;import'= {
        }
        &'devenv;help;serve;remove'= {
        }
        &'devenv;help;serve;audit'= {
        }
        &'devenv;help;bug-report'= {
        }
        &'devenv;help;self'= {
            cand update 'Show how this copy was installed and the command that updates it, or run it'
        }
        &'devenv;help;self;update'= {
        }
        &'devenv;help;completions'= {
        }
        &'devenv;help;hook'= {
        }
        &'devenv;help;mcp'= {
        }
        &'devenv;help;man'= {
        }
        &'devenv;help;help'= {
        }
    ]
    $completions[$command]
}
