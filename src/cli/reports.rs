//! `--report`: the reports that a scan writes besides its output.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::Failed;
use super::output::{Output, write_file};
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::Policy;
use crate::report::{self, Format};
use crate::scan::Scan;

/// A value of `--report`: `FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportFile {
    format: Format,
    path: PathBuf,
}

impl ReportFile {
    /// Parses `junit=report.xml`. A file named `-` is standard output.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or("give a format and a file, such as `html=report.html`; the file `-` is standard output")?;
        Ok(Self {
            format: format
                .trim()
                .parse()
                .map_err(|error: report::UnknownFormat| error.to_string())?,
            path: PathBuf::from(path),
        })
    }

    fn is_stdout(&self) -> bool {
        is_stdout(&self.path)
    }
}

/// Whether the path names standard output. Opening it by name would overwrite a redirected file from its start.
pub(super) fn is_stdout(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
        .iter()
        .any(|name| path == Path::new(name))
}

/// Checks, before the scan, that no two outputs go to the same file. Returns whether a report goes to standard output.
///
/// `answer`: the file of `--output`, if there is one.
pub(super) fn check(reports: &[ReportFile], answer: Option<&Path>) -> Result<bool, Failed> {
    let refuse =
        |what: String| Err(Failed::new(ExitCode::Usage, "usage", anyhow!(what)).hint("give each report its own file"));
    if reports.iter().filter(|report| report.is_stdout()).count() > 1 {
        return refuse("only one report can go to standard output".to_owned());
    }
    let takes_stdout = reports.iter().any(ReportFile::is_stdout);
    if takes_stdout && answer.is_some_and(is_stdout) {
        return refuse("the output and a report cannot both go to standard output".to_owned());
    }
    for (index, report) in reports.iter().enumerate() {
        let is_same = |other: &Path| other == report.path && !other.starts_with("/dev");
        let earlier = reports.iter().take(index).map(|other| other.path.as_path());
        if earlier.chain(answer).any(is_same) {
            return refuse(format!("two reports cannot both go to {}", report.path.display()));
        }
    }
    Ok(takes_stdout)
}

/// Writes each report, each file atomically.
pub(super) fn write(reports: &[ReportFile], scan: &Scan, policy: &Policy, output: &Output) -> Result<(), Failed> {
    for report in reports {
        let text = render(report.format, scan, policy)?;
        if report.is_stdout() {
            output.answer(text.as_bytes())?;
        } else {
            write_file(&report.path, text.as_bytes())?;
        }
    }
    Ok(())
}

/// Renders a scan in a format.
pub(super) fn render(format: Format, scan: &Scan, policy: &Policy) -> Result<String, Failed> {
    report::render(format, scan, policy).map_err(|error| {
        let error = anyhow::Error::new(error).context(format!("cannot write the {} report", format.name()));
        Failed::new(ExitCode::Bug, "bug", error)
    })
}

/// Adds the report to the summary of the job's step in GitHub Actions.
///
/// GitHub creates the file and names it in `GITHUB_STEP_SUMMARY`; a missing file is not created. A summary that cannot be written
/// is a warning.
/// Source: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary>.
pub(super) fn add_to_summary(host: &Host, scan: &Scan, policy: &Policy, output: &Output) {
    use std::io::Write as _;
    let Some(path) = host.env_path("GITHUB_STEP_SUMMARY") else {
        return;
    };
    let text = report::markdown(scan, policy);
    let written = fs_err::OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    if let Err(error) = written {
        output.warn(&format!("cannot write the job summary: {error}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports(words: &[&str]) -> Vec<ReportFile> {
        words.iter().map(|word| ReportFile::parse(word).unwrap()).collect()
    }

    #[test]
    fn a_report_is_a_format_and_a_file() {
        assert_eq!(
            ReportFile::parse("html=out/a=b.html").unwrap(),
            ReportFile {
                format: Format::Html,
                path: PathBuf::from("out/a=b.html")
            }
        );
        for word in ["html", "html=", "=a"] {
            assert!(ReportFile::parse(word).is_err(), "{word}");
        }
    }

    #[test]
    fn two_outputs_never_go_to_the_same_file() {
        let told = |words: &[&str], answer: Option<&str>| {
            check(&reports(words), answer.map(Path::new)).map_err(|failed| failed.error.to_string())
        };
        assert_eq!(told(&["html=a", "json=b"], Some("c")), Ok(false));
        assert_eq!(told(&["html=a", "json=-"], Some("c")), Ok(true));
        assert_eq!(told(&["html=/dev/null", "json=/dev/null"], None), Ok(false));
        let refused = [
            (
                told(&["html=-", "json=/dev/stdout"], None),
                "only one report can go to standard output",
            ),
            (
                told(&["html=-"], Some("-")),
                "the output and a report cannot both go to standard output",
            ),
            (told(&["html=a", "json=a"], None), "two reports cannot both go to a"),
            (told(&["html=a"], Some("a")), "two reports cannot both go to a"),
        ];
        for (told, expected) in refused {
            assert_eq!(told, Err(expected.to_owned()));
        }
    }
}
