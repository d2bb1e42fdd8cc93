//! Webhooks, attempts and what was given up, for people and for programs.

use serde::Serialize;
use wallet_domain::Timestamp;
use wallet_domain::webhook::{Attempt, Endpoint, EndpointStatus, Parked, Secrets};
use wallet_service::webhook_admin::EndpointView;

use super::super::table::table;

/// A row a webhook.
pub(super) fn endpoint_table(views: &[EndpointView]) -> String {
    let head = ["id", "status", "types", "url", "delivered", "behind", "failing", "parked"].map(str::to_owned);
    let rows = views.iter().map(|view| {
        [
            view.endpoint.id.to_string(),
            status(&view.endpoint),
            view.endpoint.types.names().join(","),
            view.endpoint.url.as_str().to_owned(),
            view.delivered.to_string(),
            view.behind.to_string(),
            view.failing.to_string(),
            parked(view),
        ]
    });
    table(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 4)
}

/// One webhook, a line a fact.
pub(super) fn endpoint_lines(view: &EndpointView) -> String {
    let EndpointView { endpoint, .. } = view;
    let mut rows = vec![
        ["id", &endpoint.id.to_string()].map(str::to_owned),
        ["url", endpoint.url.as_str()].map(str::to_owned),
        ["types", &endpoint.types.names().join(",")].map(str::to_owned),
        ["payload", endpoint.payload.name()].map(str::to_owned),
        ["created", &time(endpoint.created_at)].map(str::to_owned),
        ["status", &status(endpoint)].map(str::to_owned),
    ];
    let mut add = |name: &str, told: String| rows.push([name.to_owned(), told]);
    if let Some(description) = &endpoint.description {
        add("description", description.as_str().to_owned());
    }
    if let Some(since) = endpoint.failing_since {
        add("takes nothing since", time(since));
    }
    add("delivered", view.delivered.to_string());
    add("done up to", format!("{}, {} positions behind", view.done.event, view.behind));
    if view.failing > 0 {
        let again = view.again_at.map_or("not tried again before it is resumed".to_owned(), |at| {
            format!("tried again from {} on", time(at))
        });
        add("failing", format!("{} of its places, {again}", view.failing));
    }
    add("parked", parked(view));
    add("made good by replays", endpoint.recovered.to_string());
    if let Some(replay) = &endpoint.replay {
        add("replays", format!("{} to {}", replay.from, replay.to));
    }
    if let Secrets { previous: Some((_, until)), .. } = &endpoint.secrets {
        add("old secret signs until", time(*until));
    }
    table(&rows, 2)
}

/// A row an attempt, or a run of attempts that went well.
pub(super) fn attempt_table(attempts: &[Attempt]) -> String {
    let head = ["at", "id", "type", "attempt", "answer", "took"].map(str::to_owned);
    let rows = attempts.iter().map(|it| {
        [
            time(it.at),
            it.to.as_ref().map_or_else(|| it.id.clone(), |to| format!("{} to {to}, {} of them", it.id, it.count)),
            it.event_type.clone(),
            it.attempt.to_string(),
            answer(it.status, it.error.as_deref()),
            format!("{} ms", it.took_ms),
        ]
    });
    table(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 5)
}

/// A row an event that was given up.
pub(super) fn parked_table(parked: &[Parked]) -> String {
    let head = ["id", "type", "given up", "attempts", "answer"].map(str::to_owned);
    let rows = parked.iter().map(|it| {
        [
            it.mark.to_string(),
            it.event_type.clone(),
            time(it.at),
            it.attempts.to_string(),
            answer(it.status, it.error.as_deref()),
        ]
    });
    table(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 5)
}

/// One line of JSON.
pub(in crate::cli) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("texts, numbers and lists of them are JSON")
}

/// RFC 3339 to the second.
pub(in crate::cli) fn time(at: Timestamp) -> String {
    let time = jiff::Timestamp::from_microsecond(at.as_micros()).expect("a timestamp is between 1970 and 9999");
    format!("{time:.0}")
}

fn status(endpoint: &Endpoint) -> String {
    match endpoint.status {
        status @ (EndpointStatus::Active | EndpointStatus::Paused) => status.name().to_owned(),
        EndpointStatus::Disabled { reason, at } => format!("disabled ({}) since {}", reason.name(), time(at)),
    }
}

fn parked(view: &EndpointView) -> String {
    let is_more = u32::try_from(view.parked).is_ok_and(|parked| parked >= EndpointView::PARKED_MAX);
    if is_more { format!("{} or more", view.parked) } else { view.parked.to_string() }
}

fn answer(status: Option<u16>, error: Option<&str>) -> String {
    status.map_or_else(|| error.unwrap_or("none").to_owned(), |status| status.to_string())
}
