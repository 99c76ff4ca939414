//! The OAuth client of sign-ins: one with an authorization endpoint and a token endpoint.

use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{Client, EndpointNotSet, EndpointSet, StandardRevocableToken};

/// A client of an OAuth provider. `Answer`: what is read of an answer of its token endpoint.
pub type OauthClient<Answer> = Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;
