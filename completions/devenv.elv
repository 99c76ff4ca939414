
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
            cand tools 'The tools that devenv knows, and those that are here'
            cand explain 'What a rule or a tool is, how it was read, and why it matters'
            cand login 'Sign in to your team''s platform'
            cand logout 'End the session, here and at the provider'
            cand whoami 'Who is signed in, to what, and until when'
            cand token 'Print a fresh access token, for scripts'
            cand schema 'The JSON Schema of a scan'
            cand completions 'The completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;scan'= {
            cand --fail-under 'The lowest score that will do, 0 to 100'
            cand --only 'Read these alone: probes, categories or tools'
            cand --skip 'Leave these out: probes, categories or tools'
            cand -o 'Write the answer to a file instead, whole or not at all'
            cand --output 'Write the answer to a file instead, whole or not at all'
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
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
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
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
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
            cand -v 'Show all there is to show'
            cand --verbose 'Show all there is to show'
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
            cand tools 'The tools that devenv knows, and those that are here'
            cand explain 'What a rule or a tool is, how it was read, and why it matters'
            cand login 'Sign in to your team''s platform'
            cand logout 'End the session, here and at the provider'
            cand whoami 'Who is signed in, to what, and until when'
            cand token 'Print a fresh access token, for scripts'
            cand schema 'The JSON Schema of a scan'
            cand completions 'The completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'devenv;help;scan'= {
        }
        &'devenv;help;tools'= {
        }
        &'devenv;help;explain'= {
        }
        &'devenv;help;login'= {
        }
        &'devenv;help;logout'= {
        }
        &'devenv;help;whoami'= {
        }
        &'devenv;help;token'= {
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
