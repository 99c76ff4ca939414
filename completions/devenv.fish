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
complete -c devenv -n "__fish_devenv_needs_command" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_needs_command" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "scan" -d 'Read this machine, score it, say so'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "fix" -d 'Mend what a scan finds: show the commands, or run them'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "tools" -d 'The tools that devenv knows, and those that are here'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "explain" -d 'What a rule or a tool is, how it was read, and why it matters'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "policy" -d 'The policy in force: every value, and where it is from'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "history" -d 'The scans that are kept on this machine, and how the score went'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "show" -d 'Show a scan that is kept on this machine once more'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "diff" -d 'What changed between two scans'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "init" -d 'Write a devenv.toml from what the project\'s files ask for'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "schema" -d 'The JSON Schema of a scan, or of a devenv.toml'
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
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s v -l verbose -d 'Show all there is to show'
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
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand fix" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l all -d 'Also those that are not here'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l policy -d 'Judge by this file, not by the project\'s devenv.toml' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l fail-under -d 'The lowest score that will do, 0 to 100' -r
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s v -l verbose -d 'Show all there is to show'
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
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand policy" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l since -d 'Those since then: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l project -d 'Those of the project with that name or folder; `.` is the one at hand' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l limit -d 'The newest of them, so many' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l before -d 'Those that are older than the scan with this id: the next page' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -f -a "prune" -d 'Remove the scans that are too many or too old'
complete -c devenv -n "__fish_devenv_using_subcommand history; and not __fish_seen_subcommand_from prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l scans -d 'Leave so many, the newest' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l days -d 'Leave those that are at most so many days old' -r
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from prune" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove the scans that are too many or too old'
complete -c devenv -n "__fish_devenv_using_subcommand history; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand show" -l format -d 'As what: text, json, markdown, html, junit, sarif, gitlab, annotations' -r
complete -c devenv -n "__fish_devenv_using_subcommand show" -s o -l output -d 'Write it to a file instead, whole or not at all' -r -F
complete -c devenv -n "__fish_devenv_using_subcommand show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand show" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand show" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l format -d 'As what' -r -f -a "text\t'For people'
json\t'For other programs'
markdown\t'For a comment on a pull request'"
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l exit-code -d 'End with 1 if the later scan is worse: not ready any more, a lower score, or something new that costs points'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand diff" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand init" -l force -d 'Write it in place of one that is there'
complete -c devenv -n "__fish_devenv_using_subcommand init" -l dry-run -d 'Print it, and write nothing'
complete -c devenv -n "__fish_devenv_using_subcommand init" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand init" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand schema" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand schema" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand completions" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand completions" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "scan" -d 'Read this machine, score it, say so'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "fix" -d 'Mend what a scan finds: show the commands, or run them'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "tools" -d 'The tools that devenv knows, and those that are here'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "explain" -d 'What a rule or a tool is, how it was read, and why it matters'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "policy" -d 'The policy in force: every value, and where it is from'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "history" -d 'The scans that are kept on this machine, and how the score went'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "show" -d 'Show a scan that is kept on this machine once more'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "diff" -d 'What changed between two scans'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "init" -d 'Write a devenv.toml from what the project\'s files ask for'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "schema" -d 'The JSON Schema of a scan, or of a devenv.toml'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "completions" -d 'The completion script of a shell'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan fix tools explain policy history show diff init schema completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand help; and __fish_seen_subcommand_from history" -f -a "prune" -d 'Remove the scans that are too many or too old'
