//! Pages and events.

use std::time::SystemTime;

use super::vectors::{Attempt, vectors};
use super::world::{FakeWorld, Target};
use crate::client::Settings;
use crate::error::Error;

#[tokio::test]
async fn pages_are_asked_for_until_there_is_no_next_cursor() {
    for vector in vectors().pages {
        let attempts = vector.answers.into_iter();
        let attempts = attempts.map(|body| Attempt { status: 200, body: Some(body), ..Attempt::default() });
        let world = FakeWorld::new(attempts.collect(), 0.5, SystemTime::UNIX_EPOCH);
        let client = world.client(Settings::default());
        let given = &vector.arguments;
        let mut entries = client.iterate_entries(given.path(0), given.path(1), &given.query());
        let mut amounts = Vec::new();
        while let Some(entry) = entries.next().await.expect("a page") {
            amounts.push(entry.amount);
        }
        assert_eq!(amounts, vector.amounts, "{}", vector.name);
        assert!(entries.next().await.expect("the end").is_none(), "{}", vector.name);
        let targets: Vec<Target> = vector.targets.iter().map(|target| Target::of(target)).collect();
        assert_eq!(world.targets(), targets, "{}", vector.name);
    }
}

#[tokio::test]
async fn the_feed_is_followed_by_its_cursor() {
    for vector in vectors().events {
        let world = FakeWorld::new(vector.attempts, 0.5, SystemTime::UNIX_EPOCH);
        let client = world.client(Settings { attempts_max: vector.client.attempts_max, ..Settings::default() });
        let mut events = client.follow_events(&serde_json::from_value(vector.query).expect("a query"));
        let mut ids = Vec::new();
        let mut problem = None;
        while ids.len() < vector.ids.len() || (vector.problem.is_some() && problem.is_none()) {
            match events.next().await {
                Ok(event) => ids.push(event.id),
                Err(Error::Problem(error)) => problem = Some(error.problem.code),
                Err(error) => panic!("{}: {error}", vector.name),
            }
        }
        assert_eq!((ids, problem), (vector.ids, vector.problem), "{}", vector.name);
        assert_eq!(world.seen().waits_ms, vector.waits_ms, "{}", vector.name);
        let targets: Vec<Target> = vector.targets.iter().map(|target| Target::of(target)).collect();
        assert_eq!(world.targets(), targets, "{}", vector.name);
    }
}
