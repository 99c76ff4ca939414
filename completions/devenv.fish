# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_devenv_global_optspecs
    string join \n json q/quiet v/verbose color= h/help V/version
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

complete -c devenv -n "__fish_devenv_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_needs_command" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_needs_command" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_needs_command" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_needs_command" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "scan" -d 'Read this machine, score it, say so'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "fix" -d 'Mend what a scan finds: show the commands, or run them'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "tools" -d 'The tools that devenv knows, and those that are here'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "explain" -d 'What a rule or a tool is, how it was read, and why it matters'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "policy" -d 'The policy in force: every value, and where it is from'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "history" -d 'The scans that were taken, here or on your team\'s platform, and how the score went'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "show" -d 'Show a scan that is kept once more'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "diff" -d 'What changed between two scans'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "config" -d 'Every setting: its value, and where that is from'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "init" -d 'Write a devenv.toml from what the project\'s files ask for'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "schema" -d 'The JSON Schema of a scan, or of a devenv.toml'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "upload" -d 'Send scans to your team\'s platform: those that wait, or files'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "login" -d 'Sign in to your team\'s platform'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "logout" -d 'End the session, here and at the provider'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "whoami" -d 'Who is signed in, to what, and until when'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "token" -d 'Print a fresh access token, for scripts'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "serve" -d 'Start the platform that scans are sent to'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "completions" -d 'The completion script of a shell'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l policy -d 'Judge by this file, not by the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l fail-under -d 'The lowest score that will do, 0 to 100' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l only -d 'Read these alone: probes, categories or tools' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l skip -d 'Leave these out: probes, categories or tools' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s o -l output -d 'Write the answer to a file instead, whole or not at all' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l report -d 'Write a report too; may be given several times, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l timeout -d 'How long the scan may take, in seconds' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l program-timeout -d 'How long one program may take, in seconds' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l jobs -d 'Programs that are started at the same time [default: twice the processors, 4 to 16]' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l upload-timeout -d 'How long one upload may take with all its tries, in seconds [default: 20, with `scan --ci` 60]' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l ci -d 'For a CI job: one line a finding, no colour, annotations on GitHub'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l show -d 'Show the exact bytes that an upload would send'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l timings -d 'Show what each part of the scan cost'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l no-exec -d 'Start no program at all'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l fresh -d 'Forget what earlier scans found out'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l host-name -d 'Put the host\'s name into the scan'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l no-history -d 'Do not keep this scan for `devenv history`'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l upload -d 'Send the scan to your team\'s platform; where that fails, it waits for `devenv upload`'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l no-upload -d 'Do not send it, whatever else says so'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l require-upload -d 'Send it, and fail where that fails'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l policy -d 'Judge by this file, not by the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l fail-under -d 'The lowest score that will do, 0 to 100' -r
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l print -d 'Print a script instead: for a POSIX shell, on Windows for PowerShell'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s y -l yes -d 'Run the commands without asking, those with elevated rights excepted'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l all -d 'Also those that are not here'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l policy -d 'Judge by this file, not by the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l fail-under -d 'The lowest score that will do, 0 to 100' -r
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l policy -d 'Judge by this file, not by the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l fail-under -d 'The lowest score that will do, 0 to 100' -r
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l ci -d 'As it holds in a CI job'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l since -d 'Those since then: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l project -d 'Those of the project with that name or folder; `.` is the one at hand' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l limit -d 'The newest of them, so many' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l before -d 'The next page: those that are older than the scan with this id, or what the platform\'s page before said' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l developer -d 'Those of this developer, on a platform that lets you see them' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l local -d 'Those that are kept on this machine'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l remote -d 'Those of the platform'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -f -a "prune" -d 'Remove the scans that are too many or too old'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l scans -d 'Leave so many, the newest [default: what is set, or 200]' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l days -d 'Leave those that are at most so many days old [default: what is set, or 90]' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove the scans that are too many or too old'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand show" -l format -d 'As what: text, json, markdown, html, junit, sarif, gitlab, annotations' -r
complete -c devenv -n "__fish_devenv_using_subcommand show" -s o -l output -d 'Write it to a file instead, whole or not at all' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand show" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand show" -l remote -d 'Look on the platform alone [default: on this machine, then, if you are signed in, on the platform]'
complete -c devenv -n "__fish_devenv_using_subcommand show" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l format -d 'As what' -r -f -a "text\t'For people'
json\t'For other programs'
markdown\t'For a comment on a pull request'"
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l exit-code -d 'End with 1 if the later scan is worse: not ready any more, a lower score, or something new that costs points'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l remote -d 'Look on the platform alone [default: on this machine, then, if you are signed in, on the platform]'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand config" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand config" -l policy -d 'Judge by this file, not by the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand config" -l fail-under -d 'The lowest score that will do, 0 to 100' -r
complete -c devenv -n "__fish_devenv_using_subcommand config" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand config" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand config" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand config" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand config" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand init" -l force -d 'Write it in place of one that is there'
complete -c devenv -n "__fish_devenv_using_subcommand init" -l dry-run -d 'Print it, and write nothing'
complete -c devenv -n "__fish_devenv_using_subcommand init" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand schema" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l drop -d 'Let a scan wait no longer, without sending it; may be given several times' -r
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l upload-timeout -d 'How long one upload may take with all its tries, in seconds [default: 20, with `scan --ci` 60]' -r
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l list -d 'List the scans that wait, and send none'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l dry-run -d 'Say what would be sent, to where, and send nothing'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand upload" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l issuer -d 'The OpenID provider, where the platform does not name it' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l client-id -d 'The app client that is registered for devenv' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l scope -d 'A scope to ask for; repeat it for more' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l callback-port -d 'A port that the callback address may have; repeat it for more. 0: any, where the provider takes any' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l callback-host -d 'The host of the callback address: `127.0.0.1` or `localhost` [default: 127.0.0.1]' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l cognito-domain -d 'The domain of a Cognito user pool that is not in the provider\'s metadata' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l ca-file -d 'Certificates to trust beside the system\'s, in PEM form' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand login" -l browser -d 'The browser to open, with arguments; `%s` stands for the address' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l timeout -d 'How long to wait for you, in seconds' -r
complete -c devenv -n "__fish_devenv_using_subcommand login" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand login" -l no-browser -d 'Open no browser: only print the address'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l force -d 'Ask for the password again, whatever the browser remembers'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l signup -d 'Begin with the page where an account is made'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l with-token -d 'Read a token from standard input instead'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l client-credentials -d 'Sign in as a machine, with `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l insecure-storage -d 'Keep the session in a file that only you can read, not in the keyring'
complete -c devenv -n "__fish_devenv_using_subcommand login" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand login" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand logout" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand logout" -l all -d 'Of all profiles'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -l browser -d 'Also end the session that the browser has with the provider'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l offline -d 'Say what is known here, without asking anybody'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand token" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand token" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l config -d 'A file with settings: each flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l data -d 'The folder with all that the platform keeps [default: in the state folder]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l raw -d 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS\'s own variables [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l policy -d 'A policy to grade by [default: the built-in one]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l listen -d 'Where to listen [default: 127.0.0.1:8787]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l public-url -d 'How others reach it: `https://devenv.example.org` [default: where it listens]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l name -d 'Its name, for people [default: devenv]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l tls-certificate -d 'Its own TLS: the certificate and those above it, PEM' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l tls-key -d 'Its own TLS: the certificate\'s private key, PEM' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l issuer -d 'Who signs people in: an OIDC issuer\'s address' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l client-id -d 'The client that the issuer\'s tokens are for' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l audience -d 'The audience that the issuer\'s tokens are for' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l keep -d 'Remove scans that are older, in days: 90d [default: keep all]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l rate -d 'Requests a second of each caller, in the long run; 0 lets all through [default: 20]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l address-rate -d 'Requests a second of each address, in the long run; 0 lets all through [default: 100]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l threads -d 'Threads that serve [default: one a processor]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l log -d 'What the log tells [default: requests]' -r -f -a "errors\t'What fails'
requests\t'Each request too'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l trust-proxy -d 'A proxy stands before it: believe its X-Forwarded-For'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l insecure -d 'Serve plain HTTP to other machines, without a proxy before it'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l no-fsync -d 'Do not wait for the disk: a loss of power may then lose what was acknowledged last'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l demo -d 'Fill it with made-up developers to look at, in a folder that goes with the server'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -f -a "token" -d 'Make, list and revoke the platform\'s own tokens'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -f -a "reindex" -d 'Build the index anew from the raw scans; not while the server runs'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -f -a "backup" -d 'Write a copy of the index to a file, while the server runs or not'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and not __fish_seen_subcommand_from token reindex backup help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -f -a "create" -d 'Make a token, and show it: this once'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -f -a "list" -d 'Show all tokens, without their secrets'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -f -a "revoke" -d 'Make a token worthless'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from token" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l config -d 'A file with settings: each flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l data -d 'The folder with all that the platform keeps [default: in the state folder]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l raw -d 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS\'s own variables [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l policy -d 'A policy to grade by [default: the built-in one]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from reindex" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l config -d 'A file with settings: each flag by its name, and `[[issuers]]`' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l data -d 'The folder with all that the platform keeps [default: in the state folder]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l raw -d 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS\'s own variables [default: local]' -r
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l policy -d 'A policy to grade by [default: the built-in one]' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from backup" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "token" -d 'Make, list and revoke the platform\'s own tokens'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "reindex" -d 'Build the index anew from the raw scans; not while the server runs'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Write a copy of the index to a file, while the server runs or not'
complete -c devenv -n "__fish_devenv_using_subcommand serve; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand completions" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s v -l verbose -d 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "scan" -d 'Read this machine, score it, say so'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "fix" -d 'Mend what a scan finds: show the commands, or run them'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "tools" -d 'The tools that devenv knows, and those that are here'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "explain" -d 'What a rule or a tool is, how it was read, and why it matters'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "policy" -d 'The policy in force: every value, and where it is from'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "history" -d 'The scans that were taken, here or on your team\'s platform, and how the score went'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "show" -d 'Show a scan that is kept once more'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "diff" -d 'What changed between two scans'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "config" -d 'Every setting: its value, and where that is from'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "init" -d 'Write a devenv.toml from what the project\'s files ask for'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "schema" -d 'The JSON Schema of a scan, or of a devenv.toml'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "upload" -d 'Send scans to your team\'s platform: those that wait, or files'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "login" -d 'Sign in to your team\'s platform'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "logout" -d 'End the session, here and at the provider'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "whoami" -d 'Who is signed in, to what, and until when'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "token" -d 'Print a fresh access token, for scripts'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "serve" -d 'Start the platform that scans are sent to'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "completions" -d 'The completion script of a shell'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff config init schema upload login logout whoami token serve completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from history" -f -a "prune" -d 'Remove the scans that are too many or too old'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "token" -d 'Make, list and revoke the platform\'s own tokens'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "reindex" -d 'Build the index anew from the raw scans; not while the server runs'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from serve" -f -a "backup" -d 'Write a copy of the index to a file, while the server runs or not'
