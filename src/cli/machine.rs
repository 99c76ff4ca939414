//! Which machine this is: a random id in the state folder, and nothing that names it.

use uuid::Uuid;

use crate::config::{Folders, write_private};
use crate::host::Host;

/// The machine's id; minted by the first scan. `None`: there is nowhere to keep it.
pub(super) fn id(host: &Host, folders: &Folders) -> Option<Uuid> {
    let path = folders.state.as_ref()?.join("machine-id");
    let kept = host
        .read_text(&path, 256)
        .ok()
        .and_then(|text| Uuid::parse_str(text.trim()).ok());
    kept.or_else(|| {
        let id = Uuid::new_v4();
        write_private(&path, format!("{id}\n").as_bytes()).ok()?;
        Some(id)
    })
}
