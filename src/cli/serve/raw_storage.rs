//! Where raw scans are stored: in the data directory, or in a bucket.

use anyhow::anyhow;

use crate::cli::Failed;
use crate::error::ExitCode;
use crate::host::Host;
use crate::platform::RawPlace;

/// `local`, or `s3://BUCKET`. If not set, the Dev-Env Platform's variables `STORAGE_BACKEND` and `S3_BUCKET_NAME` decide.
pub(super) fn raw_storage(said: Option<&str>, host: &Host) -> Result<RawPlace, Failed> {
    let bucket = match said {
        Some("local") => None,
        Some(said) => Some(said.strip_prefix("s3://").map(|bucket| bucket.trim_end_matches('/'))),
        None if host.env_text("STORAGE_BACKEND") == Some("s3") => Some(host.env_text("S3_BUCKET_NAME")),
        None => None,
    };
    match bucket {
        None => Ok(RawPlace::Directory),
        Some(Some(bucket)) if !bucket.is_empty() && !bucket.contains('/') => s3(bucket, host),
        Some(_) => {
            let error = anyhow!("cannot tell where to store raw scans");
            Err(Failed::new(ExitCode::Usage, "usage", error)
                .hint("give `--raw local` or `--raw s3://BUCKET`; STORAGE_BACKEND=s3 needs S3_BUCKET_NAME"))
        }
    }
}

#[cfg(not(feature = "aws"))]
fn s3(bucket: &str, _: &Host) -> Result<RawPlace, Failed> {
    let error = anyhow!("this devenv was built without S3 and cannot store raw scans in the bucket `{bucket}`");
    Err(Failed::new(ExitCode::Usage, "usage", error).hint("build it with `cargo build --features aws`"))
}

/// Reads the variables of AWS's own tools. A secret may also be in a file, named by the variable with `_FILE`.
#[cfg(feature = "aws")]
fn s3(bucket: &str, host: &Host) -> Result<RawPlace, Failed> {
    use crate::platform::S3;
    use crate::secret::Secret;

    let text = |name: &str| host.env_text(name).map(str::to_owned);
    let secret = |name: &str| -> Result<Option<Secret>, Failed> {
        let Some(path) = host.env_path(&format!("{name}_FILE")) else {
            return Ok(text(name).map(Secret::new));
        };
        let secret = fs_err::read_to_string(&path).map_err(|error| {
            let error = anyhow::Error::new(error).context(format!("cannot read the secret that {name}_FILE names"));
            Failed::new(ExitCode::Usage, "usage", error)
        })?;
        Ok(Some(Secret::new(secret.trim_end().to_owned())))
    };
    Ok(RawPlace::S3(S3 {
        bucket: bucket.to_owned(),
        region: text("AWS_REGION").or_else(|| text("AWS_DEFAULT_REGION")),
        endpoint: text("AWS_ENDPOINT_URL_S3").or_else(|| text("AWS_ENDPOINT_URL")),
        key_id: text("AWS_ACCESS_KEY_ID"),
        key_secret: secret("AWS_SECRET_ACCESS_KEY")?,
        session_token: secret("AWS_SESSION_TOKEN")?,
    }))
}
