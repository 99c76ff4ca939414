//! Writes results to stdout and everything else to stderr.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::{ColorWhen, Failed, Global};
use crate::config::write_whole;
use crate::error::{self, ExitCode};
use crate::host::Host;
use crate::report::HumanOptions;
use crate::scanner::Progress;

/// The width of an unknown terminal.
const DEFAULT_WIDTH: usize = 80;

/// How this run writes its output.
#[expect(clippy::struct_excessive_bools, reason = "each is one setting of its own")]
pub(super) struct Output {
    /// Whether results and errors are JSON.
    pub(super) json: bool,
    /// Whether to show more detail.
    pub(super) verbose: bool,
    /// Whether only results and errors are shown.
    pub(super) quiet: bool,
    /// The file for the result. `None`: standard output.
    file: Option<PathBuf>,
    colour: bool,
    colour_on_stderr: bool,
    unicode: bool,
    /// The terminal's width in columns. `None`: there is no terminal and `COLUMNS` is not set.
    width: Option<usize>,
    /// Whether a progress display may be shown on stderr.
    progress: bool,
    spinner: Mutex<Option<ProgressBar>>,
}

impl Output {
    /// `file`: the file for the result, instead of standard output.
    pub(super) fn new(host: &Host, global: &Global, file: Option<&Path>) -> Self {
        let stderr_is_terminal = io::stderr().is_terminal();
        let width = columns(host).or_else(|| window_width().filter(|_| file.is_none()));
        Self {
            json: global.json,
            verbose: global.verbose > 0,
            quiet: global.quiet,
            file: file.map(Path::to_owned),
            colour: file.is_none() && colour(host, global.color, io::stdout().is_terminal()),
            colour_on_stderr: colour(host, global.color, stderr_is_terminal),
            unicode: is_utf8(host),
            width,
            progress: stderr_is_terminal
                && !global.quiet
                && !global.json
                && global.verbose == 0
                && host.env("CI").is_none()
                && host.env_text("TERM") != Some("dumb"),
            spinner: Mutex::new(None),
        }
    }

    /// The options of a text report.
    pub(super) fn human_options(&self, timings: bool) -> HumanOptions {
        HumanOptions {
            width: self.width.unwrap_or(DEFAULT_WIDTH),
            colour: self.colour,
            unicode: self.unicode,
            verbose: self.verbose,
            timings,
        }
    }

    /// The options of a list. In a pipe, nothing is cut off.
    pub(super) fn list_options(&self) -> HumanOptions {
        HumanOptions {
            width: self.width.unwrap_or(usize::MAX),
            ..self.human_options(false)
        }
    }

