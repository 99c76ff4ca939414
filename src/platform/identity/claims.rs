//! What the claims of a token mean: whom it is for, whose it is, which groups they are in and what they may do.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::issuer::Issuer;
use super::user_ids::UserIds;
use super::{Caller, IdentityError, is_developer_id};
use crate::api::wire::Role;
use crate::platform::store::{Credential, Person};

/// Seconds that clocks may be apart.
pub(super) const LEEWAY: i64 = 60;
/// Claims that groups are read from, the first that is there: Cognito's name, then the common one.
const GROUPS: [&str; 3] = ["cognito:groups", "groups", "roles"];

/// What somebody with these claims may do.
pub(super) fn judge(issuer: &Issuer, ids: &UserIds, claims: &Map<String, Value>) -> Result<Caller, IdentityError> {
    if !is_for_us(issuer, claims) {
        return Err(IdentityError::Unauthenticated(
            "the token is for another client or audience",
        ));
    }
    role_of(issuer, ids, claims)
}

/// What the groups of somebody, or the claims of a job, make of them.
pub(super) fn role_of(issuer: &Issuer, ids: &UserIds, claims: &Map<String, Value>) -> Result<Caller, IdentityError> {
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
    let roles = [
        (&issuer.admin_groups, Role::Admin),
        (&issuer.member_groups, Role::Member),
        (&issuer.viewer_groups, Role::Viewer),
        (&issuer.ingest_groups, Role::Ingest),
        (&issuer.metrics_groups, Role::Metrics),
    ];
    let is_in = |wanted: &[String]| wanted.iter().any(|group| groups.contains(&group.as_str()));
    let of_group = roles.iter().find(|(wanted, _)| is_in(wanted)).map(|(_, role)| *role);
    // Without a group of members, everybody whom the issuer signs in is one.
    let role = of_group.or_else(|| issuer.member_groups.is_empty().then_some(Role::Member));
    role.map(caller).ok_or(IdentityError::Forbidden(
        "none of the token's groups has access to this platform",
    ))
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
pub(super) fn words(value: &Value) -> Vec<&str> {
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

/// What a token says of a person, to show beside their id. `None`: nothing, or what their id says already.
pub(super) fn person(developer_id: &str, claims: &Map<String, Value>) -> Option<Person> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::identity::issuer::tests::issuer;
    use serde_json::json;

    fn judged(issuer: &Issuer, claims: &Value) -> Result<(String, Role), u16> {
        judge(
            issuer,
            &UserIds::of(std::slice::from_ref(issuer))[0],
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
    fn the_first_role_with_a_group_of_somebody_is_theirs() {
        let groups = json!({"admin_groups": ["a"], "member_groups": ["m"], "viewer_groups": ["v"], "ingest_groups": ["i"],
            "metrics_groups": ["p"]});
        let role = |issuer: &Issuer, groups: &str| {
            judged(issuer, &json!({"sub": "ada", "aud": "cli", "groups": groups})).map(|(_, role)| role)
        };
        let closed = issuer(&groups);
        let told = ["a m v", "v m", "i v", "p i", "p", "x"].map(|groups| role(&closed, groups));
        let (ok, refused) = (Ok, Err(403));
        assert_eq!(
            told,
            [
                ok(Role::Admin),
                ok(Role::Member),
                ok(Role::Viewer),
                ok(Role::Ingest),
                ok(Role::Metrics),
                refused
            ]
        );
        let open = issuer(&json!({"viewer_groups": ["v"]}));
        assert_eq!(
            ["v", "x"].map(|groups| role(&open, groups)),
            [ok(Role::Viewer), ok(Role::Member)]
        );
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
}
