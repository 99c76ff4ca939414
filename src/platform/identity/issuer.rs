//! The settings of an issuer: who says who somebody is, and what its tokens must have in them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use crate::secret::Secret;

/// An issuer of tokens whose word counts here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// What its tokens have as `iss`; its keys are found from there.
    pub url: String,
    /// Where its keys are, if not where its discovery document says.
    #[serde(default)]
    pub jwks_url: Option<String>,
    /// The client that its tokens are for: `client_id`, as Cognito's access tokens have it.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The audience that its tokens are for: `aud`.
    #[serde(default)]
    pub audience: Option<String>,
    /// Groups whose members are admins.
    #[serde(default = "admins")]
    pub admin_groups: Vec<String>,
    /// Groups whose members may use the platform. Empty: everybody whom it signs in.
    #[serde(default)]
    pub member_groups: Vec<String>,
    /// Groups whose members may upload only.
    #[serde(default)]
    pub ingest_groups: Vec<String>,
    /// Groups whose members may read everything, and change nothing.
    #[serde(default)]
    pub viewer_groups: Vec<String>,
    /// Groups whose members may read the counters for Prometheus only.
    #[serde(default)]
    pub metrics_groups: Vec<String>,
    /// It signs jobs, not people: they may upload only, and each of these claims must have one of its values. Claims that
    /// nobody can rename are the ones to name: `repository_owner_id`, not `repository_owner`.
    #[serde(default)]
    pub ci: Option<BTreeMap<String, Vec<String>>>,
    /// Scopes to ask for. Empty: what the client asks for by itself; the pages ask for `openid` alone.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Ports of the loopback redirects that the client has.
    #[serde(default)]
    pub callback_ports: Vec<u16>,
    /// The client that the pages sign people in with, where it is not `client_id`.
    #[serde(default)]
    pub pages_client_id: Option<String>,
    /// That client's secret. A command line is never told it.
    #[serde(default)]
    pub pages_client_secret: Option<Secret>,
    /// A file with it, which the command line reads.
    #[serde(default)]
    pub pages_client_secret_file: Option<PathBuf>,
    /// What the ids of its users begin with here. Without: nothing for the first issuer of people and the first of jobs, and the
    /// address of any other one, so that no two issuers' users are one developer. Empty text says that they are.
    #[serde(default)]
    pub id_prefix: Option<String>,
    /// The claim with the groups, as a path: `realm_access.roles`. Without: `cognito:groups`, `groups` or `roles`.
    #[serde(default)]
    pub groups_claim: Option<String>,
    /// The host name of Cognito's sign-in pages.
    #[serde(default)]
    pub cognito_domain: Option<String>,
}

fn admins() -> Vec<String> {
    vec!["admins".to_owned()]
}

impl Issuer {
    /// The client of the pages: one of its own, or that of the command lines. A command line can keep no secret.
    pub(crate) fn pages_client_id(&self) -> &str {
        let id = self.pages_client_id.as_deref().or(self.client_id.as_deref());
        id.unwrap_or_default()
    }

    /// What is wrong with its settings.
    pub fn fault(&self) -> Option<&'static str> {
        if self.client_id.is_none() && self.audience.is_none() {
            return Some("it needs a `client_id` or an `audience`: else tokens for anything else would do here");
        }
        if self
            .ci
            .as_ref()
            .is_some_and(|claims| claims.is_empty() || claims.values().any(Vec::is_empty))
        {
            return Some("`ci` needs claims with values: else every job of anybody would do here");
        }
        if self.pages_client_secret.is_some() && self.pages_client_id.is_none() {
            return Some(
                "`pages_client_secret` is of a client for the pages alone, `pages_client_id`: a command line can keep no secret",
            );
        }
        None
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// An issuer for tests, with more settings.
    pub(crate) fn issuer(more: &Value) -> Issuer {
        let mut issuer = json!({ "url": "https://issuer.test", "client_id": "cli" });
        issuer
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        serde_json::from_value(issuer).unwrap()
    }

    #[test]
    fn settings_that_let_anybody_in_are_faults() {
        let open: Issuer = serde_json::from_value(json!({"url": "https://issuer.test"})).unwrap();
        assert!(open.fault().is_some());
        assert!(issuer(&json!({"ci": {}})).fault().is_some());
        assert!(issuer(&json!({"ci": {"ref": []}})).fault().is_some());
        assert_eq!(issuer(&json!({})).fault(), None);
    }
}
