//! Whether a job is for a pull request from a fork. Such jobs get no ID token, since anybody can fork and change what they run.

use serde::Deserialize;

use super::{CiIdentity, CiProvider};
use crate::host::Host;

/// The largest description of a job's event that is read.
const EVENT_LIMIT_BYTES: u64 = 16 * 1024 * 1024;

/// The event that started a job. Source: GitHub Docs, "Webhook events and payloads", `pull_request`.
#[derive(Deserialize)]
struct Event {
    pull_request: Option<PullRequest>,
}

#[derive(Deserialize)]
struct PullRequest {
    head: Side,
    base: Side,
}

#[derive(Deserialize)]
struct Side {
    /// `None`: the repository was removed. That can only be a fork.
    repo: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    id: u64,
}

impl CiIdentity {
    /// Whether the job is for a pull request from a fork. `false` if its CI does not tell.
    pub fn is_of_fork(self, host: &Host) -> bool {
        let set = |name: &str| host.env_text(name);
        match self.0 {
            CiProvider::GitHub => is_event_of_fork(host) == Some(true),
            // Source: GitLab Docs, "Predefined CI/CD variables reference".
            CiProvider::GitLab => {
                let source = set("CI_MERGE_REQUEST_SOURCE_PROJECT_ID");
                source.is_some() && source != set("CI_MERGE_REQUEST_PROJECT_ID")
            }
            // Source: Buildkite Docs, "Environment variables". The protocols of the two addresses may differ.
            CiProvider::Buildkite => {
                let source = set("BUILDKITE_PULL_REQUEST_REPO").map(repository);
                source.is_some() && source != set("BUILDKITE_REPO").map(repository)
            }
            // Source: CircleCI Docs, "Project values and variables": set only for forks.
            CiProvider::CircleCi => set("CIRCLE_PR_REPONAME").is_some(),
        }
    }

    /// Whether the CI offers this job an ID token. `None`: that is known only when one is requested.
    pub fn is_offered(self, host: &Host) -> Option<bool> {
        let set = |name: &str| host.env_text(name).is_some();
        match self.0 {
            CiProvider::GitHub => Some(set("ACTIONS_ID_TOKEN_REQUEST_URL") && set("ACTIONS_ID_TOKEN_REQUEST_TOKEN")),
            CiProvider::GitLab => Some(set("DEVENV_ID_TOKEN")),
            CiProvider::Buildkite | CiProvider::CircleCi => None,
        }
    }
}

fn is_event_of_fork(host: &Host) -> Option<bool> {
    let path = host.env_path("GITHUB_EVENT_PATH")?;
    let text = host.read_text(&path, EVENT_LIMIT_BYTES).ok()?;
    let event: Event = serde_json::from_str(&text).ok()?;
    let PullRequest { head, base } = event.pull_request?;
    Some(head.repo.map(|repo| repo.id) != base.repo.map(|repo| repo.id))
}

/// `owner/name` of a repository's address, in any notation.
fn repository(address: &str) -> String {
    let address = address.trim_end_matches('/').trim_end_matches(".git").to_lowercase();
    let mut parts: Vec<&str> = address.rsplit(['/', ':']).take(2).collect();
    parts.reverse();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_of_fork(variables: &[(&str, &str)], event: &str) -> bool {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("event.json"), event).unwrap();
        let host = Host::fixture(directory.path(), "/", variables);
        CiIdentity::detect(&host).unwrap().is_of_fork(&host)
    }

    #[test]
    fn forks_are_recognised_in_each_ci() {
        let github = [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_PATH", "/event.json")];
        let event =
            |head: &str| format!(r#"{{"pull_request":{{"head":{{"repo":{head}}},"base":{{"repo":{{"id":7}}}}}}}}"#);
        let told = [r#"{"id":9,"fork":true}"#, "null", r#"{"id":7,"fork":true}"#]
            .map(|head| is_of_fork(&github, &event(head)));
        assert_eq!(told, [true, true, false]);
        for other in [r#"{"ref":"refs/heads/main"}"#, "{", ""] {
            assert!(!is_of_fork(&github, other), "{other}");
        }
        let gitlab = |source: &str| {
            let variables = [
                ("GITLAB_CI", "true"),
                ("CI_MERGE_REQUEST_PROJECT_ID", "7"),
                ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", source),
            ];
            is_of_fork(&variables, "")
        };
        assert_eq!([gitlab("9"), gitlab("7"), gitlab("")], [true, false, false]);
        let buildkite = |source: &str| {
            let variables = [
                ("BUILDKITE", "true"),
                ("BUILDKITE_REPO", "git@github.com:example/shop.git"),
                ("BUILDKITE_PULL_REQUEST_REPO", source),
            ];
            is_of_fork(&variables, "")
        };
        let told = ["git://github.com/ada/shop.git", "https://github.com/Example/shop", ""].map(buildkite);
        assert_eq!(told, [true, false, false]);
        let circle = ("CIRCLECI", "true");
        assert!(is_of_fork(&[circle, ("CIRCLE_PR_REPONAME", "shop")], ""));
        assert!(!is_of_fork(&[circle], ""));
    }
}
