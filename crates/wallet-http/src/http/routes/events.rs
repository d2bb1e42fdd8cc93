//! The feed: everything that happened, page by page, waited for, or as a stream of server-sent events.

use std::collections::VecDeque;
use std::fmt::Write;
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

use actix_web::http::{Method, StatusCode, header};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep_until};
use utoipa::IntoParams;
use wallet_domain::access::Scope;
use wallet_domain::{Event, EventCursor, EventId, EventTypes, OwnerId, StaleCursor};
use wallet_service::LiveFeed;

use super::answer::{Answer, IN_TABLE};
use super::wallets::limit_of;
use crate::http::access::Pass;
use crate::http::app::App;
use crate::http::deadline::within;
use crate::http::edge::Progress;
use crate::http::extract::{QueryOf, prefers};
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// The longest wait for an event, in seconds.
const WAIT_S_MAX: u64 = 30;
/// How many events one read of the store brings.
const READ_MAX: usize = 500;
/// How many events are looked through for one page: what fits may be rare.
const SCAN_MAX: usize = 10_000;
/// How many events are sent in one piece of a stream.
const PIECE_MAX: usize = 100;
/// The media type of a stream.
const EVENT_STREAM: &str = "text/event-stream";

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Behind which event: an event's `cursor`, the `next_cursor` of the page before, or `now` for the end of the feed. From
    /// the first one on if it is not given. An event's `id` does, too, but is not refused after a restore.
    #[param(pattern = "^(now|(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,8})(\\.[0-9a-f]{8})?)$", example = "0.0")]
    after: Option<String>,
    /// Of which types: names and prefixes with commas between, such as `spend.*,hold.expired`. All if it is not given.
    #[param(
        pattern = "^(\\*|[a-z_]+\\.(\\*|[a-z_]+))(,(\\*|[a-z_]+\\.(\\*|[a-z_]+)))*$",
        example = "spend.*,hold.expired"
    )]
    types: Option<String>,
    /// Those that are this owner's, or move something of this owner's.
    #[param(min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "user_001")]
    owner: Option<String>,
    /// How many events at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// How many seconds to wait for an event if there is none: 0 to 30, and 0 if it is not given.
    #[param(value_type = Option<u32>, minimum = 0, maximum = 30)]
    wait_s: Option<String>,
}

/// Which events a caller wants.
struct Wanted {
    types: EventTypes,
    owner: Option<OwnerId>,
}

impl Wanted {
    fn is_everything(&self) -> bool {
        self.types == EventTypes::ALL && self.owner.is_none()
    }

    fn covers(&self, event: &Event) -> bool {
        self.types.cover(event.event_type()) && self.owner.as_ref().is_none_or(|owner| event.concerns(owner))
    }
}

/// Everything that happened, the oldest first: every transaction, posted or refused, and every change by an operator.
///
/// A page goes on behind `after`; its `next_cursor` is the next one's. With `wait_s` the answer waits for an event if there
/// is none. To a caller who accepts `text/event-stream` most, it is a stream of server-sent events that goes on from
/// `Last-Event-ID`, or else from `after`.
#[utoipa::path(get, path = IN_TABLE, params(EventsQuery),
    responses((status = 200, description = "A page of events", body = wire::EventPage)))]
pub(crate) async fn list_events(app: Data<App>, request: HttpRequest, query: QueryOf<EventsQuery>) -> Answer {
    let EventsQuery { after, types, owner, limit, wait_s } = query.0;
    let wanted = Wanted {
        types: types.map_or(Ok(EventTypes::ALL), |text| text.parse()).map_err(
            |unknown: wallet_domain::UnknownEventType| Problem::new(Code::InvalidEventType, unknown.to_string()),
        )?,
        owner: owner.map(|text| OwnerId::new(&text)).transpose()?,
    };
    let (limit, wait) = (limit_of(limit.as_deref())?, wait_of(wait_s.as_deref())?);
    let is_stream = prefers(&request, EVENT_STREAM);
    let last = request.headers().get("Last-Event-ID").filter(|_| is_stream);
    let last = last.map(|value| value.to_str().map(ToOwned::to_owned).unwrap_or_default());
    let start = find_start(&app, last.or(after).as_deref()).await?;
    if is_stream {
        let found = within(app.limits().read_timeout, start.find_in(app.feed()?.feed())).await?;
        return stream_events(app, &request, wanted, found.map_err(stale)?);
    }
    let follower = if wait.is_zero() { None } else { Some(Follower::of(&app, &request)?) };
    let waiting = follower.as_ref().map(|follower| (follower, Instant::now() + wait));
    let (events, next) = read_page(&app, &wanted, start, limit as usize, waiting).await?;
    if let Some(follower) = follower {
        follower.pass.check().await?;
    }
    let data = events.iter().map(wire::Event::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::EventPage { data, next_cursor: next.to_string() }))
}

