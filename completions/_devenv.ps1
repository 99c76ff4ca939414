
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
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Scan this machine and report its score')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Scan this machine and report its score')
            [CompletionResult]::new('fix', 'fix', [CompletionResultType]::ParameterValue, 'Fix problems found by a scan: show the commands, or run them')
            [CompletionResult]::new('tools', 'tools', [CompletionResultType]::ParameterValue, 'List tools')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule or a tool: how it was read, and why it matters')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Show the effective policy and where each value is set')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List earlier scans and how the score changed')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a saved scan')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two scans')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show settings and their sources')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a devenv.toml from the project''s own files')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of a scan or of devenv.toml')
            [CompletionResult]::new('upload', 'upload', [CompletionResultType]::ParameterValue, 'Upload pending scans or files to your team''s platform')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in to your team''s platform')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Sign out, and revoke the session at the identity provider')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show who is signed in, to which platform, and until when')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a fresh access token, for scripts')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run the platform that scans are uploaded to')
            [CompletionResult]::new('bug-report', 'bug-report', [CompletionResultType]::ParameterValue, 'Collect what a bug report needs, show it, and write it to a file')
            [CompletionResult]::new('self', 'self', [CompletionResultType]::ParameterValue, 'Manage this copy of devenv')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell completion script')
            [CompletionResult]::new('hook', 'hook', [CompletionResultType]::ParameterValue, 'Say on entering a project that this machine is not ready for it')
            [CompletionResult]::new('mcp', 'mcp', [CompletionResultType]::ParameterValue, 'Answer coding agents over the Model Context Protocol')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the man pages to a directory')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;scan' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Scan only these probes, categories or tools')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Skip these probes, categories or tools')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Also write a report to FILE; repeat for several, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Use this policy file instead of the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Fail if the score is below SCORE (0 to 100)')
            [CompletionResult]::new('--upload-timeout', '--upload-timeout', [CompletionResultType]::ParameterName, 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Stop the scan after SECONDS')
            [CompletionResult]::new('--program-timeout', '--program-timeout', [CompletionResultType]::ParameterName, 'Stop each started program after SECONDS')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Run at most COUNT programs at the same time [default: twice the processors, 4 to 16]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Print the exact bytes that an upload would send')
            [CompletionResult]::new('--timings', '--timings', [CompletionResultType]::ParameterName, 'Show how long each part of the scan took')
            [CompletionResult]::new('--host-name', '--host-name', [CompletionResultType]::ParameterName, 'Include the host name in the scan')
            [CompletionResult]::new('--upload', '--upload', [CompletionResultType]::ParameterName, 'Upload the scan to your team''s platform; if that fails, save it for `devenv upload`')
            [CompletionResult]::new('--no-upload', '--no-upload', [CompletionResultType]::ParameterName, 'Never upload (overrides other settings)')
            [CompletionResult]::new('--require-upload', '--require-upload', [CompletionResultType]::ParameterName, 'Upload the scan, and fail if that fails')
            [CompletionResult]::new('--require-project', '--require-project', [CompletionResultType]::ParameterName, 'Fail if no file says what the project requires')
            [CompletionResult]::new('--ci', '--ci', [CompletionResultType]::ParameterName, 'Print one line per finding, without color, and annotations on GitHub')
            [CompletionResult]::new('--no-exec', '--no-exec', [CompletionResultType]::ParameterName, 'Start no programs')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Ignore the cache')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Do not save this scan for `devenv history`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;doctor' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Scan only these probes, categories or tools')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Skip these probes, categories or tools')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Also write a report to FILE; repeat for several, `-` is standard output. Formats: text, json, markdown, html, junit, sarif, gitlab, annotations')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Use this policy file instead of the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Fail if the score is below SCORE (0 to 100)')
            [CompletionResult]::new('--upload-timeout', '--upload-timeout', [CompletionResultType]::ParameterName, 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Stop the scan after SECONDS')
            [CompletionResult]::new('--program-timeout', '--program-timeout', [CompletionResultType]::ParameterName, 'Stop each started program after SECONDS')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Run at most COUNT programs at the same time [default: twice the processors, 4 to 16]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Print the exact bytes that an upload would send')
            [CompletionResult]::new('--timings', '--timings', [CompletionResultType]::ParameterName, 'Show how long each part of the scan took')
            [CompletionResult]::new('--host-name', '--host-name', [CompletionResultType]::ParameterName, 'Include the host name in the scan')
            [CompletionResult]::new('--upload', '--upload', [CompletionResultType]::ParameterName, 'Upload the scan to your team''s platform; if that fails, save it for `devenv upload`')
            [CompletionResult]::new('--no-upload', '--no-upload', [CompletionResultType]::ParameterName, 'Never upload (overrides other settings)')
            [CompletionResult]::new('--require-upload', '--require-upload', [CompletionResultType]::ParameterName, 'Upload the scan, and fail if that fails')
            [CompletionResult]::new('--require-project', '--require-project', [CompletionResultType]::ParameterName, 'Fail if no file says what the project requires')
            [CompletionResult]::new('--ci', '--ci', [CompletionResultType]::ParameterName, 'Print one line per finding, without color, and annotations on GitHub')
            [CompletionResult]::new('--no-exec', '--no-exec', [CompletionResultType]::ParameterName, 'Start no programs')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Ignore the cache')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Do not save this scan for `devenv history`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;fix' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Use this policy file instead of the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Fail if the score is below SCORE (0 to 100)')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print a script instead, for a POSIX shell or, on Windows, PowerShell')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Run the commands without asking, except those that need sudo')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Run the commands without asking, except those that need sudo')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;tools' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Include tools that are not installed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;explain' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Use this policy file instead of the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Fail if the score is below SCORE (0 to 100)')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;policy' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Use this policy file instead of the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Fail if the score is below SCORE (0 to 100)')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--ci', '--ci', [CompletionResultType]::ParameterName, 'Show the policy as it applies in CI')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;history' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Show scans since TIME: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Show scans of this project, by name or directory; `.` is the current one')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Maximum number of scans to show')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'Show scans older than this one; ID is what the previous page printed')
            [CompletionResult]::new('--developer', '--developer', [CompletionResultType]::ParameterName, 'Show scans of this developer, if the platform allows it')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--local', '--local', [CompletionResultType]::ParameterName, 'Show only scans saved on this machine')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Show only the platform''s scans')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove old saved scans')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;history;prune' {
            [CompletionResult]::new('--scans', '--scans', [CompletionResultType]::ParameterName, 'Keep at most COUNT of the newest scans [default: the configured number, or 200]')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'Keep scans of the last DAYS days [default: the configured number, or 90]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;history;help' {
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove old saved scans')
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
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Look only on the platform [default: on this machine, then on the platform if you are signed in]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;diff' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 1 if the later scan is worse: it fails, has a lower score, or has a new problem')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Look only on the platform [default: on this machine, then on the platform if you are signed in]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;config' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Use this policy file instead of the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Fail if the score is below SCORE (0 to 100)')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change a setting in your config.toml')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a setting from your config.toml')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Open your config.toml in $VISUAL or $EDITOR, then check it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;config;get' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Use this policy file instead of the project''s devenv.toml')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Fail if the score is below SCORE (0 to 100)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;config;set' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;config;unset' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;config;edit' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;config;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change a setting in your config.toml')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a setting from your config.toml')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Open your config.toml in $VISUAL or $EDITOR, then check it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;config;help;get' {
            break
        }
        'devenv;config;help;set' {
            break
        }
        'devenv;config;help;unset' {
            break
        }
        'devenv;config;help;edit' {
            break
        }
        'devenv;config;help;help' {
            break
        }
        'devenv;init' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace an existing file')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the file without writing it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;schema' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;upload' {
            [CompletionResult]::new('--drop', '--drop', [CompletionResultType]::ParameterName, 'Discard a pending scan; repeat for several')
            [CompletionResult]::new('--upload-timeout', '--upload-timeout', [CompletionResultType]::ParameterName, 'Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List pending scans without uploading them')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Upload all pending scans to this platform, also those that are for another one')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the requests without sending them')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;login' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Use this identity provider (OpenID issuer), if the platform does not name one')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Use this client id, as registered for devenv at the identity provider')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'Request this scope; repeat for several')
            [CompletionResult]::new('--callback-port', '--callback-port', [CompletionResultType]::ParameterName, 'Listen on this port for the callback; repeat for several. 0 is any port, if the provider allows that')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'Use this host in the callback address: `127.0.0.1` or `localhost` [default: 127.0.0.1]')
            [CompletionResult]::new('--cognito-domain', '--cognito-domain', [CompletionResultType]::ParameterName, 'Use this domain of a Cognito user pool, if the provider''s metadata does not name it')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Also trust the certificates in this PEM file')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'Open this browser, with arguments; `%s` stands for the address')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait SECONDS for you to sign in')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Print the sign-in address without opening a browser')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Ask for the password again, even if the browser is signed in')
            [CompletionResult]::new('--signup', '--signup', [CompletionResultType]::ParameterName, 'Start with the page that creates an account')
            [CompletionResult]::new('--with-token', '--with-token', [CompletionResultType]::ParameterName, 'Read a token from standard input')
            [CompletionResult]::new('--client-credentials', '--client-credentials', [CompletionResultType]::ParameterName, 'Sign in as a machine with `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`')
            [CompletionResult]::new('--insecure-storage', '--insecure-storage', [CompletionResultType]::ParameterName, 'Save the session in a file that only you can read, instead of the keyring')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;logout' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Sign out of all profiles')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'Also end the browser''s session at the identity provider')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;whoami' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The output format')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write output to FILE (atomically)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Show only what is saved on this machine, without network')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;token' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile: a platform and an account on it [default: the settings file''s, or `default`]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Listen at this address and port [default: 127.0.0.1:8787]')
            [CompletionResult]::new('--public-url', '--public-url', [CompletionResultType]::ParameterName, 'The address that users open: `https://devenv.example.org` [default: the address it listens at]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Show NAME as the platform''s name [default: devenv]')
            [CompletionResult]::new('--tls-certificate', '--tls-certificate', [CompletionResultType]::ParameterName, 'Serve HTTPS with the certificate chain in FILE (PEM)')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'The certificate''s private key (PEM)')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The OpenID Connect issuer that users sign in with')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Accept the issuer''s tokens for this client')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'Accept the issuer''s tokens for this audience')
            [CompletionResult]::new('--pages-client-id', '--pages-client-id', [CompletionResultType]::ParameterName, 'The client for signing in to the pages, if it differs from --client-id')
            [CompletionResult]::new('--pages-client-secret-file', '--pages-client-secret-file', [CompletionResultType]::ParameterName, 'Read that client''s secret from FILE (or set `DEVENV_SERVE_PAGES_CLIENT_SECRET`)')
            [CompletionResult]::new('--cors-origin', '--cors-origin', [CompletionResultType]::ParameterName, 'Let pages of this origin use the API: `http://localhost:3000` (repeatable)')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Remove scans older than this many days: 90d [default: never]')
            [CompletionResult]::new('--stale-after', '--stale-after', [CompletionResultType]::ParameterName, 'Count machines as stale after this many days without a scan: 14d [default: 14d]')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Limit each caller to this many requests per second; 0: no limit [default: 20]')
            [CompletionResult]::new('--address-rate', '--address-rate', [CompletionResultType]::ParameterName, 'Limit each IP address to this many requests per second; 0: no limit [default: 100]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Use this many worker threads [default: one per processor]')
            [CompletionResult]::new('--log', '--log', [CompletionResultType]::ParameterName, 'Choose what is logged [default: requests]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--trust-proxy', '--trust-proxy', [CompletionResultType]::ParameterName, 'Trust the X-Forwarded-For header of the proxy in front of it')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Allow plain HTTP from other machines')
            [CompletionResult]::new('--no-fsync', '--no-fsync', [CompletionResultType]::ParameterName, 'Don''t sync to disk; a power failure may lose the latest scans')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Start with sample data in a temporary directory')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Create, list and revoke the platform''s own tokens')
            [CompletionResult]::new('reindex', 'reindex', [CompletionResultType]::ParameterValue, 'Rebuild the index from the raw scans, while the server is stopped')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Check that the server on this machine is ready: for containers and monitoring')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Back up the index to a file, also while the server runs')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore the index from a backup, while the server is stopped')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import the scans that the Dev-Env Platform stored, while the server is stopped')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove scans for good: one, all of a developer, or all that are old')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Show who created tokens, signed in and removed scans, newest first')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;serve;token' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a token (shown once)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tokens, without their secrets')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;serve;token;create' {
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Its permissions')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'The developer whose scans it uploads and reads')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'Let it expire after this many days: 90d')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--for-others', '--for-others', [CompletionResultType]::ParameterName, 'Allow uploads for other developers, named with each upload')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;token;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;token;revoke' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Don''t ask')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;token;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a token (shown once)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tokens, without their secrets')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token')
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
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;health' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The server''s settings file')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'The address that it listens at [default: 127.0.0.1:8787]')
            [CompletionResult]::new('--tls-certificate', '--tls-certificate', [CompletionResultType]::ParameterName, 'The TLS certificate that it has, if any')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;backup' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;restore' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;import' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;remove' {
            [CompletionResult]::new('--developer', '--developer', [CompletionResultType]::ParameterName, 'Remove all scans of a developer, and their name and address')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Remove all scans older than this many days: 90d')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Don''t ask')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;audit' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Maximum number of lines to show')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Store the platform''s data in DIRECTORY [default: `platform` in devenv''s state directory]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Score scans with the policy in FILE [default: the built-in policy]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;serve;help' {
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Create, list and revoke the platform''s own tokens')
            [CompletionResult]::new('reindex', 'reindex', [CompletionResultType]::ParameterValue, 'Rebuild the index from the raw scans, while the server is stopped')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Check that the server on this machine is ready: for containers and monitoring')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Back up the index to a file, also while the server runs')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore the index from a backup, while the server is stopped')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import the scans that the Dev-Env Platform stored, while the server is stopped')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove scans for good: one, all of a developer, or all that are old')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Show who created tokens, signed in and removed scans, newest first')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;serve;help;token' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a token (shown once)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tokens, without their secrets')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token')
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
        'devenv;serve;help;health' {
            break
        }
        'devenv;serve;help;backup' {
            break
        }
        'devenv;serve;help;restore' {
            break
        }
        'devenv;serve;help;import' {
            break
        }
        'devenv;serve;help;remove' {
            break
        }
        'devenv;serve;help;audit' {
            break
        }
        'devenv;serve;help;help' {
            break
        }
        'devenv;bug-report' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report to FILE without asking')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the report to FILE without asking')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;self' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Show how this copy was installed and the command that updates it, or run it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;self;update' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Run the command')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Run the command')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;self;help' {
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Show how this copy was installed and the command that updates it, or run it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'devenv;self;help;update' {
            break
        }
        'devenv;self;help;help' {
            break
        }
        'devenv;completions' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;hook' {
            [CompletionResult]::new('--hook-timeout', '--hook-timeout', [CompletionResultType]::ParameterName, 'Say nothing if the check takes longer than SECONDS')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('--repeat', '--repeat', [CompletionResultType]::ParameterName, 'With `check`: print the line again if it was printed before, for a prompt')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;mcp' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;man' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Change to DIR before doing anything, as `cd` does')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Choose when to use color')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help: a summary with `-h`, all of it with `--help`')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result as JSON: short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only results and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more detail and log requests; repeat (`-vv`) for more')
            break
        }
        'devenv;help' {
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Scan this machine and report its score')
            [CompletionResult]::new('fix', 'fix', [CompletionResultType]::ParameterValue, 'Fix problems found by a scan: show the commands, or run them')
            [CompletionResult]::new('tools', 'tools', [CompletionResultType]::ParameterValue, 'List tools')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule or a tool: how it was read, and why it matters')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Show the effective policy and where each value is set')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List earlier scans and how the score changed')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a saved scan')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two scans')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show settings and their sources')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a devenv.toml from the project''s own files')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of a scan or of devenv.toml')
            [CompletionResult]::new('upload', 'upload', [CompletionResultType]::ParameterValue, 'Upload pending scans or files to your team''s platform')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in to your team''s platform')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Sign out, and revoke the session at the identity provider')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show who is signed in, to which platform, and until when')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print a fresh access token, for scripts')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run the platform that scans are uploaded to')
            [CompletionResult]::new('bug-report', 'bug-report', [CompletionResultType]::ParameterValue, 'Collect what a bug report needs, show it, and write it to a file')
            [CompletionResult]::new('self', 'self', [CompletionResultType]::ParameterValue, 'Manage this copy of devenv')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell completion script')
            [CompletionResult]::new('hook', 'hook', [CompletionResultType]::ParameterValue, 'Say on entering a project that this machine is not ready for it')
            [CompletionResult]::new('mcp', 'mcp', [CompletionResultType]::ParameterValue, 'Answer coding agents over the Model Context Protocol')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the man pages to a directory')
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
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove old saved scans')
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
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change a setting in your config.toml')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a setting from your config.toml')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Open your config.toml in $VISUAL or $EDITOR, then check it')
            break
        }
        'devenv;help;config;get' {
            break
        }
        'devenv;help;config;set' {
            break
        }
        'devenv;help;config;unset' {
            break
        }
        'devenv;help;config;edit' {
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
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Create, list and revoke the platform''s own tokens')
            [CompletionResult]::new('reindex', 'reindex', [CompletionResultType]::ParameterValue, 'Rebuild the index from the raw scans, while the server is stopped')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Check that the server on this machine is ready: for containers and monitoring')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Back up the index to a file, also while the server runs')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore the index from a backup, while the server is stopped')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import the scans that the Dev-Env Platform stored, while the server is stopped')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove scans for good: one, all of a developer, or all that are old')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Show who created tokens, signed in and removed scans, newest first')
            break
        }
        'devenv;help;serve;token' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a token (shown once)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tokens, without their secrets')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token')
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
        'devenv;help;serve;health' {
            break
        }
        'devenv;help;serve;backup' {
            break
        }
        'devenv;help;serve;restore' {
            break
        }
        'devenv;help;serve;import' {
            break
        }
        'devenv;help;serve;remove' {
            break
        }
        'devenv;help;serve;audit' {
            break
        }
        'devenv;help;bug-report' {
            break
        }
        'devenv;help;self' {
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Show how this copy was installed and the command that updates it, or run it')
            break
        }
        'devenv;help;self;update' {
            break
        }
        'devenv;help;completions' {
            break
        }
        'devenv;help;hook' {
            break
        }
        'devenv;help;mcp' {
            break
        }
        'devenv;help;man' {
            break
        }
        'devenv;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
