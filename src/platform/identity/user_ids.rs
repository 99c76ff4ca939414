//! How users of issuers are named here: who somebody is, is issuer and subject together.

use super::is_developer_id;
use super::issuer::Issuer;

/// How an issuer's users are named here: who somebody is, is issuer and subject together. Source: OpenID Connect Core 1.0, 2.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UserIds {
    prefix: String,
    /// The prefixes of other issuers: a subject that begins with one could be taken for somebody else.
    others: Vec<String>,
}

impl UserIds {
    /// For each of these issuers.
    pub(crate) fn of(issuers: &[Issuer]) -> Vec<Self> {
        let is_first = |index: usize| {
            let is_ci = |issuer: &Issuer| issuer.ci.is_some();
            let before = issuers.iter().take(index);
            issuers
                .get(index)
                .is_some_and(|issuer| before.clone().all(|other| is_ci(other) != is_ci(issuer)))
        };
        let prefix = |(index, issuer): (usize, &Issuer)| {
            let address = issuer
                .url
                .split_once("://")
                .map_or(issuer.url.as_str(), |(_, rest)| rest);
            let kind = if issuer.ci.is_some() { "ci:" } else { "" };
            match &issuer.id_prefix {
                Some(prefix) => prefix.clone(),
                None if is_first(index) => kind.to_owned(),
                None => format!("{kind}{}:", address.trim_end_matches('/')),
            }
        };
        let prefixes: Vec<String> = issuers.iter().enumerate().map(prefix).collect();
        let others = |own: &String| {
            let others = prefixes.iter().filter(|other| !other.is_empty() && *other != own);
            let longer = others.filter(|other| other.starts_with(own.as_str()));
            longer
                .cloned()
                .chain((own.is_empty()).then(|| "ci:".to_owned()))
                .collect()
        };
        prefixes
            .iter()
            .map(|own| Self {
                prefix: own.clone(),
                others: others(own),
            })
            .collect()
    }

    /// The id of the developer whom the issuer calls by that subject. `None`: it would be another issuer's, or is no id.
    pub(super) fn id(&self, subject: &str) -> Option<String> {
        let id = format!("{}{subject}", self.prefix);
        let is_taken = self.others.iter().any(|other| id.starts_with(other.as_str()));
        (!subject.is_empty() && !is_taken && is_developer_id(&id)).then_some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::identity::issuer::tests::issuer;
    use serde_json::{Value, json};

    #[test]
    fn no_two_issuers_users_are_one_developer_unless_settings_say_so() {
        let of = |url: &str, more: &Value| {
            let mut issuer = issuer(more);
            issuer.url = url.to_owned();
            issuer
        };
        let ci = json!({"audience": "devenv", "ci": {"owner": ["1"]}});
        let issuers = [
            of("https://one.test", &json!({})),
            of("https://two.test/pool/", &json!({})),
            of("https://three.test", &json!({"id_prefix": ""})),
            of("https://ci.test", &ci),
            of("https://ci2.test", &ci),
        ];
        let ids: Vec<Option<String>> = UserIds::of(&issuers).iter().map(|ids| ids.id("1001")).collect();
        let expected =
            ["1001", "two.test/pool:1001", "1001", "ci:1001", "ci:ci2.test:1001"].map(|id| Some(id.to_owned()));
        assert_eq!(ids, expected);
        // Nobody can choose a subject that makes them somebody else's user.
        for subject in ["two.test/pool:1001", "ci:1001", "", "a\nb"] {
            assert_eq!(UserIds::of(&issuers)[0].id(subject), None, "{subject}");
        }
        assert_eq!(UserIds::of(&issuers)[3].id("ci2.test:1001"), None);
    }
}
