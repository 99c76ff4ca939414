//! A public key of an issuer, and the algorithms that its signatures may have.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};

/// A public key that an issuer signs tokens with.
pub(crate) struct SigningKey {
    id: Option<String>,
    key: DecodingKey,
    algorithms: Vec<Algorithm>,
}

impl SigningKey {
    /// The key in a set of keys. `announced`: the algorithms that the issuer's discovery document names. `None`: it signs nothing, or
    /// by no algorithm that is known here.
    pub(super) fn of(key: &Jwk, announced: &[String]) -> Option<Self> {
        if key.common.public_key_use == Some(PublicKeyUse::Encryption) {
            return None;
        }
        let algorithms = algorithms(key, announced);
        (!algorithms.is_empty()).then_some(Self {
            id: key.common.key_id.clone(),
            key: DecodingKey::from_jwk(key).ok()?,
            algorithms,
        })
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What a token's header says of its algorithm is never believed further than this.
    pub(super) fn signs_by(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm)
    }

    pub(super) fn key(&self) -> &DecodingKey {
        &self.key
    }
}

/// The algorithms of a key's signatures: the one that it names; else the usual one of its kind, and others that the issuer announces.
/// None with a shared secret is among them. Sources: RFC 7517, 4.4; RFC 7518, 3.1; RFC 8037, 3.1.
fn algorithms(key: &Jwk, announced: &[String]) -> Vec<Algorithm> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    let kind: &[Algorithm] = match &key.algorithm {
        AlgorithmParameters::RSA(_) => &[RS256, RS384, RS512, PS256, PS384, PS512],
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => &[ES256],
            EllipticCurve::P384 => &[ES384],
            _ => &[],
        },
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[EdDSA],
        _ => &[],
    };
    let named = key
        .common
        .key_algorithm
        .filter(|named| *named != KeyAlgorithm::UNKNOWN_ALGORITHM);
    let counts = |index: usize, algorithm: Algorithm| match named {
        Some(named) => KeyAlgorithm::from(algorithm) == named,
        None => index == 0 || announced.iter().any(|name| name.parse::<Algorithm>() == Ok(algorithm)),
    };
    kind.iter()
        .enumerate()
        .filter(|(index, algorithm)| counts(*index, **algorithm))
        .map(|(_, algorithm)| *algorithm)
        .collect()
}