    /// Writes the result to stdout. A closed pipe (`| head`) is no error.
    pub(super) fn answer(&self, text: &[u8]) -> Result<(), Failed> {
        self.finish_progress();
        if let Some(path) = &self.file {
            return write_file(path, text);
        }
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failed::new(
                ExitCode::ScanIncomplete,
                "output_failed",
                anyhow::Error::new(error).context("cannot write the output"),
            )),
            _ => Ok(()),
        }
    }

    /// Writes a value as pretty JSON.
    pub(super) fn answer_json(&self, value: &impl Serialize) -> Result<(), Failed> {
        let mut text = serde_json::to_string_pretty(value).map_err(|error| {
            Failed::new(
                ExitCode::Bug,
                "bug",
                anyhow::Error::new(error).context("cannot write the output as JSON"),
            )
        })?;
        text.push('\n');
        self.answer(text.as_bytes())
    }

    /// Writes a warning.
    pub(super) fn warn(&self, text: &str) {
        self.finish_progress();
        if !self.quiet {
            self.stderr(&format!(
                "{} {}\n",
                self.styled(AnsiColor::Yellow, "warning:"),
                crate::text::escape(text)
            ));
        }
    }

    /// Writes a status line to stderr, unless `--quiet`.
    pub(super) fn status(&self, text: &str) {
        self.finish_progress();
        if !self.quiet {
            self.stderr(&format!("{}\n", crate::text::escape(text)));
        }
    }

    /// Asks a yes-or-no question. `None`: there is no terminal.
    pub(super) fn confirm(&self, question: &str) -> Option<bool> {
        if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
            return None;
        }
        self.finish_progress();
        self.stderr(&format!("{} [y/N] ", crate::text::escape(question)));
        let mut answer = String::new();
        // End of input means no.
        let _ = io::stdin().read_line(&mut answer);
        Some(matches!(answer.trim(), "y" | "Y" | "yes" | "Yes"))
    }

    /// Writes a line to stderr, unless `--quiet`.
    pub(super) fn info(&self, text: &str) {
        if !self.quiet {
            self.always(text);
        }
    }

    /// Writes a line to stderr that the user needs to continue, even with `--quiet`.
    pub(super) fn always(&self, text: &str) {
        self.finish_progress();
        self.stderr(&format!("{}\n", crate::text::escape(text)));
    }

    /// Writes a prompt, without a line break.
    pub(super) fn ask(&self, question: &str) {
        self.finish_progress();
        self.stderr(question);
    }

    /// Writes an error: `error: …`, its causes, `hint: …`.
    pub(super) fn error(&self, rendered: &str) {
        self.finish_progress();
        let text = rendered
            .strip_prefix("error:")
            .map(|rest| format!("{}{rest}", self.styled(AnsiColor::Red, "error:")));
        self.stderr(&text.unwrap_or_else(|| rendered.to_owned()));
    }

    /// Writes an error as one line of JSON.
    pub(super) fn error_json(&self, code: &str, error: &anyhow::Error, hint: Option<&str>) {
        self.finish_progress();
        let causes = error::causes(error.as_ref());
        self.stderr(&error_line(code, error.to_string(), causes, hint));
    }

    /// Shows a progress bar of an upload on a terminal.
    pub(super) fn progress(&self, done: usize, all: usize) {
        self.progress_of("uploading", done, all);
    }

    /// Shows a progress bar on a terminal.
    pub(super) fn progress_of(&self, what: &'static str, done: usize, all: usize) {
        if !self.progress {
            return;
        }
        let mut spinner = self.spinner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let bar = spinner.get_or_insert_with(|| {
            let length = u64::try_from(all).unwrap_or(u64::MAX);
            let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg} {bar:20} {pos} of {len}");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_message(what);
            bar.set_style(style.progress_chars(if self.unicode { "━╸─" } else { "=>-" }));
            bar
        });
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    }

    fn finish_progress(&self) {
        if let Some(bar) = self
            .spinner
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take()
        {
            bar.finish_and_clear();
        }
    }

    fn styled(&self, colour: AnsiColor, word: &str) -> String {
        if !self.colour_on_stderr {
            return word.to_owned();
        }
        let style = Style::new().bold().fg_color(Some(colour.into()));
        format!("{style}{word}{style:#}")
    }

    #[expect(clippy::unused_self, reason = "every write to stderr goes through `Output`")]
    fn stderr(&self, text: &str) {
        // There is nowhere left to report a closed standard error.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

impl Progress for Output {
    fn waiting(&self, probes: &[&str]) {
        if !self.progress {
            return;
        }
        let mut spinner = self.spinner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let bar = spinner.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let template = if self.unicode { "{spinner} {msg}" } else { "{msg}" };
            // The template is valid; the default one is only for the type.
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
            bar.set_style(style);
            bar.enable_steady_tick(std::time::Duration::from_millis(100));
            bar
        });
        bar.set_message(format!("reading {}", probes.join(", ")));
    }

    fn warn(&self, text: &str) {
        Self::warn(self, text);
    }
}

/// Replaces the file that the user named, atomically.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    write_whole(path, bytes).map_err(|error| {
        let error = anyhow::Error::new(error).context(format!("cannot write {}", path.display()));
        Failed::new(ExitCode::ScanIncomplete, "output_failed", error)
            .hint("name a file in a directory that you can write to")
    })
}

