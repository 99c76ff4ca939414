//! Checks an ID token by OpenID Connect Core 3.1.3.7: its issuer, audience, times and sign-in.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::discovery::Provider;
use super::http::Http;
use super::{AuthError, lenient};
use crate::secret::Secret;

/// How far clocks may differ.
const LEEWAY_SECONDS: u64 = 300;

/// A user of the identity provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// The id, which never changes.
    pub subject: String,
    /// The name for people.
    pub name: Option<String>,
    /// The email address, if the scopes include it.
    pub email: Option<String>,
    /// The user's groups at the provider, sorted.
    pub groups: Vec<String>,
}

impl Account {
    /// This account, completed by what was `known` at the sign-in.
    #[must_use]
    pub fn beside(self, known: Option<Self>) -> Self {
        match known {
            Some(known) if known.subject == self.subject => Self {
                name: self.name.or(known.name),
                email: self.email.or(known.email),
                groups: if self.groups.is_empty() {
                    known.groups
                } else {
                    self.groups
                },
                subject: self.subject,
            },
            _ => self,
        }
    }

    /// The best name for people.
    pub fn label(&self) -> &str {
        self.email.as_deref().or(self.name.as_deref()).unwrap_or(&self.subject)
    }
}

#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    aud: Audience,
    azp: Option<String>,
    nonce: Option<String>,
    /// The kind of token at Cognito: `id` or `access`.
    token_use: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    preferred_username: Option<String>,
    #[serde(rename = "cognito:username", default, deserialize_with = "lenient::text")]
    cognito_username: Option<String>,
    #[serde(rename = "cognito:groups", default, deserialize_with = "lenient::names")]
    cognito_groups: Vec<String>,
    #[serde(default, deserialize_with = "lenient::names")]
    groups: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Checks the token and returns its user. `nonce`: the one that this sign-in sent; `None` for a refresh, which has none.
///
/// # Errors
/// The token cannot be trusted, or the keys cannot be read.
pub(super) async fn check(
    http: &Http,
    provider: &Provider,
    client_id: &str,
    token: &Secret,
    nonce: Option<&str>,
) -> Result<Account, AuthError> {
    let header = jsonwebtoken::decode_header(token.reveal()).map_err(|_| bad("it is not a signed token"))?;
    // No extension is understood here. Source: RFC 7515, 4.1.11.
    if header.crit.is_some() {
        return Err(bad("its header has an extension that is critical"));
    }
    if !is_accepted(header.alg, &provider.id_token_signing_alg_values_supported) {
        return Err(bad("it is not signed with an algorithm that the provider announces"));
    }
    let mut keys: Keys = http.get_json(&provider.jwks_uri, None).await?;
    if find(&keys, header.kid.as_deref()).is_none() {
        // The provider may have changed its keys a moment ago.
        keys = http.get_json(&provider.jwks_uri, None).await?;
    }
    let key = find(&keys, header.kid.as_deref()).ok_or_else(|| bad("the provider has no key of that id"))?;
    let claims = verify(token, header.alg, key, &provider.issuer, client_id)?;
    check_claims(&claims, client_id, nonce)?;
    Ok(account(claims))
}

/// Whether ID tokens may be signed with an algorithm: RS256 and ES256 always, others with a public key if the provider
/// announces them. Shared secrets (HS256) are refused: others may know the client's.
fn is_accepted(algorithm: Algorithm, announced: &[String]) -> bool {
    let name = match algorithm {
        Algorithm::RS256 | Algorithm::ES256 => return true,
        Algorithm::RS384 => "RS384",
        Algorithm::RS512 => "RS512",
        Algorithm::PS256 => "PS256",
        Algorithm::PS384 => "PS384",
        Algorithm::PS512 => "PS512",
        Algorithm::ES384 => "ES384",
        Algorithm::EdDSA => "EdDSA",
        _ => return false,
    };
    announced.iter().any(|other| other == name)
}

/// The keys of a provider.
#[derive(Debug, Deserialize)]
struct Keys {
    keys: Vec<Key>,
}

/// A key. Providers also publish keys of other kinds, for other uses.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Key {
    Known(Box<Jwk>),
    Unknown(IgnoredAny),
}

/// The key with this id. For a token without an id, the provider's only key.
fn find<'a>(keys: &'a Keys, id: Option<&str>) -> Option<&'a Jwk> {
    let mut known = keys.keys.iter().filter_map(|key| match key {
        Key::Known(key) => Some(key.as_ref()),
        Key::Unknown(_) => None,
    });
    match id {
        Some(id) => known.find(|key| key.common.key_id.as_deref() == Some(id)),
        None => known.next().filter(|_| known.next().is_none()),
    }
}

