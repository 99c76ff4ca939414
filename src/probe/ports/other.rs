//! macOS, Windows and others: through the `listeners` crate.

use super::{Owner, Socket, merge};
use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Port, Protocol};

pub(super) fn read(_: &Host) -> Probed<Vec<Port>> {
    let listed = match listeners::get_all() {
        Ok(listed) => listed,
        Err(error) => {
            return Probed::Failed {
                detail: format!("the sockets cannot be listed: {error}"),
            };
        }
    };
    let sockets = listed
        .into_iter()
        .filter_map(|listener| {
            let protocol = match listener.protocol {
                // UDP has no states; what is bound is open to all, as far as this system tells.
                listeners::Protocol::UDP => Protocol::Udp,
                listeners::Protocol::TCP if listener.state == listeners::SocketState::Listen => Protocol::Tcp,
                listeners::Protocol::TCP => return None,
            };
            let name = listener.process.name;
            Some(Socket {
                protocol,
                address: listener.socket.ip(),
                port: listener.socket.port(),
                owner: Some(Owner {
                    process: (!name.is_empty()).then_some(name),
                    pid: listener.process.pid,
                }),
            })
        })
        .filter(|socket| socket.port != 0)
        .collect();
    Probed::Whole(merge(sockets))
}
