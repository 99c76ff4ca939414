
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'devenv' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'devenv'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'devenv' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Read this machine, score it, say so')
            [CompletionResult]::new('fix', 'fix', [CompletionResultType]::ParameterValue, 'Mend what a scan finds: show the commands, or run them')
            [CompletionResult]::new('tools', 'tools', [CompletionResultType]::ParameterValue, 'The tools that devenv knows, and those that are here')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'What a rule or a tool is, how it was read, and why it matters')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'The policy in force: every value, and where it is from')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'The scans that were taken, here or on your team''s platform, and how the score went')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a scan that is kept once more')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'What changed between two scans')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Every setting: its value, and where that is from')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a devenv.toml from what the project''s files ask for')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'The JSON Schema of a scan, or of a devenv.toml')
            [CompletionResult]::new('upload', 'upload', [CompletionResultType]::ParameterValue, 'Send scans to your team''s platform: those that wait, or files')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in to your team''s platform')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'End the session, here and at the provider')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Who is signed in, to what, and until when')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a fresh access token, for scripts')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Start the platform that scans are sent to')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'The completion script of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;scan' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Judge by this file, not by the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'The lowest score that will do, 0 to 100')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Read these alone: probes, categories or tools')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave these out: probes, categories or tools')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the answer to a file instead, whole or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the answer to a file instead, whole or not at all')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a report too; may be given several times, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long the scan may take, in seconds')
            [CompletionResult]::new('--program-timeout', '--program-timeout', [CompletionResultType]::ParameterName, 'How long one program may take, in seconds')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Programs that are started at the same time [default: twice the processors, 4 to 16]')
            [CompletionResult]::new('--upload-timeout', '--upload-timeout', [CompletionResultType]::ParameterName, 'How long one upload may take with all its tries, in seconds [default: 20, with `scan --ci` 60]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--ci', '--ci', [CompletionResultType]::ParameterName, 'For a CI job: one line a finding, no colour, annotations on GitHub')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Show the exact bytes that an upload would send')
            [CompletionResult]::new('--timings', '--timings', [CompletionResultType]::ParameterName, 'Show what each part of the scan cost')
            [CompletionResult]::new('--no-exec', '--no-exec', [CompletionResultType]::ParameterName, 'Start no program at all')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Forget what earlier scans found out')
            [CompletionResult]::new('--host-name', '--host-name', [CompletionResultType]::ParameterName, 'Put the host''s name into the scan')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Do not keep this scan for `devenv history`')
            [CompletionResult]::new('--upload', '--upload', [CompletionResultType]::ParameterName, 'Send the scan to your team''s platform; where that fails, it waits for `devenv upload`')
            [CompletionResult]::new('--no-upload', '--no-upload', [CompletionResultType]::ParameterName, 'Do not send it, whatever else says so')
            [CompletionResult]::new('--require-upload', '--require-upload', [CompletionResultType]::ParameterName, 'Send it, and fail where that fails')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;fix' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Judge by this file, not by the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'The lowest score that will do, 0 to 100')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print a script instead: for a POSIX shell, on Windows for PowerShell')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Run the commands without asking, those with elevated rights excepted')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Run the commands without asking, those with elevated rights excepted')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;tools' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also those that are not here')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;explain' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Judge by this file, not by the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'The lowest score that will do, 0 to 100')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;policy' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Judge by this file, not by the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'The lowest score that will do, 0 to 100')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--ci', '--ci', [CompletionResultType]::ParameterName, 'As it holds in a CI job')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;history' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Those since then: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Those of the project with that name or folder; `.` is the one at hand')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'The newest of them, so many')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'The next page: those that are older than the scan with this id, or what the platform''s page before said')
            [CompletionResult]::new('--developer', '--developer', [CompletionResultType]::ParameterName, 'Those of this developer, on a platform that lets you see them')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--local', '--local', [CompletionResultType]::ParameterName, 'Those that are kept on this machine')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Those of the platform')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove the scans that are too many or too old')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;history;prune' {
            [CompletionResult]::new('--scans', '--scans', [CompletionResultType]::ParameterName, 'Leave so many, the newest [default: what is set, or 200]')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'Leave those that are at most so many days old [default: what is set, or 90]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;history;help' {
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove the scans that are too many or too old')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;history;help;prune' {
            break
        }
        'devenv;history;help;help' {
            break
        }
        'devenv;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'As what: text, json, markdown, html, junit, sarif, gitlab, annotations')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write it to a file instead, whole or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write it to a file instead, whole or not at all')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Look on the platform alone [default: on this machine, then, if you are signed in, on the platform]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;diff' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'As what')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'End with 1 if the later scan is worse: not ready any more, a lower score, or something new that costs points')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Look on the platform alone [default: on this machine, then, if you are signed in, on the platform]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;config' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Judge by this file, not by the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'The lowest score that will do, 0 to 100')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;init' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write it in place of one that is there')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print it, and write nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;schema' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;upload' {
            [CompletionResult]::new('--drop', '--drop', [CompletionResultType]::ParameterName, 'Let a scan wait no longer, without sending it; may be given several times')
            [CompletionResult]::new('--upload-timeout', '--upload-timeout', [CompletionResultType]::ParameterName, 'How long one upload may take with all its tries, in seconds [default: 20, with `scan --ci` 60]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the scans that wait, and send none')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be sent, to where, and send nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;login' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The OpenID provider, where the platform does not name it')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The app client that is registered for devenv')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'A scope to ask for; repeat it for more')
            [CompletionResult]::new('--callback-port', '--callback-port', [CompletionResultType]::ParameterName, 'A port that the callback address may have; repeat it for more. 0: any, where the provider takes any')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'The host of the callback address: `127.0.0.1` or `localhost` [default: 127.0.0.1]')
            [CompletionResult]::new('--cognito-domain', '--cognito-domain', [CompletionResultType]::ParameterName, 'The domain of a Cognito user pool that is not in the provider''s metadata')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates to trust beside the system''s, in PEM form')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'The browser to open, with arguments; `%s` stands for the address')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long to wait for you, in seconds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Open no browser: only print the address')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Ask for the password again, whatever the browser remembers')
            [CompletionResult]::new('--signup', '--signup', [CompletionResultType]::ParameterName, 'Begin with the page where an account is made')
            [CompletionResult]::new('--with-token', '--with-token', [CompletionResultType]::ParameterName, 'Read a token from standard input instead')
            [CompletionResult]::new('--client-credentials', '--client-credentials', [CompletionResultType]::ParameterName, 'Sign in as a machine, with `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`')
            [CompletionResult]::new('--insecure-storage', '--insecure-storage', [CompletionResultType]::ParameterName, 'Keep the session in a file that only you can read, not in the keyring')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;logout' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Of all profiles')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'Also end the session that the browser has with the provider')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;whoami' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Say what is known here, without asking anybody')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;token' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: a platform and an account on it [default: the user file''s, or `default`]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;serve' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with settings: each flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder with all that the platform keeps [default: in the state folder]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A policy to grade by [default: the built-in one]')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Where to listen [default: 127.0.0.1:8787]')
            [CompletionResult]::new('--public-url', '--public-url', [CompletionResultType]::ParameterName, 'How others reach it: `https://devenv.example.org` [default: where it listens]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Its name, for people [default: devenv]')
            [CompletionResult]::new('--tls-certificate', '--tls-certificate', [CompletionResultType]::ParameterName, 'Its own TLS: the certificate and those above it, PEM')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Its own TLS: the certificate''s private key, PEM')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who signs people in: an OIDC issuer''s address')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'The client that the issuer''s tokens are for')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience that the issuer''s tokens are for')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Remove scans that are older, in days: 90d [default: keep all]')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Requests a second of each caller, in the long run; 0 lets all through [default: 20]')
            [CompletionResult]::new('--address-rate', '--address-rate', [CompletionResultType]::ParameterName, 'Requests a second of each address, in the long run; 0 lets all through [default: 100]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads that serve [default: one a processor]')
            [CompletionResult]::new('--log', '--log', [CompletionResultType]::ParameterName, 'What the log tells [default: requests]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--trust-proxy', '--trust-proxy', [CompletionResultType]::ParameterName, 'A proxy stands before it: believe its X-Forwarded-For')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Serve plain HTTP to other machines, without a proxy before it')
            [CompletionResult]::new('--no-fsync', '--no-fsync', [CompletionResultType]::ParameterName, 'Do not wait for the disk: a loss of power may then lose what was acknowledged last')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Fill it with made-up developers to look at, in a folder that goes with the server')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Make, list and revoke the platform''s own tokens')
            [CompletionResult]::new('reindex', 'reindex', [CompletionResultType]::ParameterValue, 'Build the index anew from the raw scans; not while the server runs')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write a copy of the index to a file, while the server runs or not')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;serve;token' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a token, and show it: this once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show all tokens, without their secrets')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Make a token worthless')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;serve;token;create' {
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'What it may do')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Whose it is: the developer whose scans it uploads and reads')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long it is good for, in days: 90d')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with settings: each flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder with all that the platform keeps [default: in the state folder]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A policy to grade by [default: the built-in one]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--for-others', '--for-others', [CompletionResultType]::ParameterName, 'It may upload scans of other developers, each named with the upload')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;serve;token;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with settings: each flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder with all that the platform keeps [default: in the state folder]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A policy to grade by [default: the built-in one]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;serve;token;revoke' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with settings: each flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder with all that the platform keeps [default: in the state folder]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A policy to grade by [default: the built-in one]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;serve;token;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a token, and show it: this once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show all tokens, without their secrets')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Make a token worthless')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;serve;token;help;create' {
            break
        }
        'devenv;serve;token;help;list' {
            break
        }
        'devenv;serve;token;help;revoke' {
            break
        }
        'devenv;serve;token;help;help' {
            break
        }
        'devenv;serve;reindex' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with settings: each flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder with all that the platform keeps [default: in the state folder]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A policy to grade by [default: the built-in one]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;serve;backup' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with settings: each flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The folder with all that the platform keeps [default: in the state folder]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A policy to grade by [default: the built-in one]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;serve;help' {
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Make, list and revoke the platform''s own tokens')
            [CompletionResult]::new('reindex', 'reindex', [CompletionResultType]::ParameterValue, 'Build the index anew from the raw scans; not while the server runs')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write a copy of the index to a file, while the server runs or not')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;serve;help;token' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a token, and show it: this once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show all tokens, without their secrets')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Make a token worthless')
            break
        }
        'devenv;serve;help;token;create' {
            break
        }
        'devenv;serve;help;token;list' {
            break
        }
        'devenv;serve;help;token;revoke' {
            break
        }
        'devenv;serve;help;reindex' {
            break
        }
        'devenv;serve;help;backup' {
            break
        }
        'devenv;serve;help;help' {
            break
        }
        'devenv;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'devenv;help' {
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Read this machine, score it, say so')
            [CompletionResult]::new('fix', 'fix', [CompletionResultType]::ParameterValue, 'Mend what a scan finds: show the commands, or run them')
            [CompletionResult]::new('tools', 'tools', [CompletionResultType]::ParameterValue, 'The tools that devenv knows, and those that are here')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'What a rule or a tool is, how it was read, and why it matters')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'The policy in force: every value, and where it is from')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'The scans that were taken, here or on your team''s platform, and how the score went')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a scan that is kept once more')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'What changed between two scans')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Every setting: its value, and where that is from')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a devenv.toml from what the project''s files ask for')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'The JSON Schema of a scan, or of a devenv.toml')
            [CompletionResult]::new('upload', 'upload', [CompletionResultType]::ParameterValue, 'Send scans to your team''s platform: those that wait, or files')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in to your team''s platform')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'End the session, here and at the provider')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Who is signed in, to what, and until when')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a fresh access token, for scripts')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Start the platform that scans are sent to')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'The completion script of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;help;scan' {
            break
        }
        'devenv;help;fix' {
            break
        }
        'devenv;help;tools' {
            break
        }
        'devenv;help;explain' {
            break
        }
        'devenv;help;policy' {
            break
        }
        'devenv;help;history' {
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove the scans that are too many or too old')
            break
        }
        'devenv;help;history;prune' {
            break
        }
        'devenv;help;show' {
            break
        }
        'devenv;help;diff' {
            break
        }
        'devenv;help;config' {
            break
        }
        'devenv;help;init' {
            break
        }
        'devenv;help;schema' {
            break
        }
        'devenv;help;upload' {
            break
        }
        'devenv;help;login' {
            break
        }
        'devenv;help;logout' {
            break
        }
        'devenv;help;whoami' {
            break
        }
        'devenv;help;token' {
            break
        }
        'devenv;help;serve' {
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Make, list and revoke the platform''s own tokens')
            [CompletionResult]::new('reindex', 'reindex', [CompletionResultType]::ParameterValue, 'Build the index anew from the raw scans; not while the server runs')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write a copy of the index to a file, while the server runs or not')
            break
        }
        'devenv;help;serve;token' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a token, and show it: this once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show all tokens, without their secrets')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Make a token worthless')
            break
        }
        'devenv;help;serve;token;create' {
            break
        }
        'devenv;help;serve;token;list' {
            break
        }
        'devenv;help;serve;token;revoke' {
            break
        }
        'devenv;help;serve;reindex' {
            break
        }
        'devenv;help;serve;backup' {
            break
        }
        'devenv;help;completions' {
            break
        }
        'devenv;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
