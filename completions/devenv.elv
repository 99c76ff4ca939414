
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
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand scan 'Read this machine, score it, say so'
            cand fix 'Mend what a scan finds: show the commands, or run them'
            cand tools 'The tools that devenv knows, and those that are here'
            cand explain 'What a rule or a tool is, how it was read, and why it matters'
            cand policy 'The policy in force: every value, and where it is from'
            cand history 'The scans that are kept on this machine, and how the score went'
            cand show 'Show a scan that is kept on this machine once more'
            cand diff 'What changed between two scans'
            cand init 'Write a devenv.toml from what the project''s files ask for'
            cand schema 'The JSON Schema of a scan, or of a devenv.toml'
            cand completions 'The completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;scan'= {
            cand --policy 'Judge by this file, not by the project''s devenv.toml'
            cand --fail-under 'The lowest score that will do, 0 to 100'
            cand --only 'Read these alone: probes, categories or tools'
            cand --skip 'Leave these out: probes, categories or tools'
            cand -o 'Write the answer to a file instead, whole or not at all'
            cand --output 'Write the answer to a file instead, whole or not at all'
            cand --report 'Write a report too; may be given several times, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations'
            cand --timeout 'How long the scan may take, in seconds'
            cand --program-timeout 'How long one program may take, in seconds'
            cand --jobs 'Programs that are started at the same time [default: twice the processors, 4 to 16]'
            cand --color 'When to use colour'
            cand --ci 'For a CI job: one line a finding, no colour, annotations on GitHub'
            cand --show 'Show the exact bytes that an upload would send'
            cand --timings 'Show what each part of the scan cost'
            cand --no-exec 'Start no program at all'
            cand --fresh 'Forget what earlier scans found out'
            cand --host-name 'Put the host''s name into the scan'
            cand --no-history 'Do not keep this scan for `devenv history`'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;fix'= {
            cand --policy 'Judge by this file, not by the project''s devenv.toml'
            cand --fail-under 'The lowest score that will do, 0 to 100'
            cand --color 'When to use colour'
            cand --print 'Print a script instead: for a POSIX shell, on Windows for PowerShell'
            cand -y 'Run the commands without asking, those with elevated rights excepted'
            cand --yes 'Run the commands without asking, those with elevated rights excepted'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;tools'= {
            cand --color 'When to use colour'
            cand --all 'Also those that are not here'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;explain'= {
            cand --policy 'Judge by this file, not by the project''s devenv.toml'
            cand --fail-under 'The lowest score that will do, 0 to 100'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;policy'= {
            cand --policy 'Judge by this file, not by the project''s devenv.toml'
            cand --fail-under 'The lowest score that will do, 0 to 100'
            cand --color 'When to use colour'
            cand --ci 'As it holds in a CI job'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;history'= {
            cand --since 'Those since then: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`'
            cand --project 'Those of the project with that name or folder; `.` is the one at hand'
            cand --limit 'The newest of them, so many'
            cand --before 'Those that are older than the scan with this id: the next page'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand prune 'Remove the scans that are too many or too old'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;history;prune'= {
            cand --scans 'Leave so many, the newest'
            cand --days 'Leave those that are at most so many days old'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;history;help'= {
            cand prune 'Remove the scans that are too many or too old'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;history;help;prune'= {
        }
        &'devenv;history;help;help'= {
        }
        &'devenv;show'= {
            cand --format 'As what: text, json, markdown, html, junit, sarif, gitlab, annotations'
            cand -o 'Write it to a file instead, whole or not at all'
            cand --output 'Write it to a file instead, whole or not at all'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;diff'= {
            cand --format 'As what'
            cand --color 'When to use colour'
            cand --exit-code 'End with 1 if the later scan is worse: not ready any more, a lower score, or something new that costs points'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;init'= {
            cand --color 'When to use colour'
            cand --force 'Write it in place of one that is there'
            cand --dry-run 'Print it, and write nothing'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;schema'= {
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;completions'= {
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;help'= {
            cand scan 'Read this machine, score it, say so'
            cand fix 'Mend what a scan finds: show the commands, or run them'
            cand tools 'The tools that devenv knows, and those that are here'
            cand explain 'What a rule or a tool is, how it was read, and why it matters'
            cand policy 'The policy in force: every value, and where it is from'
            cand history 'The scans that are kept on this machine, and how the score went'
            cand show 'Show a scan that is kept on this machine once more'
            cand diff 'What changed between two scans'
            cand init 'Write a devenv.toml from what the project''s files ask for'
            cand schema 'The JSON Schema of a scan, or of a devenv.toml'
            cand completions 'The completion script of a shell'
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
            cand prune 'Remove the scans that are too many or too old'
        }
        &'devenv;help;history;prune'= {
        }
        &'devenv;help;show'= {
        }
        &'devenv;help;diff'= {
        }
        &'devenv;help;init'= {
        }
        &'devenv;help;schema'= {
        }
        &'devenv;help;completions'= {
        }
        &'devenv;help;help'= {
        }
    ]
    $completions[$command]
}