/// An error as one line of JSON.
fn error_line(code: &str, message: String, causes: Vec<String>, hint: Option<&str>) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        error: Inner<'a>,
    }
    #[derive(Serialize)]
    struct Inner<'a> {
        code: &'a str,
        message: String,
        causes: Vec<String>,
        hint: Option<&'a str>,
    }
    let error = Inner {
        code,
        message,
        causes,
        hint,
    };
    format!("{}\n", serde_json::to_string(&Body { error }).unwrap_or_default())
}

/// Writes an error in the arguments: as JSON if they contain `--json`.
pub(super) fn usage_error(host: &Host, error: &clap::Error) {
    let plain = error.render().to_string();
    let is_true = |value: &str| !matches!(value.to_lowercase().as_str(), "n" | "no" | "f" | "false" | "off" | "0");
    let words: Vec<_> = std::env::args_os().skip(1).take_while(|word| word != "--").collect();
    let is_format = |flag: &OsStr, format: &OsStr| (flag == "-f" || flag == "--format") && format == "json";
    let json = words
        .iter()
        .any(|word| word == "--json" || word == "-fjson" || word == "--format=json")
        || words
            .iter()
            .zip(words.iter().skip(1))
            .any(|(flag, format)| is_format(flag, format))
        || host.env_text("DEVENV_JSON").is_some_and(is_true);
    if json {
        let mut paragraphs = plain
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty());
        let message = paragraphs.next().unwrap_or_default();
        let message = message.strip_prefix("error: ").unwrap_or(message).to_owned();
        let hint = paragraphs.find_map(|paragraph| paragraph.strip_prefix("tip: "));
        let line = error_line(
            "usage",
            message,
            Vec::new(),
            hint.or(Some("`devenv --help` lists commands and flags")),
        );
        let _ = io::stderr().lock().write_all(line.as_bytes());
        return;
    }
    // Values may contain control characters: those are escaped, and the colors are dropped.
    let is_unsafe = |text: &OsStr| matches!(crate::text::escape(&text.to_string_lossy()), Cow::Owned(_));
    let mut values = std::env::args_os().chain(host.env_names().filter_map(|name| {
        name.to_str()
            .filter(|name| name.starts_with("DEVENV_"))
            .and_then(|name| host.env(name))
            .map(OsStr::to_owned)
    }));
    if values.any(|value| is_unsafe(&value)) {
        let text = format!("{}\n", crate::text::escape(plain.trim_end()));
        let _ = io::stderr().lock().write_all(text.as_bytes());
    } else {
        let _ = error.print();
    }
}

/// `--color`, then `NO_COLOR`, then `CLICOLOR_FORCE`, then whether the stream is a terminal.
fn colour(host: &Host, when: ColorWhen, is_terminal: bool) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if host.env("NO_COLOR").is_some() => false,
        ColorWhen::Auto if host.env_text("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorWhen::Auto => is_terminal && host.env_text("TERM") != Some("dumb"),
    }
}

/// Whether the locale uses UTF-8. Source: locale(7): the first variable that is set wins.
fn is_utf8(host: &Host) -> bool {
    if cfg!(windows) || cfg!(target_os = "macos") {
        return true;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| host.env_text(name));
    locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// The width of the terminal in columns. `None`: there is no terminal and `COLUMNS` is not set.
pub(super) fn terminal_width(host: &Host) -> Option<usize> {
    columns(host).or_else(window_width)
}

/// The value of `COLUMNS`.
fn columns(host: &Host) -> Option<usize> {
    host.env_text("COLUMNS")?.parse().ok()
}

fn window_width() -> Option<usize> {
    #[cfg(unix)]
    {
        let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
        (size.ws_col > 0).then_some(usize::from(size.ws_col))
    }
    #[cfg(not(unix))]
    {
        // The width of a Windows console is not read.
        None
    }
}
