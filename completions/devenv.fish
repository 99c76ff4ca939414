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
complete -c devenv -n "__fish_devenv_needs_command" -f -a "tools" -d 'The tools that devenv knows, and those that are here'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "explain" -d 'What a rule or a tool is, how it was read, and why it matters'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "login" -d 'Sign in to your team\'s platform'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "logout" -d 'End the session, here and at the provider'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "whoami" -d 'Who is signed in, to what, and until when'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "token" -d 'Print a fresh access token, for scripts'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "schema" -d 'The JSON Schema of a scan'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "completions" -d 'The completion script of a shell'
complete -c devenv -n "__fish_devenv_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l fail-under -d 'The lowest score that will do, 0 to 100' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l only -d 'Read these alone: probes, categories or tools' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l skip -d 'Leave these out: probes, categories or tools' -r
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s o -l output -d 'Write the answer to a file instead, whole or not at all' -r -F
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
complete -c devenv -n "__fish_devenv_using_subcommand scan" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand scan" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l all -d 'Also those that are not here'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand tools" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand explain" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand explain" -s V -l version -d 'Print version'
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
complete -c devenv -n "__fish_devenv_using_subcommand login" -s v -l verbose -d 'Show all there is to show'
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
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand logout" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l offline -d 'Say what is known here, without asking anybody'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand whoami" -s V -l version -d 'Print version'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s p -l profile -d 'The profile: a platform and an account on it [default: the user file\'s, or `default`]' -r
complete -c devenv -n "__fish_devenv_using_subcommand token" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set'
always\t'Always'
never\t'Never'"
complete -c devenv -n "__fish_devenv_using_subcommand token" -l json -d 'Print the answer as JSON'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s v -l verbose -d 'Show all there is to show'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c devenv -n "__fish_devenv_using_subcommand token" -s V -l version -d 'Print version'
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
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "scan" -d 'Read this machine, score it, say so'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "tools" -d 'The tools that devenv knows, and those that are here'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "explain" -d 'What a rule or a tool is, how it was read, and why it matters'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "login" -d 'Sign in to your team\'s platform'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "logout" -d 'End the session, here and at the provider'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "whoami" -d 'Who is signed in, to what, and until when'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "token" -d 'Print a fresh access token, for scripts'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "schema" -d 'The JSON Schema of a scan'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "completions" -d 'The completion script of a shell'
complete -c devenv -n "__fish_devenv_using_subcommand help; and not __fish_seen_subcommand_from scan tools explain login logout whoami token schema completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