fn wait_of(text: Option<&str>) -> Result<Duration, Problem> {
    let within =
        |text: &str| text.parse().ok().filter(|seconds: &u64| *seconds <= WAIT_S_MAX && !text.starts_with('+'));
    let seconds = text.map_or(Some(0), within);
    let detail = || format!("wait_s must be a whole number from 0 to {WAIT_S_MAX}.");
    seconds.map(Duration::from_secs).ok_or_else(|| Problem::new(Code::MalformedQuery, detail()))
}

fn stale(why: StaleCursor) -> Problem {
    Problem::new(Code::InvalidCursor, why.to_string())
}

/// Where to begin; whether the feed has that is seen when it is read.
async fn find_start(app: &App, after: Option<&str>) -> Result<EventCursor, Problem> {
    let feed = app.feed()?.feed();
    match after {
        None => Ok(EventCursor::START),
        Some("now") => within(app.limits().read_timeout, EventCursor::end_of(feed)).await,
        Some(text) => text
            .parse()
            .map_err(|why: wallet_domain::InvalidEventId| Problem::new(Code::InvalidCursor, why.to_string())),
    }
}

/// Somebody who waits for events.
struct Follower {
    pass: Pass,
    connection: Option<Rc<Progress>>,
    _place: OwnedSemaphorePermit,
}

/// How a wait ended.
enum Waited {
    /// Something happened.
    Happened,
    /// The time is over.
    TimeOver,
    /// The server stops, or the caller has gone: there is nothing to wait for any more.
    Ended,
}

impl Follower {
    fn of(app: &App, request: &HttpRequest) -> Result<Self, Problem> {
        let many = || Problem::new(Code::Overloaded, "Too many follow the feed at the moment. Try again in a moment.");
        let place = app.feed()?.follow().ok_or_else(many)?;
        let pass = Pass::of(request.headers(), app.ring(), Scope::Events)?;
        Ok(Self { pass, connection: request.conn_data::<Rc<Progress>>().cloned(), _place: place })
    }

    /// Waits for something behind `position`, until then at most.
    async fn wait_beyond(&self, position: i64, feed: &LiveFeed, until: Instant) -> Waited {
        let gone = async {
            match &self.connection {
                Some(connection) => connection.ended().await,
                None => pending().await,
            }
        };
        tokio::select! {
            is_open = feed.wait_beyond(position) => if is_open { Waited::Happened } else { Waited::Ended },
            () = gone => Waited::Ended,
            () = sleep_until(until) => Waited::TimeOver,
        }
    }
}

/// Events that are wanted, and the cursor of the last that was looked at. If there are none they are waited for.
async fn read_page(
    app: &App,
    wanted: &Wanted,
    start: EventCursor,
    limit: usize,
    waiting: Option<(&Follower, Instant)>,
) -> Result<(Vec<Event>, EventCursor), Problem> {
    let feed = app.feed()?;
    let (mut events, mut next, mut scanned) = (Vec::new(), start, 0);
    // The first read begins with the event of the cursor, which must be there: a read of its own would double the time.
    let mut is_found = start.id == EventId::START;
    loop {
        // What fits may be rare; if all fits, no more is read than is told.
        let most = if wanted.is_everything() { limit - events.len() } else { READ_MAX };
        let (after, most) = if is_found { (next.id, most) } else { (start.id.before(), most + 1) };
        let mut read = within(app.limits().read_timeout, feed.feed().read_events(after, most)).await?;
        if !std::mem::replace(&mut is_found, true) {
            next = start.judge(read.first()).map_err(stale)?;
            read.remove(0);
            // A read may give less than there is.
            if read.is_empty() {
                continue;
            }
        }
        let many = read.len();
        for (index, event) in read.into_iter().enumerate() {
            let is_wanted = wanted.covers(&event);
            let is_full = is_wanted && events.len() + 1 == limit;
            if is_full || index + 1 == many {
                next = EventCursor::from(&event);
            }
            if is_wanted {
                events.push(event);
            }
            if is_full {
                return Ok((events, next));
            }
        }
        scanned += many;
        if scanned >= SCAN_MAX || many == 0 && !events.is_empty() {
            return Ok((events, next));
        }
        if many == 0 {
            let Some((follower, until)) = waiting else { return Ok((events, next)) };
            let Waited::Happened = follower.wait_beyond(next.id.position, feed, until).await else {
                return Ok((events, next));
            };
        }
    }
}

