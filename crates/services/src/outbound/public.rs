//! Which addresses a server named by people of an organisation may have: public ones. Whoever may type an
//! address must not reach through us what only this machine and its network can.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url};

use super::CONNECT_TIME_MAX;

/// Hosts that may be reached although their addresses are not public, in lower case: the administrator
/// named them.
pub(crate) type NamedHosts = Arc<BTreeSet<String>>;

/// A client that reaches public addresses and those of named hosts. Names are looked at when they are
/// resolved for the connection, so that one that changes its address meanwhile gets nowhere; proxies, which would
/// resolve them elsewhere, are not used.
pub(crate) fn public_client(named: &NamedHosts) -> Result<Client, String> {
    Client::builder()
        .connect_timeout(CONNECT_TIME_MAX)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .dns_resolver(Resolver(Arc::clone(named)))
        .user_agent("carbon-nexus")
        .build()
        .map_err(|error| error.to_string())
}

/// Whether an address that holds its IP itself may be asked; names are looked at when they are resolved.
pub(crate) fn may_be_asked(url: &Url, named: &NamedHosts) -> bool {
    let host = url.host_str().unwrap_or_default().to_lowercase();
    let ip: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    named.contains(&host) || ip.is_none_or(is_public)
}

#[derive(Debug)]
struct Resolver(NamedHosts);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let is_named = self.0.contains(&name.as_str().to_lowercase());
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let usable: Vec<_> = found
                .filter(|address| is_named || is_public(address.ip()))
                .collect();
            if usable.is_empty() {
                return Err("it has no public address".into());
            }
            Ok(Box::new(usable.into_iter()) as Addrs)
        })
    }
}

/// By the special-purpose registries of IANA (RFC 6890 and what came after it).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_protocol = (a, b, c) == (192, 0, 0);
    let is_benchmark = a == 198 && (b == 18 || b == 19);
    !(a == 0
        || a >= 240
        || is_shared
        || is_protocol
        || is_benchmark
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = ip.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [first, second, ..] = ip.segments();
    // Global unicast is 2000::/3; Teredo, documentation and 6to4 in it lead elsewhere.
    let is_global = first & 0xe000 == 0x2000;
    let is_special = first == 0x2001 && (second < 0x0200 || second == 0x0db8);
    is_global && !is_special && first != 0x2002 && first != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_told_from_public_ones() {
        for text in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111"] {
            assert!(is_public(text.parse().expect("an address")), "{text}");
        }
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn named_hosts_may_be_private() {
        let named: NamedHosts = Arc::new(BTreeSet::from(["10.0.0.7".to_owned()]));
        for (url, may) in [
            ("http://10.0.0.7/a", true),
            ("http://10.0.0.8/a", false),
            ("http://[::1]/a", false),
            ("http://0x7f000001/", false),
            ("https://meters.example/a", true),
        ] {
            let url = Url::parse(url).expect("an address");
            assert_eq!(may_be_asked(&url, &named), may, "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_reached() {
        let client = public_client(&NamedHosts::default()).expect("a client");
        let refused = client.get("http://localhost:9/").send().await;
        let cause = super::super::cause(&refused.expect_err("not sent"));
        assert_eq!(cause, "it has no public address");
    }
}
