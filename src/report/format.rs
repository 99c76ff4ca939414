//! The formats that a report can be written in, by name.

use std::str::FromStr;

use super::{HumanOptions, annotations, compact, gitlab, html, human, junit, markdown, pretty, sarif};
use crate::policy::Policy;
use crate::scan::Scan;
use crate::text;

/// What a report is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// People at a terminal or with a pager: as `devenv scan` prints it, without colour.
    Text,
    /// Other programs: the scan with its assessment.
    Json,
    /// A comment on a pull request, or the summary of a job.
    Markdown,
    /// A page of its own, for a browser.
    Html,
    /// CI systems that show test results.
    Junit,
    /// Tools that show the results of static analysis: SARIF 2.1.0.
    Sarif,
    /// GitLab's code quality.
    Gitlab,
    /// Workflow commands of GitHub Actions.
    Annotations,
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format `{word}`; {}", .nearest.map_or_else(all, |nearest| format!("did you mean `{nearest}`?")))]
pub struct UnknownFormat {
    word: String,
    nearest: Option<&'static str>,
}

impl Format {
    /// All of them, in the order in which they are listed to people.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Json,
        Self::Markdown,
        Self::Html,
        Self::Junit,
        Self::Sarif,
        Self::Gitlab,
        Self::Annotations,
    ];

    /// Other names for it.
    pub fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["human", "txt"],
            Self::Markdown => &["md"],
            Self::Html => &["htm"],
            Self::Junit => &["xml"],
            Self::Annotations => &["github"],
            Self::Json | Self::Sarif | Self::Gitlab => &[],
        }
    }

    /// Who reads it, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Text => "For people at a terminal",
            Self::Json => "For other programs",
            Self::Markdown => "For a comment on a pull request, or a job's summary",
            Self::Html => "For a browser: one page without scripts",
            Self::Junit => "For CI systems that show test results",
            Self::Sarif => "For tools that show static analysis: SARIF 2.1.0",
            Self::Gitlab => "For GitLab's code quality",
            Self::Annotations => "For GitHub Actions: workflow commands",
        }
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Gitlab => "gitlab",
            Self::Annotations => "annotations",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let meant = word.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| format.name() == meant || format.aliases().contains(&meant.as_str()))
            .ok_or_else(|| UnknownFormat {
                word: text::escape_line(word).into_owned(),
                nearest: text::nearest(word, Self::ALL.map(Self::name)),
            })
    }
}

fn all() -> String {
    format!("the formats are {}", Format::ALL.map(Format::name).join(", "))
}

/// A scan, and what the policy makes of it, in that format. A scan without an assessment is assessed.
///
/// # Errors
/// The formats that are JSON could not be written: a bug.
pub fn render(format: Format, scan: &Scan, policy: &Policy) -> Result<String, serde_json::Error> {
    Ok(match format {
        Format::Text => {
            let options = HumanOptions {
                width: 100,
                colour: false,
                unicode: true,
                verbose: false,
                timings: false,
            };
            human(scan, policy, &options)
        }
        Format::Json => String::from_utf8_lossy(&pretty(&compact(scan)?)).into_owned(),
        Format::Markdown => markdown(scan, policy),
        Format::Html => html(scan, policy),
        Format::Junit => junit(scan, policy),
        Format::Sarif => sarif(scan, policy)?,
        Format::Gitlab => gitlab(scan, policy)?,
        Format::Annotations => annotations(scan, policy),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_found_by_its_names() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert_eq!("MD".parse(), Ok(Format::Markdown));
        assert_eq!(
            "jsno".parse::<Format>().unwrap_err().to_string(),
            "there is no format `jsno`; did you mean `json`?"
        );
        assert_eq!(
            "pdf-of-it".parse::<Format>().unwrap_err().to_string(),
            "there is no format `pdf-of-it`; the formats are text, json, markdown, html, junit, sarif, gitlab, annotations"
        );
    }
}