/// A stream of server-sent events on its way.
struct Following {
    app: Data<App>,
    wanted: Wanted,
    follower: Follower,
    /// What was looked at, up to its end; some of it may be ready, and not sent yet.
    after: EventCursor,
    ready: VecDeque<Event>,
    /// Until when it must have told something; none before it has begun.
    until: Option<Instant>,
}

/// The stream ends when the server stops, when the caller's key no longer holds, or when the caller has gone or reads no
/// more. It can be gone on with from its last id.
fn stream_events(app: Data<App>, request: &HttpRequest, wanted: Wanted, after: EventCursor) -> Answer {
    let follower = Follower::of(&app, request)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, EVENT_STREAM)).insert_header((header::CACHE_CONTROL, "no-store"));
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let following = Following { app, wanted, follower, after, ready: VecDeque::new(), until: None };
    let pieces = stream::try_unfold(following, async |mut following: Following| {
        let piece = following.next().await?;
        Ok::<_, actix_web::Error>(piece.map(|piece| (piece, following)))
    });
    Ok(response.streaming(Box::pin(pieces)))
}

impl Following {
    /// The next piece of the stream, if its caller may still have it; none at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let piece = match self.until {
            // An EventSource that loses its connection before the first event comes back with this.
            None => Some(format!("id: {}\n\n", self.after).into()),
            Some(until) => self.look(until).await?,
        };
        self.until = Some(Instant::now() + self.app.limits().heartbeat);
        match self.follower.pass.check().await {
            Err(problem) if matches!(problem.code(), Code::Unauthorized | Code::Forbidden) => {
                tracing::info!(%problem, "a stream of events has ended");
                Ok(None)
            }
            checked => checked.map(|()| piece),
        }
    }

    /// Events, or a sign of life; none at the end.
    async fn look(&mut self, until: Instant) -> Result<Option<Bytes>, Problem> {
        let feed = self.app.feed()?;
        loop {
            if feed.is_closed() {
                return Ok(None);
            }
            if !self.ready.is_empty() {
                let many = self.ready.len().min(PIECE_MAX);
                return Ok(Some(piece(self.ready.drain(..many))));
            }
            // What there is may be long, and none of it wanted.
            if Instant::now() >= until {
                return Ok(Some(sign_of_life(self.after)));
            }
            let read = within(self.app.limits().read_timeout, feed.feed().read_events(self.after.id, READ_MAX)).await?;
            if let Some(last) = read.last() {
                self.after = EventCursor::from(last);
                self.ready.extend(read.into_iter().filter(|event| self.wanted.covers(event)));
                continue;
            }
            match self.follower.wait_beyond(self.after.id.position, feed, until).await {
                Waited::Happened => {}
                Waited::TimeOver => return Ok(Some(sign_of_life(self.after))),
                Waited::Ended => return Ok(None),
            }
        }
    }
}

/// That the stream is there, and how far it has looked.
fn sign_of_life(after: EventCursor) -> Bytes {
    format!(": nothing happened\nid: {after}\n\n").into()
}

fn piece(events: impl Iterator<Item = Event>) -> Bytes {
    let mut text = String::new();
    for event in events {
        let told = wire::Event::from(&event);
        let body = String::from_utf8(wire::to_json(&told)).expect("JSON is UTF-8");
        let (cursor, kind) = (EventCursor::from(&event), event.event_type().name());
        write!(text, "id: {cursor}\nevent: {kind}\ndata: {body}\n\n").expect("a text takes all");
    }
    text.into()
}