fn verify(token: &Secret, algorithm: Algorithm, key: &Jwk, issuer: &str, client_id: &str) -> Result<Claims, AuthError> {
    use jsonwebtoken::errors::ErrorKind;
    let key = DecodingKey::from_jwk(key).map_err(|_| bad("the provider's key cannot be used"))?;
    let mut validation = Validation::new(algorithm);
    validation.leeway = LEEWAY_SECONDS;
    validation.validate_nbf = true;
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[client_id]);
    validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
    jsonwebtoken::decode::<Claims>(token.reveal(), &key, &validation)
        .map(|data| data.claims)
        .map_err(|error| {
            bad(match error.kind() {
                ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => "the provider did not sign it",
                ErrorKind::ExpiredSignature => "it has expired; is the clock of this machine right?",
                ErrorKind::ImmatureSignature => "it is not valid yet; is the clock of this machine right?",
                ErrorKind::InvalidIssuer => "it is from another issuer",
                ErrorKind::InvalidAudience => "it is for another client",
                ErrorKind::MissingRequiredClaim(_) => "its issuer, audience or expiry is missing",
                _ => "it cannot be read",
            })
        })
}

fn check_claims(claims: &Claims, client_id: &str, nonce: Option<&str>) -> Result<(), AuthError> {
    if nonce.is_some() && claims.nonce.as_deref() != nonce {
        return Err(bad("it belongs to another sign-in"));
    }
    if claims.token_use.as_deref().is_some_and(|purpose| purpose != "id") {
        return Err(bad("it is a token of another kind"));
    }
    let others = match &claims.aud {
        Audience::One(one) => one != client_id,
        Audience::Several(several) => several.iter().any(|audience| audience != client_id),
    };
    match &claims.azp {
        Some(party) if party != client_id => Err(bad("it was given to another client")),
        None if others => Err(bad(
            "it is for several clients and does not name the one that it was issued to",
        )),
        _ => Ok(()),
    }
}

fn account(claims: Claims) -> Account {
    let mut groups = claims.cognito_groups;
    groups.extend(claims.groups);
    groups.sort();
    groups.dedup();
    Account {
        name: claims
            .cognito_username
            .or(claims.preferred_username)
            .or(claims.name)
            .filter(|name| *name != claims.sub),
        subject: claims.sub,
        email: claims.email,
        groups,
    }
}

fn bad(problem: &str) -> AuthError {
    AuthError::IdToken {
        problem: problem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
        Ed25519KeyPair,
    };
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    use super::*;

    fn rsa() -> EncodingKey {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        // PKCS #1 is what is in the octet string behind 26 bytes of PKCS #8.
        EncodingKey::from_rsa_der(&pkcs8.as_ref()[26..])
    }

    fn elliptic(algorithm: &'static EcdsaSigningAlgorithm) -> EncodingKey {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
        EncodingKey::from_ec_der(pkcs8.as_ref())
    }

    #[test]
    fn id_tokens_are_signed_by_the_algorithms_that_the_provider_announces() {
        let rsa = rsa();
        let edwards = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).unwrap();
        let keys = [
            (rsa.clone(), Algorithm::RS256),
            (elliptic(&ECDSA_P256_SHA256_FIXED_SIGNING), Algorithm::ES256),
            (rsa.clone(), Algorithm::RS512),
            (rsa, Algorithm::PS256),
            (elliptic(&ECDSA_P384_SHA384_FIXED_SIGNING), Algorithm::ES384),
            (EncodingKey::from_ed_der(edwards.as_ref()), Algorithm::EdDSA),
        ];
        let seconds = jiff::Timestamp::now().as_second() + 600;
        let claims = json!({"sub": "ada", "iss": "https://issuer.test", "aud": "cli", "exp": seconds});
        for (key, algorithm) in &keys {
            let token = Secret::new(encode(&Header::new(*algorithm), &claims, key).unwrap());
            let public = Jwk::from_encoding_key(key, *algorithm).unwrap();
            let verified = verify(&token, *algorithm, &public, "https://issuer.test", "cli").unwrap();
            assert_eq!(verified.sub, "ada", "{algorithm:?}");
            let name = format!("{algorithm:?}");
            let is_usual = matches!(algorithm, Algorithm::RS256 | Algorithm::ES256);
            assert_eq!(
                [is_accepted(*algorithm, &[name]), is_accepted(*algorithm, &[])],
                [true, is_usual],
                "{algorithm:?}"
            );
            let other = Secret::new(format!("{}x", token.reveal()));
            assert!(verify(&other, *algorithm, &public, "https://issuer.test", "cli").is_err());
        }
        assert!(!is_accepted(Algorithm::HS256, &["HS256".to_owned()]));
    }
}
