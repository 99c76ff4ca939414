//! ID tokens from CI: one names the repository, branch and pipeline of a job, for one audience.
//!
//! A token is requested only in that CI and only for the configured platform, and is sent nowhere else.

mod fork;

use std::time::Duration;

use serde::Deserialize;
use tracing::debug;
use url::Url;

use super::http::{self, Http};
use super::session::{Bearer, Origin};
use super::{AuthError, Runtime, jwt_claims};
use crate::host::{Ended, Host};
use crate::text;
use crate::web::{is_same_server, shown_text};

/// The timeout of a CI's own client.
const CLIENT: Duration = Duration::from_secs(20);

/// A CI service that gives its jobs ID tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CiProvider {
    /// GitHub Actions, and Forgejo with the same API. Source: GitHub Docs, "OpenID Connect reference".
    GitHub,
    /// GitLab. Source: GitLab Docs, "ID token authentication".
    GitLab,
    /// Buildkite. Source: Buildkite Docs, "buildkite-agent oidc".
    Buildkite,
    /// CircleCI. Source: CircleCI Docs, "OpenID Connect tokens".
    CircleCi,
}

/// The audience of a CI token: the one that the user `set`, else the platform's own address. A platform may spell its address another
/// way but never name another audience: with a token for that, it could act as this job elsewhere.
///
/// # Errors
/// The platform names an audience that is not its own address.
pub fn ci_audience(set: Option<&str>, named: Option<&str>, platform: &str) -> Result<String, AuthError> {
    if let Some(set) = set {
        return Ok(set.to_owned());
    }
    let own = platform.trim_end_matches('/');
    let Some(named) = named.filter(|named| named.trim_end_matches('/') != own) else {
        return Ok(named.unwrap_or(own).to_owned());
    };
    let is_own = match (Url::parse(platform), Url::parse(named)) {
        (Ok(platform), Ok(named)) => is_same_server(&platform, &named),
        _ => false,
    };
    if is_own {
        return Ok(named.to_owned());
    }
    Err(AuthError::OtherAudience {
        platform: shown_text(own),
        audience: text::escape_line(named).into_owned(),
    })
}

/// The CI service of this job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CiIdentity(CiProvider);

impl CiIdentity {
    /// The CI service that this process runs in. `None`: none, or one without ID tokens.
    pub fn detect(host: &Host) -> Option<Self> {
        [
            ("GITHUB_ACTIONS", CiProvider::GitHub),
            ("GITLAB_CI", CiProvider::GitLab),
            ("BUILDKITE", CiProvider::Buildkite),
            ("CIRCLECI", CiProvider::CircleCi),
        ]
        .into_iter()
        .find(|(variable, _)| host.env_text(variable) == Some("true"))
        .map(|(_, ci)| Self(ci))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self.0 {
            CiProvider::GitHub => "GitHub Actions",
            CiProvider::GitLab => "GitLab CI",
            CiProvider::Buildkite => "Buildkite",
            CiProvider::CircleCi => "CircleCI",
        }
    }

    /// Gets a token for an audience.
    ///
    /// # Errors
    /// The job is not configured for ID tokens, or the CI does not answer.
    pub fn bearer(self, host: &Host, http: &Http, runtime: &Runtime, audience: &str) -> Result<Bearer, AuthError> {
        debug!("asking {} for an ID token for {audience}", self.name());
        let text = match self.0 {
            CiProvider::GitHub => self.ask_github(host, http, runtime, audience)?,
            CiProvider::GitLab => host
                .env_text("DEVENV_ID_TOKEN")
                .ok_or_else(|| {
                    self.missing(format!(
                        "`DEVENV_ID_TOKEN` is not set; give the job `id_tokens: {{ DEVENV_ID_TOKEN: {{ aud: {audience} }} }}`"
                    ))
                })?
                .to_owned(),
            CiProvider::Buildkite => {
                let arguments = ["oidc", "request-token", "--audience", audience];
                self.ask_client(host, "buildkite-agent", &arguments)?
            }
            CiProvider::CircleCi => {
                let claims = serde_json::json!({ "aud": audience }).to_string();
                let arguments = ["run", "oidc", "get", "--root-issuer", "--claims", &claims];
                self.ask_client(host, "circleci", &arguments)?
            }
        };
        let token = jwt_claims::parse(&text).map_err(|error| self.missing(error.to_string()))?;
        let claims = jwt_claims::claims(&token).ok_or_else(|| self.missing("its answer is not a token".to_owned()))?;
        Ok(Bearer {
            token,
            origin: Origin::Ci,
            expires_at: claims.exp.and_then(|end| jiff::Timestamp::from_second(end).ok()),
        })
    }

    fn ask_github(self, host: &Host, http: &Http, runtime: &Runtime, audience: &str) -> Result<String, AuthError> {
        #[derive(Deserialize)]
        struct GithubIdToken {
            value: String,
        }
        let variables = ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
        let [Some(url), Some(token)] = variables.map(|name| host.env_text(name)) else {
            let problem = if self.is_of_fork(host) {
                "a pull request from a fork gets none"
            } else {
                "the workflow lacks `permissions: { id-token: write }`"
            };
            return Err(self.missing(problem.to_owned()));
        };
        let mut url: Url = http::parse_url("the address of ACTIONS_ID_TOKEN_REQUEST_URL", url)?;
        url.query_pairs_mut().append_pair("audience", audience);
        let answer: GithubIdToken = runtime.wait_for(http.get_json(&url, Some(token)))?;
        Ok(answer.value)
    }

    fn ask_client(self, host: &Host, program: &str, arguments: &[&str]) -> Result<String, AuthError> {
        let path = host
            .env("PATH")
            .and_then(|path| host.find_program(program, path))
            .filter(|path| path.is_absolute())
            .ok_or_else(|| self.missing(format!("`{program}` is not on PATH")))?;
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let output = host
            .run_as_user(&path, &arguments, CLIENT)
            .map_err(|error| self.missing(error.to_string()))?;
        if output.ended != Ended::Status(0) {
            // Its output may contain a token.
            return Err(self.missing(format!("`{program}` failed")));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn missing(self, problem: String) -> AuthError {
        AuthError::NoCiIdentity {
            ci: self.name(),
            problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ci_token_is_for_the_platform_or_for_the_audience_that_the_user_sets() {
        let platform = "https://team.example.com/";
        let audience = |set: Option<&str>, named: Option<&str>| {
            ci_audience(set, named, platform).map_err(|error| error.to_string())
        };
        assert_eq!(audience(None, None), Ok("https://team.example.com".to_owned()));
        for own in [
            "https://team.example.com",
            "https://team.example.com/",
            "https://team.example.com/api",
        ] {
            assert_eq!(audience(None, Some(own)), Ok(own.to_owned()));
        }
        assert_eq!(
            audience(Some("devenv"), Some("sts.amazonaws.com")),
            Ok("devenv".to_owned())
        );
        for other in [
            "sts.amazonaws.com",
            "pypi",
            "sigstore",
            "https://other.example.com",
            "http://team.example.com",
        ] {
            assert_eq!(
                audience(None, Some(other)),
                Err(format!(
                    "the platform https://team.example.com asks for a CI token for `{other}`, which is not its own address"
                ))
            );
        }
    }
}
