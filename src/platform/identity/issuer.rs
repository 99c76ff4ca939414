//! Those who say who somebody is, and what their tokens must have in them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::keys::Keys;
use super::{Caller, IdentityError, is_developer_id};
use crate::api::wire::Role;
use crate::platform::store::{Credential, Person};
use crate::secret::Secret;

/// Seconds that clocks may be apart.
const LEEWAY: i64 = 60;
/// Claims that groups are read from, the first that is there: Cognito's name, then the common one.
const GROUPS: [&str; 3] = ["cognito:groups", "groups", "roles"];

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

/// An issuer with its keys.
pub(crate) struct TrustedIssuer {
    pub(crate) issuer: Issuer,
    pub(crate) keys: Keys,
    pub(crate) ids: Ids,
}

/// How an issuer's users are named here: who somebody is, is issuer and subject together. Source: OpenID Connect Core 1.0, 2.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ids {
    prefix: String,
    /// The prefixes of other issuers: a subject that begins with one could be taken for somebody else.
    others: Vec<String>,
}

impl Ids {
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
    fn id(&self, subject: &str) -> Option<String> {
        let id = format!("{}{subject}", self.prefix);
        let is_taken = self.others.iter().any(|other| id.starts_with(other.as_str()));
        (!subject.is_empty() && !is_taken && is_developer_id(&id)).then_some(id)
    }
}

/// The algorithms of signatures that count. What a token's header says is never believed further than this.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::RS256, Algorithm::ES256];

/// The issuer that a token says it is from, which nothing has proved yet.
pub(crate) fn claimed_issuer(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        iss: String,
    }
    let claims: Claims = jsonwebtoken::dangerous::insecure_decode_claims(text).ok()?;
    Some(claims.iss)
}

impl TrustedIssuer {
    /// Whose token it is, and what it says of the person.
    pub(crate) async fn caller(&self, text: &str) -> Result<(Caller, Option<Person>), IdentityError> {
        let claims = self.claims(text).await?;
        let caller = judge(&self.issuer, &self.ids, &claims)?;
        let person = person(&caller.developer_id, &claims);
        Ok((caller, person))
    }

    /// Who signed in with this id token, which was asked for with that nonce. Source: OpenID Connect Core 1.0, 3.1.3.7.
    pub(crate) async fn signed_in(
        &self,
        id_token: &str,
        nonce: &str,
    ) -> Result<(Caller, Option<Person>), IdentityError> {
        let claims = self.claims(id_token).await?;
        let audiences = claims.get("aud").map(words).unwrap_or_default();
        let client = self.issuer.pages_client_id();
        let is_ours = !client.is_empty()
            && audiences.contains(&client)
            && claims.get("nonce").is_some_and(|told| told == nonce)
            && claims.get("token_use").is_none_or(|token_use| token_use == "id");
        if is_ours {
            let caller = role_of(&self.issuer, &self.ids, &claims)?;
            let person = person(&caller.developer_id, &claims);
            Ok((caller, person))
        } else {
            Err(IdentityError::Unauthenticated(
                "the issuer's token is for another sign-in",
            ))
        }
    }

    /// The claims of a token of this issuer.
    async fn claims(&self, text: &str) -> Result<Map<String, Value>, IdentityError> {
        let wrong = || IdentityError::Unauthenticated("the token is invalid or expired");
        let header = jsonwebtoken::decode_header(text).map_err(|_| wrong())?;
        let id = header.kid.ok_or_else(wrong)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(wrong());
        }
        let key = self.keys.key(&id).await?.ok_or_else(wrong)?;
        verify(text, &key, header.alg, &self.issuer.url).ok_or_else(wrong)
    }
}

/// What a token says of a person, to show beside their id. `None`: nothing, or what their id says already.
fn person(developer_id: &str, claims: &Map<String, Value>) -> Option<Person> {
    let text = |names: &[&str]| {
        let texts = names.iter().filter_map(|name| claims.get(*name)?.as_str());
        let mut texts = texts
            .map(str::trim)
            .filter(|text| is_developer_id(text) && !developer_id.ends_with(*text));
        texts.next().map(str::to_owned)
    };
    let name = text(&["name", "preferred_username", "username", "cognito:username"]);
    let email = text(&["email"]);
    (name.is_some() || email.is_some()).then(|| Person {
        developer_id: developer_id.to_owned(),
        name,
        email,
    })
}

/// The claims of a token with a good signature, of that issuer, at a time at which it is good.
fn verify(text: &str, key: &DecodingKey, algorithm: Algorithm, issuer: &str) -> Option<Map<String, Value>> {
    let mut validation = Validation::new(algorithm);
    validation.leeway = LEEWAY.unsigned_abs();
    validation.validate_nbf = true;
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    // By `judge`, since access tokens of Cognito have none.
    validation.validate_aud = false;
    decode::<Map<String, Value>>(text, key, &validation)
        .ok()
        .map(|token| token.claims)
}

