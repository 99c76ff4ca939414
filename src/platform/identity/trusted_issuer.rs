//! An issuer with its keys: verifies the signature, the times and the issuer of its tokens.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::claims::{LEEWAY, judge, person, role_of, words};
use super::issuer::Issuer;
use super::keys::Keys;
use super::user_ids::UserIds;
use super::{Caller, IdentityError};
use crate::platform::store::Person;

/// An issuer with its keys.
pub(crate) struct TrustedIssuer {
    pub(crate) issuer: Issuer,
    pub(crate) keys: Keys,
    pub(crate) ids: UserIds,
}

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
        // No extension is understood here. Source: RFC 7515, 4.1.11.
        if header.crit.is_some() {
            return Err(wrong());
        }
        let key = self.keys.key(header.kid.as_deref(), header.alg).await?;
        let key = key.ok_or_else(wrong)?;
        verify(text, key.key(), header.alg, &self.issuer.url).ok_or_else(wrong)
    }
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
