# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_devenv_global_optspecs
    string join \n C/directory= json q/quiet v/verbose color= h/help V/version
end

function __fish_devenv_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_devenv_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_devenv_using_subcommand
    set -l cmd (__fish_devenv_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c devenv -n "__fish_devenv_needs_command" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_needs_command" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_needs_command" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_needs_command" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_needs_command" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_needs_command" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_needs_command" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "scan" -d 'Scan this machine and report its score'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "doctor" -d 'Scan this machine and report its score'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "fix" -d 'Fix problems found by a scan: show the commands, or run them'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "tools" -d 'List tools'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "explain" -d 'Explain a rule or a tool: how it was read, and why it matters'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "policy" -d 'Show the effective policy and where each value is set'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "history" -d 'List earlier scans and how the score changed'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "show" -d 'Show a saved scan'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "diff" -d 'Compare two scans'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "config" -d 'Show settings and their sources'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "init" -d 'Write a devenv.toml from the project\'s own files'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "schema" -d 'Print the JSON Schema of a scan or of devenv.toml'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "upload" -d 'Upload pending scans or files to your team\'s platform'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "login" -d 'Sign in to your team\'s platform'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "logout" -d 'Sign out, and revoke the session at the identity provider'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "whoami" -d 'Show who is signed in, to which platform, and until when'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "token" -d 'Print a fresh access token, for scripts'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "serve" -d 'Run the platform that scans are uploaded to'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "bug-report" -d 'Collect what a bug report needs, show it, and write it to a file'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "self" -d 'Manage this copy of devenv'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "completions" -d 'Print a shell completion script'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "hook" -d 'Say on entering a project that this machine is not ready for it'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "mcp" -d 'Answer coding agents over the Model Context Protocol'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "man" -d 'Write the man pages to a directory'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l only -d 'Scan only these probes, categories or tools' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l skip -d 'Skip these probes, categories or tools' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'
markdown\t'For a comment on a pull request, or a job\'s summary'
html\t'For a browser: one page without scripts'
junit\t'For CI systems that show test results'
sarif\t'For tools that show static analysis: SARIF 2.1.0'
gitlab\t'For GitLab\'s code quality'
annotations\t'For GitHub Actions: workflow commands'"
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l report -d 'Also write a report to FILE; repeat for several, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l policy -d 'Use this policy file instead of the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l fail-under -d 'Fail if the score is below SCORE (0 to 100)' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l upload-timeout -d 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l timeout -d 'Stop the scan after SECONDS' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l program-timeout -d 'Stop each started program after SECONDS' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l jobs -d 'Run at most COUNT programs at the same time [default: twice the processors, 4 to 16]' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l show -d 'Print the exact bytes that an upload would send'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l timings -d 'Show how long each part of the scan took'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l host-name -d 'Include the host name in the scan'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l upload -d 'Upload the scan to your team\'s platform; if that fails, save it for `devenv upload`'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l no-upload -d 'Never upload (overrides other settings)'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l require-upload -d 'Upload the scan, and fail if that fails'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l require-project -d 'Fail if no file says what the project requires'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l ci -d 'Print one line per finding, without color, and annotations on GitHub'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l no-exec -d 'Start no programs'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l fresh -d 'Ignore the cache'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l no-history -d 'Do not save this scan for `devenv history`'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l only -d 'Scan only these probes, categories or tools' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l skip -d 'Skip these probes, categories or tools' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'
markdown\t'For a comment on a pull request, or a job\'s summary'
html\t'For a browser: one page without scripts'
junit\t'For CI systems that show test results'
sarif\t'For tools that show static analysis: SARIF 2.1.0'
gitlab\t'For GitLab\'s code quality'
annotations\t'For GitHub Actions: workflow commands'"
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l report -d 'Also write a report to FILE; repeat for several, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l policy -d 'Use this policy file instead of the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l fail-under -d 'Fail if the score is below SCORE (0 to 100)' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l upload-timeout -d 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l timeout -d 'Stop the scan after SECONDS' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l program-timeout -d 'Stop each started program after SECONDS' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l jobs -d 'Run at most COUNT programs at the same time [default: twice the processors, 4 to 16]' -r
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l show -d 'Print the exact bytes that an upload would send'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l timings -d 'Show how long each part of the scan took'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l host-name -d 'Include the host name in the scan'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l upload -d 'Upload the scan to your team\'s platform; if that fails, save it for `devenv upload`'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l no-upload -d 'Never upload (overrides other settings)'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l require-upload -d 'Upload the scan, and fail if that fails'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l require-project -d 'Fail if no file says what the project requires'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l ci -d 'Print one line per finding, without color, and annotations on GitHub'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l no-exec -d 'Start no programs'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l fresh -d 'Ignore the cache'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l no-history -d 'Do not save this scan for `devenv history`'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand doctor" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l policy -d 'Use this policy file instead of the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l fail-under -d 'Fail if the score is below SCORE (0 to 100)' -r
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'"
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l print -d 'Print a script instead, for a POSIX shell or, on Windows, PowerShell'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s y -l yes -d 'Run the commands without asking, except those that need sudo'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'"
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l all -d 'Include tools that are not installed'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l policy -d 'Use this policy file instead of the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l fail-under -d 'Fail if the score is below SCORE (0 to 100)' -r
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'"
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l policy -d 'Use this policy file instead of the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l fail-under -d 'Fail if the score is below SCORE (0 to 100)' -r
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'"
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l ci -d 'Show the policy as it applies in CI'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l since -d 'Show scans since TIME: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l project -d 'Show scans of this project, by name or directory; `.` is the current one' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l limit -d 'Maximum number of scans to show' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l before -d 'Show scans older than this one; ID is what the previous page printed' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l developer -d 'Show scans of this developer, if the platform allows it' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'"
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l local -d 'Show only scans saved on this machine'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l remote -d 'Show only the platform\'s scans'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -f -a "prune" -d 'Remove old saved scans'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l scans -d 'Keep at most COUNT of the newest scans [default: the configured number, or 200]' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l days -d 'Keep scans of the last DAYS days [default: the configured number, or 90]' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove old saved scans'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'
markdown\t'For a comment on a pull request, or a job\'s summary'
html\t'For a browser: one page without scripts'
junit\t'For CI systems that show test results'
sarif\t'For tools that show static analysis: SARIF 2.1.0'
gitlab\t'For GitLab\'s code quality'
annotations\t'For GitHub Actions: workflow commands'"
complete -c devenv -n "__fish_devenv_using_subcommand show" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand show" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand show" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand show" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand show" -l remote -d 'Look only on the platform [default: on this machine, then on the platform if you are signed in]'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand show" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'
markdown\t'For a comment on a pull request, or a job\'s summary'"
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l exit-code -d 'Exit with 1 if the later scan is worse: it fails, has a lower score, or has a new problem'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l remote -d 'Look only on the platform [default: on this machine, then on the platform if you are signed in]'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -l policy -d 'Use this policy file instead of the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -l fail-under -d 'Fail if the score is below SCORE (0 to 100)' -r
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'"
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -f -a "get" -d 'Print the value of one setting'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -f -a "set" -d 'Change a setting in your config.toml'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -f -a "unset" -d 'Remove a setting from your config.toml'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -f -a "edit" -d 'Open your config.toml in $VISUAL or $EDITOR, then check it'
complete -c devenv -n "__fish_devenv_using_subcommand config; and not __fish_seen_subcommand_from get set unset edit help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -l policy -d 'Use this policy file instead of the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -l fail-under -d 'Fail if the score is below SCORE (0 to 100)' -r
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from set" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from set" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from set" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from unset" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from unset" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from unset" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from edit" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from edit" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from edit" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from edit" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value of one setting'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "set" -d 'Change a setting in your config.toml'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "unset" -d 'Remove a setting from your config.toml'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "edit" -d 'Open your config.toml in $VISUAL or $EDITOR, then check it'
complete -c devenv -n "__fish_devenv_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand init" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand init" -l force -d 'Replace an existing file'
complete -c devenv -n "__fish_devenv_using_subcommand init" -l dry-run -d 'Print the file without writing it'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand init" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand schema" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l drop -d 'Discard a pending scan; repeat for several' -r
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l upload-timeout -d 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]' -r
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'"
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l list -d 'List pending scans without uploading them'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l all -d 'Upload all pending scans to this platform, also those that are for another one'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l dry-run -d 'Print the requests without sending them'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l issuer -d 'Use this identity provider (OpenID issuer), if the platform does not name one' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l client-id -d 'Use this client id, as registered for devenv at the identity provider' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l scope -d 'Request this scope; repeat for several' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l callback-port -d 'Listen on this port for the callback; repeat for several. 0 is any port, if the provider allows that' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l callback-host -d 'Use this host in the callback address: `127.0.0.1` or `localhost` [default: 127.0.0.1]' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l cognito-domain -d 'Use this domain of a Cognito user pool, if the provider\'s metadata does not name it' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l ca-file -d 'Also trust the certificates in this PEM file' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand login" -l browser -d 'Open this browser, with arguments; `%s` stands for the address' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l timeout -d 'Wait SECONDS for you to sign in' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand login" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand login" -l no-browser -d 'Print the sign-in address without opening a browser'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l force -d 'Ask for the password again, even if the browser is signed in'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l signup -d 'Start with the page that creates an account'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l with-token -d 'Read a token from standard input'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l client-credentials -d 'Sign in as a machine with `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l insecure-storage -d 'Save the session in a file that only you can read, instead of the keyring'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand logout" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand logout" -l all -d 'Sign out of all profiles'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -l browser -d 'Also end the browser\'s session at the identity provider'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s f -l format -d 'The output format' -r -f -a "text\t'For people at a terminal'
json\t'For other programs'"
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s o -l output -d 'Write output to FILE (atomically)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l offline -d 'Show only what is saved on this machine, without network'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s p -l profile -d 'Use this profile: a platform and an account on it [default: the settings file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand token" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand token" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand token" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand token" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l config -d 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l data -d 'Store the platform\'s data in DIRECTORY [default: `platform` in devenv\'s state directory]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l raw -d 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l policy -d 'Score scans with the policy in FILE [default: the built-in policy]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l listen -d 'Listen at this address and port [default: 127.0.0.1:8787]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l public-url -d 'The address that users open: `https://devenv.example.org` [default: the address it listens at]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l name -d 'Show NAME as the platform\'s name [default: devenv]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l tls-certificate -d 'Serve HTTPS with the certificate chain in FILE (PEM)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l tls-key -d 'The certificate\'s private key (PEM)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l issuer -d 'The OpenID Connect issuer that users sign in with' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l client-id -d 'Accept the issuer\'s tokens for this client' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l audience -d 'Accept the issuer\'s tokens for this audience' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l pages-client-id -d 'The client for signing in to the pages, if it differs from --client-id' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l pages-client-secret-file -d 'Read that client\'s secret from FILE (or set `DEVENV_SERVE_PAGES_CLIENT_SECRET`)' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l cors-origin -d 'Let pages of this origin use the API: `http://localhost:3000` (repeatable)' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l keep -d 'Remove scans older than this many days: 90d [default: never]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l stale-after -d 'Count machines as stale after this many days without a scan: 14d [default: 14d]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l rate -d 'Limit each caller to this many requests per second; 0: no limit [default: 20]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l address-rate -d 'Limit each IP address to this many requests per second; 0: no limit [default: 100]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l threads -d 'Use this many worker threads [default: one per processor]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l log -d 'Choose what is logged [default: requests]' -r -f -a "errors\t'Errors only'
requests\t'Errors and each request'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l trust-proxy -d 'Trust the X-Forwarded-For header of the proxy in front of it'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l insecure -d 'Allow plain HTTP from other machines'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l no-fsync -d 'Don\'t sync to disk; a power failure may lose the latest scans'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l demo -d 'Start with sample data in a temporary directory'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "token" -d 'Create, list and revoke the platform\'s own tokens'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "reindex" -d 'Rebuild the index from the raw scans, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "health" -d 'Check that the server on this machine is ready: for containers and monitoring'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "backup" -d 'Back up the index to a file, also while the server runs'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "restore" -d 'Restore the index from a backup, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "import" -d 'Import the scans that the Dev-Env Platform stored, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "remove" -d 'Remove scans for good: one, all of a developer, or all that are old'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "audit" -d 'Show who created tokens, signed in and removed scans, newest first'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex health backup restore import remove audit help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -f -a "create" -d 'Create a token (shown once)'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -f -a "list" -d 'List tokens, without their secrets'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -f -a "revoke" -d 'Revoke a token'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l config -d 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l data -d 'Store the platform\'s data in DIRECTORY [default: `platform` in devenv\'s state directory]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l raw -d 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l policy -d 'Score scans with the policy in FILE [default: the built-in policy]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -l config -d 'The server\'s settings file' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -l listen -d 'The address that it listens at [default: 127.0.0.1:8787]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -l tls-certificate -d 'The TLS certificate that it has, if any' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from health" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l config -d 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l data -d 'Store the platform\'s data in DIRECTORY [default: `platform` in devenv\'s state directory]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l raw -d 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l policy -d 'Score scans with the policy in FILE [default: the built-in policy]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -l config -d 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -l data -d 'Store the platform\'s data in DIRECTORY [default: `platform` in devenv\'s state directory]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -l raw -d 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -l policy -d 'Score scans with the policy in FILE [default: the built-in policy]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -l config -d 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -l data -d 'Store the platform\'s data in DIRECTORY [default: `platform` in devenv\'s state directory]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -l raw -d 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -l policy -d 'Score scans with the policy in FILE [default: the built-in policy]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l developer -d 'Remove all scans of a developer, and their name and address' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l older-than -d 'Remove all scans older than this many days: 90d' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l config -d 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l data -d 'Store the platform\'s data in DIRECTORY [default: `platform` in devenv\'s state directory]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l raw -d 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l policy -d 'Score scans with the policy in FILE [default: the built-in policy]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l yes -d 'Don\'t ask'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -l limit -d 'Maximum number of lines to show' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -l config -d 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -l data -d 'Store the platform\'s data in DIRECTORY [default: `platform` in devenv\'s state directory]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -l raw -d 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -l policy -d 'Score scans with the policy in FILE [default: the built-in policy]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from audit" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "token" -d 'Create, list and revoke the platform\'s own tokens'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "reindex" -d 'Rebuild the index from the raw scans, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "health" -d 'Check that the server on this machine is ready: for containers and monitoring'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Back up the index to a file, also while the server runs'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Restore the index from a backup, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "import" -d 'Import the scans that the Dev-Env Platform stored, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove scans for good: one, all of a developer, or all that are old'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "audit" -d 'Show who created tokens, signed in and removed scans, newest first'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand bug-report" -s o -l output -d 'Write the report to FILE without asking' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand bug-report" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand bug-report" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand bug-report" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand bug-report" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand bug-report" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand bug-report" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand bug-report" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -f -a "update" -d 'Show how this copy was installed and the command that updates it, or run it'
complete -c devenv -n "__fish_devenv_using_subcommand self; and not __fish_seen_subcommand_from update help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from update" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from update" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from update" -s y -l yes -d 'Run the command'
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from update" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from update" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from help" -f -a "update" -d 'Show how this copy was installed and the command that updates it, or run it'
complete -c devenv -n "__fish_devenv_using_subcommand self; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand completions" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand hook" -l hook-timeout -d 'Say nothing if the check takes longer than SECONDS' -r
complete -c devenv -n "__fish_devenv_using_subcommand hook" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand hook" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand hook" -l repeat -d 'With `check`: print the line again if it was printed before, for a prompt'
complete -c devenv -n "__fish_devenv_using_subcommand hook" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand hook" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand hook" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand hook" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand hook" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand mcp" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand mcp" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand mcp" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand mcp" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand mcp" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand mcp" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand mcp" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand man" -s C -l directory -d 'Change to DIR before doing anything, as `cd` does' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand man" -l color -d 'Choose when to use color' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand man" -s h -l help -d 'Print help: a summary with `-h`, all of it with `--help`'
complete -c devenv -n "__fish_devenv_using_subcommand man" -s V -l version -d 'Print the version'
complete -c devenv -n "__fish_devenv_using_subcommand man" -l json -d 'Print the result as JSON: short for `--format json`'
complete -c devenv -n "__fish_devenv_using_subcommand man" -s q -l quiet -d 'Print only results and errors'
complete -c devenv -n "__fish_devenv_using_subcommand man" -s v -l verbose -d 'Show more detail and log requests; repeat (`-vv`) for more'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "scan" -d 'Scan this machine and report its score'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "fix" -d 'Fix problems found by a scan: show the commands, or run them'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "tools" -d 'List tools'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "explain" -d 'Explain a rule or a tool: how it was read, and why it matters'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "policy" -d 'Show the effective policy and where each value is set'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "history" -d 'List earlier scans and how the score changed'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "show" -d 'Show a saved scan'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "diff" -d 'Compare two scans'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "config" -d 'Show settings and their sources'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "init" -d 'Write a devenv.toml from the project\'s own files'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "schema" -d 'Print the JSON Schema of a scan or of devenv.toml'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "upload" -d 'Upload pending scans or files to your team\'s platform'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "login" -d 'Sign in to your team\'s platform'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "logout" -d 'Sign out, and revoke the session at the identity provider'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "whoami" -d 'Show who is signed in, to which platform, and until when'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "token" -d 'Print a fresh access token, for scripts'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "serve" -d 'Run the platform that scans are uploaded to'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "bug-report" -d 'Collect what a bug report needs, show it, and write it to a file'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "self" -d 'Manage this copy of devenv'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "completions" -d 'Print a shell completion script'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "hook" -d 'Say on entering a project that this machine is not ready for it'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "mcp" -d 'Answer coding agents over the Model Context Protocol'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "man" -d 'Write the man pages to a directory'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve bug-report self completions hook mcp man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from history" -f -a "prune" -d 'Remove old saved scans'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Print the value of one setting'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "set" -d 'Change a setting in your config.toml'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "unset" -d 'Remove a setting from your config.toml'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "edit" -d 'Open your config.toml in $VISUAL or $EDITOR, then check it'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "token" -d 'Create, list and revoke the platform\'s own tokens'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "reindex" -d 'Rebuild the index from the raw scans, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "health" -d 'Check that the server on this machine is ready: for containers and monitoring'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "backup" -d 'Back up the index to a file, also while the server runs'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "restore" -d 'Restore the index from a backup, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "import" -d 'Import the scans that the Dev-Env Platform stored, while the server is stopped'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "remove" -d 'Remove scans for good: one, all of a developer, or all that are old'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "audit" -d 'Show who created tokens, signed in and removed scans, newest first'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from self" -f -a "update" -d 'Show how this copy was installed and the command that updates it, or run it'