/// What somebody with these claims may do.
fn judge(issuer: &Issuer, ids: &Ids, claims: &Map<String, Value>) -> Result<Caller, IdentityError> {
    if !is_for_us(issuer, claims) {
        return Err(IdentityError::Unauthenticated(
            "the token is for another client or audience",
        ));
    }
    role_of(issuer, ids, claims)
}

/// What the groups of somebody, or the claims of a job, make of them.
fn role_of(issuer: &Issuer, ids: &Ids, claims: &Map<String, Value>) -> Result<Caller, IdentityError> {
    let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    let developer_id = ids.id(subject);
    let developer_id = developer_id.ok_or(IdentityError::Unauthenticated("the token has no valid subject"))?;
    let caller = |role| Caller {
        developer_id: developer_id.clone(),
        role,
        for_others: false,
        credential: Credential::Issuer(issuer.url.clone()),
        expires_at: Some(end_of(claims)),
    };
    if let Some(conditions) = &issuer.ci {
        let met = conditions.iter().all(|(claim, values)| {
            claims
                .get(claim)
                .is_some_and(|value| values.iter().any(|wanted| is(value, wanted)))
        });
        if !met {
            return Err(IdentityError::Forbidden("this CI job is not allowed to upload"));
        }
        return Ok(caller(Role::Ingest));
    }
    let groups: Vec<&str> = match &issuer.groups_claim {
        Some(path) => claim_at(claims, path).map(group_names).unwrap_or_default(),
        None => GROUPS
            .iter()
            .find_map(|name| claims.get(*name))
            .map(group_names)
            .unwrap_or_default(),
    };
    let any = |wanted: &[String]| wanted.iter().any(|group| groups.contains(&group.as_str()));
    if any(&issuer.admin_groups) {
        Ok(caller(Role::Admin))
    } else if any(&issuer.member_groups) {
        Ok(caller(Role::Member))
    } else if any(&issuer.ingest_groups) {
        Ok(caller(Role::Ingest))
    } else if issuer.member_groups.is_empty() {
        Ok(caller(Role::Member))
    } else {
        Err(IdentityError::Forbidden(
            "none of the token's groups has access to this platform",
        ))
    }
}

/// A token of Cognito is an access token for the client; any other one names the audience.
fn is_for_us(issuer: &Issuer, claims: &Map<String, Value>) -> bool {
    if let Some(token_use) = claims.get("token_use") {
        return token_use == "access"
            && issuer.client_id.is_some()
            && claims.get("client_id").and_then(Value::as_str) == issuer.client_id.as_deref();
    }
    let audiences = claims.get("aud").map(words).unwrap_or_default();
    match &issuer.audience {
        Some(audience) => audiences.contains(&audience.as_str()),
        None => issuer.client_id.as_ref().is_some_and(|client| {
            audiences.contains(&client.as_str())
                || ["client_id", "azp"]
                    .iter()
                    .any(|name| claims.get(*name).is_some_and(|value| value == client))
        }),
    }
}

/// The claim of that name, or at that path: `realm_access.roles`.
fn claim_at<'c>(claims: &'c Map<String, Value>, path: &str) -> Option<&'c Value> {
    if let Some(claim) = claims.get(path) {
        return Some(claim);
    }
    let (name, rest) = path.split_once('.')?;
    claim_at(claims.get(name)?.as_object()?, rest)
}

