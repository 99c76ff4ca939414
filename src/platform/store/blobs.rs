//! Where raw scans are kept.

use std::path::Path;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

use super::StoreError;
#[cfg(feature = "aws")]
use crate::secret::Secret;

/// Where raw scans are kept.
#[derive(Debug, Clone, Default)]
pub enum RawPlace {
    /// In the data directory.
    #[default]
    Directory,
    /// In a bucket of S3, or of what speaks as it does.
    #[cfg(feature = "aws")]
    S3(S3),
}

/// A bucket, and how to come to it. What is `None` is found as AWS's own tools find it: the role of the machine or the task.
#[cfg(feature = "aws")]
#[derive(Debug, Clone, Default)]
pub struct S3 {
    /// The bucket.
    pub bucket: String,
    /// Its region.
    pub region: Option<String>,
    /// Another server than Amazon's: `http://127.0.0.1:9000`.
    pub endpoint: Option<String>,
    /// The id of the access key.
    pub key_id: Option<String>,
    /// The access key's secret.
    pub key_secret: Option<Secret>,
    /// The session token that belongs to a temporary key.
    pub session_token: Option<Secret>,
}

impl RawPlace {
    /// `durable`: an object that was written survives the loss of power.
    pub(crate) fn open(&self, data: &Path, durable: bool) -> Result<Arc<dyn ObjectStore>, StoreError> {
        match self {
            Self::Directory => Ok(Arc::new(LocalFileSystem::new_with_prefix(data)?.with_fsync(durable))),
            #[cfg(feature = "aws")]
            Self::S3(s3) => {
                let mut builder = object_store::aws::AmazonS3Builder::new().with_bucket_name(&s3.bucket);
                if let Some(region) = &s3.region {
                    builder = builder.with_region(region);
                }
                if let Some(endpoint) = &s3.endpoint {
                    builder = builder
                        .with_endpoint(endpoint)
                        .with_allow_http(endpoint.starts_with("http://"));
                }
                if let (Some(id), Some(secret)) = (&s3.key_id, &s3.key_secret) {
                    builder = builder.with_access_key_id(id).with_secret_access_key(secret.reveal());
                }
                if let Some(token) = &s3.session_token {
                    builder = builder.with_token(token.reveal());
                }
                Ok(Arc::new(builder.build()?))
            }
        }
    }
}
