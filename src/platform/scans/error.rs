//! Why something cannot be done with a scan, without a word of HTTP.

use serde::Serialize;
use serde_json::Value;

use crate::platform::store::StoreError;

/// Why something cannot be done with a scan.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScanError {
    /// What came is not a scan, or more than a scan may be.
    #[error("{detail}")]
    Invalid {
        detail: String,
        /// What is wrong with each part of it.
        faults: Vec<Fault>,
    },
    /// There is no scan of that id, or none that the caller may see: the two are not told apart.
    #[error("there is no such scan")]
    NotFound,
    /// There is another scan of that id.
    #[error("the scan {id} is stored already, and has other contents")]
    Conflict { id: String },
    /// The bytes of a scan cannot be compressed, or those that are stored cannot be read.
    #[error("{what}")]
    Bytes {
        what: &'static str,
        #[source]
        source: std::io::Error,
    },
    /// The thread that graded the scan failed.
    #[error("the scan could not be graded")]
    NotGraded,
    /// The stores failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is wrong with a part of a scan, as Pydantic, and so the Dev-Env Platform, says it.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub(crate) struct Fault {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// `["body", "tools", 0, "name"]`.
    pub(crate) loc: Vec<Value>,
    pub(crate) msg: String,
    /// What stood there, where that is short.
    pub(crate) input: Value,
}

impl ScanError {
    /// It is wrong as a whole.
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let fault = Fault {
            kind: "value_error",
            loc: vec!["body".into()],
            msg: detail.clone(),
            input: Value::Null,
        };
        Self::Invalid {
            detail,
            faults: vec![fault],
        }
    }

    /// Something in it is more than a scan may have.
    pub(crate) fn too_much(what: &str, limit: usize, unit: &str) -> Self {
        Self::invalid(format!("{what} has more than {limit} {unit}"))
    }
}