/// Groups as issuers write them: a text with spaces or commas between, a list of texts, or a list of objects with a name.
fn group_names(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => text
            .split([' ', ','])
            .filter(|name| !name.is_empty())
            .chain([text.as_str()])
            .collect(),
        Value::Array(values) => values
            .iter()
            .filter_map(|value| {
                let name = || ["name", "display", "value", "id"].iter().find_map(|key| value.get(key));
                value.as_str().or_else(|| name()?.as_str())
            })
            .collect(),
        Value::Object(members) => members.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A text, or a list of them, as a list.
fn words(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A claim has a value; ids may be numbers.
fn is(claim: &Value, wanted: &str) -> bool {
    match claim {
        Value::String(text) => text == wanted,
        Value::Number(number) => number.to_string() == wanted,
        _ => false,
    }
}

/// When a token with these claims is no longer taken. They were verified, so `exp` is there; without it, or far off, that is at once.
fn end_of(claims: &Map<String, Value>) -> Timestamp {
    let seconds = claims.get("exp").and_then(Value::as_f64).unwrap_or_default();
    jiff::SignedDuration::try_from_secs_f64(seconds)
        .map(|end| end.saturating_add(jiff::SignedDuration::from_secs(LEEWAY)))
        .and_then(Timestamp::from_duration)
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn issuer(more: &Value) -> Issuer {
        let mut issuer = json!({ "url": "https://issuer.test", "client_id": "cli" });
        issuer
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        serde_json::from_value(issuer).unwrap()
    }

    fn judged(issuer: &Issuer, claims: &Value) -> Result<(String, Role), u16> {
        judge(
            issuer,
            &Ids::of(std::slice::from_ref(issuer))[0],
            claims.as_object().unwrap(),
        )
        .map(|caller| (caller.developer_id, caller.role))
        .map_err(|error| match error {
            IdentityError::Unauthenticated(_) => 401,
            IdentityError::Forbidden(_) => 403,
            other => panic!("{other}"),
        })
    }

    #[test]
    fn cognitos_access_tokens_count_and_its_id_tokens_do_not() {
        let issuer = issuer(&json!({}));
        let claims = |token_use: &str, client: &str, groups: Value| json!({"sub": "ada", "token_use": token_use, "client_id": client, "aud": "cli", "cognito:groups": groups});
        assert_eq!(
            judged(&issuer, &claims("access", "cli", json!(["x"]))),
            Ok(("ada".to_owned(), Role::Member))
        );
        assert_eq!(
            judged(&issuer, &claims("access", "cli", json!(["admins"]))),
            Ok(("ada".to_owned(), Role::Admin))
        );
        assert_eq!(judged(&issuer, &claims("id", "cli", json!([]))), Err(401));
        assert_eq!(judged(&issuer, &claims("access", "other", json!([]))), Err(401));
    }

    #[test]
    fn others_name_their_audience() {
        let issuer =
            issuer(&json!({"audience": "https://platform", "member_groups": ["dev"], "ingest_groups": ["bots"]}));
        let claims = |aud: Value, groups: Value| json!({"sub": "ada", "aud": aud, "groups": groups});
        let platform = json!("https://platform");
        assert_eq!(
            judged(&issuer, &claims(platform.clone(), json!(["dev"]))),
            Ok(("ada".to_owned(), Role::Member))
        );
        assert_eq!(
            judged(&issuer, &claims(json!(["x", platform]), json!("bots"))),
            Ok(("ada".to_owned(), Role::Ingest))
        );
        assert_eq!(judged(&issuer, &claims(platform, json!([]))), Err(403));
        // Where an audience is set, the client alone is not enough.
        assert_eq!(judged(&issuer, &claims(json!("cli"), json!(["dev"]))), Err(401));
        assert_eq!(judged(&issuer, &json!({"sub": "ada", "groups": ["dev"]})), Err(401));
    }

    #[test]
    fn jobs_may_upload_where_every_condition_is_met() {
        let ci = json!({"audience": "devenv", "ci": {"repository_owner_id": ["42"], "ref": ["refs/heads/main", "refs/heads/next"]}});
        let issuer = issuer(&ci);
        let claims = |owner: Value, branch: &str| json!({"sub": "repo:o/r", "aud": "devenv", "repository_owner_id": owner, "ref": branch, "groups": ["admins"]});
        let ok = Ok(("ci:repo:o/r".to_owned(), Role::Ingest));
        assert_eq!(judged(&issuer, &claims(json!("42"), "refs/heads/next")), ok);
        assert_eq!(judged(&issuer, &claims(json!(42), "refs/heads/main")), ok);
        assert_eq!(judged(&issuer, &claims(json!("7"), "refs/heads/main")), Err(403));
        assert_eq!(judged(&issuer, &claims(json!("42"), "refs/heads/x")), Err(403));
        assert_eq!(judged(&issuer, &json!({"sub": "r", "aud": "devenv"})), Err(403));
    }

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
        let ids: Vec<Option<String>> = Ids::of(&issuers).iter().map(|ids| ids.id("1001")).collect();
        let expected =
            ["1001", "two.test/pool:1001", "1001", "ci:1001", "ci:ci2.test:1001"].map(|id| Some(id.to_owned()));
        assert_eq!(ids, expected);
        // Nobody can choose a subject that makes them somebody else's user.
        for subject in ["two.test/pool:1001", "ci:1001", "", "a\nb"] {
            assert_eq!(Ids::of(&issuers)[0].id(subject), None, "{subject}");
        }
        assert_eq!(Ids::of(&issuers)[3].id("ci2.test:1001"), None);
    }

    #[test]
    fn groups_are_read_from_the_claim_that_settings_name_in_whichever_form() {
        let issuer = issuer(&json!({"groups_claim": "realm_access.roles", "admin_groups": ["ops"]}));
        let role = |roles: Value| {
            judged(
                &issuer,
                &json!({"sub": "ada", "aud": "cli", "groups": ["x"], "realm_access": {"roles": roles}}),
            )
            .unwrap()
            .1
        };
        for roles in [
            json!(["ops"]),
            json!("dev ops"),
            json!("dev,ops"),
            json!([{"name": "ops"}]),
            json!({"ops": {}}),
        ] {
            assert_eq!(role(roles.clone()), Role::Admin, "{roles}");
        }
        for roles in [json!(["dev"]), json!("devops"), json!(7), json!([["ops"]])] {
            assert_eq!(role(roles.clone()), Role::Member, "{roles}");
        }
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
