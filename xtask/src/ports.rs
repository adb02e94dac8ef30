//! Ports that are about to be used, looked at before anything is started.

use std::io::ErrorKind;
use std::net::{IpAddr, TcpListener};

use anyhow::{Result, bail};

/// A port, what it is for, and the option that changes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Port {
    pub(crate) number: u16,
    pub(crate) of: &'static str,
    pub(crate) option: &'static str,
}

/// Fails with one line for each port that is taken or asked for twice.
pub(crate) fn check(host: IpAddr, ports: &[Port]) -> Result<()> {
    let mut complaints = Vec::new();
    for (index, Port { number, of, option }) in ports.iter().enumerate() {
        if let Some(other) = ports[..index].iter().find(|other| other.number == *number) {
            complaints.push(format!(
                "port {number} is asked for twice, for {} and for {of}: choose another with {option}",
                other.of
            ));
            continue;
        }
        match TcpListener::bind((host, *number)) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::AddrInUse => complaints.push(format!(
                "port {number}, for {of}, is taken by another program: choose another with {option}"
            )),
            Err(error) => complaints.push(format!(
                "port {number} of {host}, for {of}, cannot be used ({error}): choose another with {option}"
            )),
        }
    }
    if !complaints.is_empty() {
        bail!(complaints.join("\n       "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn taken_and_doubled_ports_are_all_named() {
        let taken = TcpListener::bind((LOOPBACK, 0)).unwrap();
        let number = taken.local_addr().unwrap().port();
        let ports = [
            Port { number, of: "the page", option: "--port" },
            Port { number, of: "the provider", option: "--op-port" },
        ];
        assert_eq!(
            check(LOOPBACK, &ports).unwrap_err().to_string(),
            format!(
                "port {number}, for the page, is taken by another program: choose another with --port\n       \
                 port {number} is asked for twice, for the page and for the provider: choose another with --op-port"
            )
        );
        drop(taken);
        check(LOOPBACK, &ports[..1]).unwrap();
    }
}
