//! Bearer tokens: the platform's own, looked up by their hash, and those of issuers. What came out is remembered for a while.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::issuer::Issuer;
use super::keys::Keys;
use super::trusted_issuer::{TrustedIssuer, claimed_issuer};
use super::user_ids::UserIds;
use super::{Caller, IdentityError, token};
use crate::platform::store::{AccountStore, Person, StoreError};

/// How long an answer is remembered: a token that another process revokes is good for as long as this at most.
const REMEMBERED: Duration = Duration::from_secs(5);
/// The same for a token of an issuer, which nobody can revoke before its end anyway.
const REMEMBERED_OF_ISSUERS: Duration = Duration::from_mins(1);
/// The longest token.
const LONGEST: usize = 12 << 10;
/// Answers that are remembered.
const MOST: usize = 10_000;

/// What is known of bearer tokens.
pub(crate) struct TokenVerifier {
    trusted: Vec<TrustedIssuer>,
    known: Mutex<HashMap<[u8; 32], (Caller, Instant)>>,
    /// When tokens were used, not yet written down.
    uses: Mutex<HashMap<String, Timestamp>>,
}

impl TokenVerifier {
    /// Nothing is fetched before a token asks for it.
    pub(crate) fn new(issuers: &[Issuer]) -> Self {
        let trusted = issuers
            .iter()
            .zip(UserIds::of(issuers))
            .map(|(issuer, ids)| TrustedIssuer {
                ids,
                keys: Keys::new(&issuer.url, issuer.jwks_url.as_deref())
                    .with_cognito_domain(issuer.cognito_domain.as_deref()),
                issuer: issuer.clone(),
            });
        Self {
            trusted: trusted.collect(),
            known: Mutex::default(),
            uses: Mutex::default(),
        }
    }

    /// Tokens of the issuer at that address count.
    pub(crate) fn trusts(&self, url: &str) -> bool {
        self.trusted.iter().any(|trusted| trusted.issuer.url == url)
    }

    /// The issuer that people sign in with.
    pub(crate) fn sign_in(&self) -> Option<&TrustedIssuer> {
        self.trusted.iter().find(|trusted| trusted.issuer.ci.is_none())
    }

    async fn of_issuer(&self, store: &dyn AccountStore, hash: [u8; 32], text: &str) -> Result<Caller, IdentityError> {
        let unknown = || {
            IdentityError::Unauthenticated("the token is neither from this platform nor from an issuer that it trusts")
        };
        let url = Some(text)
            .filter(|text| text.len() <= LONGEST)
            .and_then(claimed_issuer)
            .ok_or_else(unknown)?;
        let trusted = self
            .trusted
            .iter()
            .find(|trusted| trusted.issuer.url == url)
            .ok_or_else(unknown)?;
        let (caller, person) = trusted.caller(text).await?;
        self.know(store, person).await?;
        self.remember(hash, &caller, REMEMBERED_OF_ISSUERS);
        Ok(caller)
    }

    /// Whose token it is.
    pub(crate) async fn caller(&self, store: &dyn AccountStore, text: &str) -> Result<Caller, IdentityError> {
        let hash = token::hash(text.as_bytes());
        if let Some(caller) = self.remembered(&hash) {
            return Ok(caller);
        }
        if !text.starts_with(token::PREFIX) {
            return self.of_issuer(store, hash, text).await;
        }
        let now = Timestamp::now();
        let kept = store.token(hash).await?;
        let kept = kept
            .filter(|kept| token::is_valid(kept, now))
            .ok_or_else(|| IdentityError::Unauthenticated("the token is unknown, expired or revoked"))?;
        let caller = Caller::of_token(kept);
        self.remember(hash, &caller, REMEMBERED);
        Ok(caller)
    }

    /// Saves what is known of a person, where it is new.
    pub(crate) async fn know(&self, store: &dyn AccountStore, person: Option<Person>) -> Result<(), StoreError> {
        let Some(person) = person else { return Ok(()) };
        if store.people(vec![person.developer_id.clone()]).await?.first() == Some(&person) {
            return Ok(());
        }
        store.save_person(person).await
    }

    fn remembered(&self, hash: &[u8; 32]) -> Option<Caller> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (caller, until) = known.get(hash)?;
        (Instant::now() < *until).then(|| caller.clone())
    }

    /// Remembers whose token it is, for that time at most, and no longer than the token is good.
    fn remember(&self, hash: [u8; 32], caller: &Caller, most: Duration) {
        let time = caller.expires_at.map_or(most, |end| {
            let left = Duration::try_from(end.duration_since(Timestamp::now()));
            most.min(left.unwrap_or_default())
        });
        if let Some(id) = caller.token_id() {
            let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
            uses.insert(id.to_owned(), Timestamp::now());
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if known.len() >= MOST {
            known.retain(|_, (_, until)| now < *until);
        }
        if known.len() < MOST {
            known.insert(hash, (caller.clone(), now + time));
        }
    }

    /// Forgets what is remembered: a token was revoked.
    pub(crate) fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Writes down when tokens were used.
    pub(crate) async fn flush_last_used(&self, store: &dyn AccountStore) -> Result<(), StoreError> {
        let uses: Vec<(String, Timestamp)> = {
            let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
            uses.drain().collect()
        };
        if uses.is_empty() {
            return Ok(());
        }
        store.save_last_used(uses).await
    }
}
