//! Opens the user's browser.

use std::path::PathBuf;

use url::Url;

use crate::host::Host;

/// Which browser shows the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Browser {
    /// The system's default.
    Default,
    /// A program and its arguments, separated by spaces. `%s` is replaced by the address; without it, the address comes last.
    Command(String),
    /// None: the address is only printed.
    None,
}

impl Browser {
    /// Opens the address, passed as one argument, never through a shell. `false`: no browser was found.
    pub fn show(&self, host: &Host, url: &Url) -> bool {
        // The address comes from the provider: for another scheme, the system would open a file or start a program.
        if !matches!(url.scheme(), "https" | "http") {
            return false;
        }
        self.commands(host).iter().any(|(program, arguments)| {
            let arguments = with_address(arguments, url.as_str());
            find(host, program).is_some_and(|program| host.launch(&program, &arguments).is_ok())
        })
    }

    /// Programs to try, with their arguments.
    fn commands(&self, host: &Host) -> Vec<(String, Vec<String>)> {
        let words = |text: &str| {
            let mut words = text.split_whitespace().map(str::to_owned);
            words.next().map(|program| (program, words.collect()))
        };
        let plain = |commands: &[&str]| commands.iter().filter_map(|command| words(command)).collect();
        match self {
            Self::None => Vec::new(),
            Self::Command(text) => words(text).into_iter().collect(),
            Self::Default => {
                // By convention, a list separated by colons.
                if let Some(list) = host.env_text("BROWSER") {
                    return list.split(':').filter_map(words).collect();
                }
                if cfg!(windows) {
                    return plain(&["rundll32.exe url.dll,FileProtocolHandler"]);
                }
                if cfg!(target_os = "macos") {
                    return plain(&["/usr/bin/open"]);
                }
                if host.env("WSL_DISTRO_NAME").is_some() {
                    return plain(&["wslview", "rundll32.exe url.dll,FileProtocolHandler", "xdg-open"]);
                }
                if host.env("DISPLAY").is_some() || host.env("WAYLAND_DISPLAY").is_some() {
                    return plain(&["xdg-open", "gio open", "x-www-browser"]);
                }
                // A browser inside this terminal would hide what devenv prints.
                Vec::new()
            }
        }
    }
}

fn with_address(arguments: &[String], address: &str) -> Vec<String> {
    let mut whole: Vec<String> = arguments
        .iter()
        .map(|argument| argument.replace("%s", address))
        .collect();
    if !arguments.iter().any(|argument| argument.contains("%s")) {
        whole.push(address.to_owned());
    }
    whole
}

fn find(host: &Host, program: &str) -> Option<PathBuf> {
    let path = PathBuf::from(program);
    if path.is_absolute() {
        return Some(path);
    }
    host.find_program(program, host.env("PATH")?)
        .filter(|path| path.is_absolute())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn a_graphical_browser_is_chosen_for_each_system() {
        let commands = |browser: &Browser, environment: &[(&str, &str)]| {
            let host = Host::fixture(Path::new("/nowhere"), "/", environment);
            let commands = browser.commands(&host).into_iter();
            commands
                .map(|(program, arguments)| format!("{program} {}", arguments.join(" ")).trim().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(commands(&Browser::Default, &[]), Vec::<String>::new());
        assert_eq!(
            commands(&Browser::Default, &[("WAYLAND_DISPLAY", "wayland-0")]),
            ["xdg-open", "gio open", "x-www-browser"]
        );
        assert_eq!(
            commands(&Browser::Default, &[("BROWSER", "firefox -P work %s:lynx")]),
            ["firefox -P work %s", "lynx"]
        );
        assert_eq!(
            commands(
                &Browser::Command("chromium --new-window".to_owned()),
                &[("DISPLAY", ":0")]
            ),
            ["chromium --new-window"]
        );
        assert_eq!(commands(&Browser::None, &[("DISPLAY", ":0")]), Vec::<String>::new());
    }

    #[test]
    fn the_address_is_one_argument() {
        let of = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
            with_address(&arguments, "https://x/?a=1&b=$(id)")
        };
        assert_eq!(of(&["-P", "work"]), ["-P", "work", "https://x/?a=1&b=$(id)"]);
        assert_eq!(of(&["--app=%s"]), ["--app=https://x/?a=1&b=$(id)"]);
    }

    #[test]
    fn only_web_addresses_are_opened() {
        let host = Host::fixture(Path::new("/nowhere"), "/", &[("PATH", "/bin")]);
        for address in ["file:///etc/passwd", "javascript:alert(1)", "ssh://x"] {
            let browser = Browser::Command("/bin/true".to_owned());
            assert!(!browser.show(&host, &Url::parse(address).unwrap()), "{address}");
        }
    }
}
