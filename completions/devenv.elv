
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
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand scan 'Read this machine, score it, say so'
            cand fix 'Mend what a scan finds: show the commands, or run them'
            cand tools 'The tools that devenv knows, and those that are here'
            cand explain 'What a rule or a tool is, how it was read, and why it matters'
            cand policy 'The policy in force: every value, and where it is from'
            cand history 'The scans that were taken, here or on your team''s platform, and how the score went'
            cand show 'Show a scan that is kept once more'
            cand diff 'What changed between two scans'
            cand config 'Every setting: its value, and where that is from'
            cand init 'Write a devenv.toml from what the project''s files ask for'
            cand schema 'The JSON Schema of a scan, or of a devenv.toml'
            cand upload 'Send scans to your team''s platform: those that wait, or files'
            cand login 'Sign in to your team''s platform'
            cand logout 'End the session, here and at the provider'
            cand whoami 'Who is signed in, to what, and until when'
            cand token 'Print a fresh access token, for scripts'
            cand serve 'Start the platform that scans are sent to'
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
            cand --upload-timeout 'How long one upload may take with all its tries, in seconds [default: 20, with `scan --ci` 60]'
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --color 'When to use colour'
            cand --ci 'For a CI job: one line a finding, no colour, annotations on GitHub'
            cand --show 'Show the exact bytes that an upload would send'
            cand --timings 'Show what each part of the scan cost'
            cand --no-exec 'Start no program at all'
            cand --fresh 'Forget what earlier scans found out'
            cand --host-name 'Put the host''s name into the scan'
            cand --no-history 'Do not keep this scan for `devenv history`'
            cand --upload 'Send the scan to your team''s platform; where that fails, it waits for `devenv upload`'
            cand --no-upload 'Do not send it, whatever else says so'
            cand --require-upload 'Send it, and fail where that fails'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
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
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
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
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
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
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
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
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;history'= {
            cand --since 'Those since then: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`'
            cand --project 'Those of the project with that name or folder; `.` is the one at hand'
            cand --limit 'The newest of them, so many'
            cand --before 'The next page: those that are older than the scan with this id, or what the platform''s page before said'
            cand --developer 'Those of this developer, on a platform that lets you see them'
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --color 'When to use colour'
            cand --local 'Those that are kept on this machine'
            cand --remote 'Those of the platform'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand prune 'Remove the scans that are too many or too old'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;history;prune'= {
            cand --scans 'Leave so many, the newest [default: what is set, or 200]'
            cand --days 'Leave those that are at most so many days old [default: what is set, or 90]'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
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
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --color 'When to use colour'
            cand --remote 'Look on the platform alone [default: on this machine, then, if you are signed in, on the platform]'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;diff'= {
            cand --format 'As what'
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --color 'When to use colour'
            cand --exit-code 'End with 1 if the later scan is worse: not ready any more, a lower score, or something new that costs points'
            cand --remote 'Look on the platform alone [default: on this machine, then, if you are signed in, on the platform]'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;config'= {
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --policy 'Judge by this file, not by the project''s devenv.toml'
            cand --fail-under 'The lowest score that will do, 0 to 100'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
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
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
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
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;upload'= {
            cand --drop 'Let a scan wait no longer, without sending it; may be given several times'
            cand --upload-timeout 'How long one upload may take with all its tries, in seconds [default: 20, with `scan --ci` 60]'
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --color 'When to use colour'
            cand --list 'List the scans that wait, and send none'
            cand --dry-run 'Say what would be sent, to where, and send nothing'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;login'= {
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --issuer 'The OpenID provider, where the platform does not name it'
            cand --client-id 'The app client that is registered for devenv'
            cand --scope 'A scope to ask for; repeat it for more'
            cand --callback-port 'A port that the callback address may have; repeat it for more. 0: any, where the provider takes any'
            cand --callback-host 'The host of the callback address: `127.0.0.1` or `localhost` [default: 127.0.0.1]'
            cand --cognito-domain 'The domain of a Cognito user pool that is not in the provider''s metadata'
            cand --ca-file 'Certificates to trust beside the system''s, in PEM form'
            cand --browser 'The browser to open, with arguments; `%s` stands for the address'
            cand --timeout 'How long to wait for you, in seconds'
            cand --color 'When to use colour'
            cand --no-browser 'Open no browser: only print the address'
            cand --force 'Ask for the password again, whatever the browser remembers'
            cand --signup 'Begin with the page where an account is made'
            cand --with-token 'Read a token from standard input instead'
            cand --client-credentials 'Sign in as a machine, with `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`'
            cand --insecure-storage 'Keep the session in a file that only you can read, not in the keyring'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;logout'= {
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --color 'When to use colour'
            cand --all 'Of all profiles'
            cand --browser 'Also end the session that the browser has with the provider'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;whoami'= {
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --color 'When to use colour'
            cand --offline 'Say what is known here, without asking anybody'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;token'= {
            cand -p 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --profile 'The profile: a platform and an account on it [default: the user file''s, or `default`]'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;serve'= {
            cand --config 'A file with settings: each flag by its name, and `[[issuers]]`'
            cand --data 'The folder with all that the platform keeps [default: in the state folder]'
            cand --raw 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]'
            cand --policy 'A policy to grade by [default: the built-in one]'
            cand --listen 'Where to listen [default: 127.0.0.1:8787]'
            cand --public-url 'How others reach it: `https://devenv.example.org` [default: where it listens]'
            cand --name 'Its name, for people [default: devenv]'
            cand --tls-certificate 'Its own TLS: the certificate and those above it, PEM'
            cand --tls-key 'Its own TLS: the certificate''s private key, PEM'
            cand --issuer 'Who signs people in: an OIDC issuer''s address'
            cand --client-id 'The client that the issuer''s tokens are for'
            cand --audience 'The audience that the issuer''s tokens are for'
            cand --keep 'Remove scans that are older, in days: 90d [default: keep all]'
            cand --rate 'Requests a second of each caller, in the long run; 0 lets all through [default: 20]'
            cand --address-rate 'Requests a second of each address, in the long run; 0 lets all through [default: 100]'
            cand --threads 'Threads that serve [default: one a processor]'
            cand --log 'What the log tells [default: requests]'
            cand --color 'When to use colour'
            cand --trust-proxy 'A proxy stands before it: believe its X-Forwarded-For'
            cand --insecure 'Serve plain HTTP to other machines, without a proxy before it'
            cand --no-fsync 'Do not wait for the disk: a loss of power may then lose what was acknowledged last'
            cand --demo 'Fill it with made-up developers to look at, in a folder that goes with the server'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand token 'Make, list and revoke the platform''s own tokens'
            cand reindex 'Build the index anew from the raw scans; not while the server runs'
            cand backup 'Write a copy of the index to a file, while the server runs or not'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;serve;token'= {
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand create 'Make a token, and show it: this once'
            cand list 'Show all tokens, without their secrets'
            cand revoke 'Make a token worthless'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;serve;token;create'= {
            cand --role 'What it may do'
            cand --subject 'Whose it is: the developer whose scans it uploads and reads'
            cand --expires 'How long it is good for, in days: 90d'
            cand --config 'A file with settings: each flag by its name, and `[[issuers]]`'
            cand --data 'The folder with all that the platform keeps [default: in the state folder]'
            cand --raw 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]'
            cand --policy 'A policy to grade by [default: the built-in one]'
            cand --color 'When to use colour'
            cand --for-others 'It may upload scans of other developers, each named with the upload'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;serve;token;list'= {
            cand --config 'A file with settings: each flag by its name, and `[[issuers]]`'
            cand --data 'The folder with all that the platform keeps [default: in the state folder]'
            cand --raw 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]'
            cand --policy 'A policy to grade by [default: the built-in one]'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;serve;token;revoke'= {
            cand --config 'A file with settings: each flag by its name, and `[[issuers]]`'
            cand --data 'The folder with all that the platform keeps [default: in the state folder]'
            cand --raw 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]'
            cand --policy 'A policy to grade by [default: the built-in one]'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;serve;token;help'= {
            cand create 'Make a token, and show it: this once'
            cand list 'Show all tokens, without their secrets'
            cand revoke 'Make a token worthless'
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
            cand --config 'A file with settings: each flag by its name, and `[[issuers]]`'
            cand --data 'The folder with all that the platform keeps [default: in the state folder]'
            cand --raw 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]'
            cand --policy 'A policy to grade by [default: the built-in one]'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;serve;backup'= {
            cand --config 'A file with settings: each flag by its name, and `[[issuers]]`'
            cand --data 'The folder with all that the platform keeps [default: in the state folder]'
            cand --raw 'Where raw scans are kept: `local`, or `s3://BUCKET` with AWS''s own variables [default: local]'
            cand --policy 'A policy to grade by [default: the built-in one]'
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'devenv;serve;help'= {
            cand token 'Make, list and revoke the platform''s own tokens'
            cand reindex 'Build the index anew from the raw scans; not while the server runs'
            cand backup 'Write a copy of the index to a file, while the server runs or not'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;serve;help;token'= {
            cand create 'Make a token, and show it: this once'
            cand list 'Show all tokens, without their secrets'
            cand revoke 'Make a token worthless'
        }
        &'devenv;serve;help;token;create'= {
        }
        &'devenv;serve;help;token;list'= {
        }
        &'devenv;serve;help;token;revoke'= {
        }
        &'devenv;serve;help;reindex'= {
        }
        &'devenv;serve;help;backup'= {
        }
        &'devenv;serve;help;help'= {
        }
        &'devenv;completions'= {
            cand --color 'When to use colour'
            cand --json 'Print the answer as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -v 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
            cand --verbose 'Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that'
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
            cand history 'The scans that were taken, here or on your team''s platform, and how the score went'
            cand show 'Show a scan that is kept once more'
            cand diff 'What changed between two scans'
            cand config 'Every setting: its value, and where that is from'
            cand init 'Write a devenv.toml from what the project''s files ask for'
            cand schema 'The JSON Schema of a scan, or of a devenv.toml'
            cand upload 'Send scans to your team''s platform: those that wait, or files'
            cand login 'Sign in to your team''s platform'
            cand logout 'End the session, here and at the provider'
            cand whoami 'Who is signed in, to what, and until when'
            cand token 'Print a fresh access token, for scripts'
            cand serve 'Start the platform that scans are sent to'
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
        &'devenv;help;config'= {
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
            cand token 'Make, list and revoke the platform''s own tokens'
            cand reindex 'Build the index anew from the raw scans; not while the server runs'
            cand backup 'Write a copy of the index to a file, while the server runs or not'
        }
        &'devenv;help;serve;token'= {
            cand create 'Make a token, and show it: this once'
            cand list 'Show all tokens, without their secrets'
            cand revoke 'Make a token worthless'
        }
        &'devenv;help;serve;token;create'= {
        }
        &'devenv;help;serve;token;list'= {
        }
        &'devenv;help;serve;token;revoke'= {
        }
        &'devenv;help;serve;reindex'= {
        }
        &'devenv;help;serve;backup'= {
        }
        &'devenv;help;completions'= {
        }
        &'devenv;help;help'= {
        }
    ]
    $completions[$command]
}
