//! The bounds of the queue and of the HTTP side, as the settings have them.

use std::net::SocketAddr;
use std::time::Duration;

use wallet_service::QueueLimits;

use super::open_files;
use crate::config::{LimitSettings, Settings};
use crate::http::access::{Hosts, Origins};
use crate::http::app::HttpLimits;
use crate::http::edge::rates::{Rate, RateSettings};

pub(super) fn queue_limits(settings: &Settings) -> QueueLimits {
    QueueLimits {
        batch_max: settings.queue.batch_max,
        queued_max: settings.queue.queued_max,
        deadline: Duration::from_millis(settings.server.deadline_ms),
    }
}

pub(super) fn http_limits(settings: &Settings, address: SocketAddr) -> HttpLimits {
    let server = &settings.server;
    let defaults = HttpLimits::default();
    HttpLimits {
        workers: if server.workers == 0 { defaults.workers } else { server.workers },
        shutdown_timeout_s: server.shutdown_timeout_s,
        head_timeout: Duration::from_millis(server.head_timeout_ms),
        body_timeout: Duration::from_millis(server.body_timeout_ms),
        keep_alive: Duration::from_secs(server.keep_alive_s),
        write_timeout: Duration::from_millis(server.write_timeout_ms),
        connections_max: open_files::enough_for(server.connections_max),
        read_timeout: Duration::from_millis(server.deadline_ms),
        rates: rate_settings(&settings.limits),
        log_commands: settings.log.commands,
        // The settings were checked, so the lists are good.
        hosts: Hosts::parse(&server.allowed_hosts).unwrap_or_default().listening_on(&server.host, address),
        origins: Origins::parse(&server.cors_origins).unwrap_or_default(),
        zone: settings.analytics.terms().map(|terms| terms.zone).unwrap_or_default(),
        ..defaults
    }
}

fn rate_settings(limits: &LimitSettings) -> RateSettings {
    RateSettings {
        key: Rate::new(limits.key_per_minute, limits.key_burst),
        owner: Rate::new(limits.owner_per_minute, limits.owner_burst),
        unknown_keys: Rate::new(limits.unknown_keys_per_minute, limits.unknown_keys_per_minute),
    }
}
