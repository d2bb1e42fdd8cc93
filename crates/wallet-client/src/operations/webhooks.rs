//! Operations: webhooks. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::pages::{Paged, Pages};
use crate::types::{
    Alert, AlertList, ChangeWebhookRequest, CreateWebhookRequest, Deleted, ListParkedDeliveriesQuery,
    ListWebhookDeliveriesQuery, ParkedDelivery, ParkedPage, Ping, PutAlertRequest, ReplayWebhookRequest,
    RotateSecretRequest, Webhook, WebhookAttemptList, WebhookList, WebhookWithSecret,
};

const LIST_WEBHOOKS: Operation = Operation::new(Method::GET, "/v1/webhooks");
const CREATE_WEBHOOK: Operation = Operation::new(Method::POST, "/v1/webhooks").once();
const GET_WEBHOOK: Operation = Operation::new(Method::GET, "/v1/webhooks/{id}");
const CHANGE_WEBHOOK: Operation = Operation::new(Method::PATCH, "/v1/webhooks/{id}");
const DELETE_WEBHOOK: Operation = Operation::new(Method::DELETE, "/v1/webhooks/{id}");
const ROTATE_WEBHOOK_SECRET: Operation = Operation::new(Method::POST, "/v1/webhooks/{id}/rotate").once();
const PING_WEBHOOK: Operation = Operation::new(Method::POST, "/v1/webhooks/{id}/ping").once();
const REPLAY_WEBHOOK: Operation = Operation::new(Method::POST, "/v1/webhooks/{id}/replay").once();
const STOP_WEBHOOK_REPLAY: Operation = Operation::new(Method::DELETE, "/v1/webhooks/{id}/replay");
const LIST_WEBHOOK_DELIVERIES: Operation = Operation::new(Method::GET, "/v1/webhooks/{id}/deliveries");
const LIST_PARKED_DELIVERIES: Operation = Operation::new(Method::GET, "/v1/webhooks/{id}/parked");
const GET_ALERT: Operation = Operation::new(Method::GET, "/v1/alerts/{id}");
const PUT_ALERT: Operation = Operation::new(Method::PUT, "/v1/alerts/{id}");
const DELETE_ALERT: Operation = Operation::new(Method::DELETE, "/v1/alerts/{id}");
const LIST_ALERTS: Operation = Operation::new(Method::GET, "/v1/alerts");

impl Client {
    /// Every webhook, and how far each has got.
    pub fn list_webhooks(&self) -> Call<'_, WebhookList, Takes> {
        self.call(LIST_WEBHOOKS, &[])
    }

    /// Has events delivered to a URL, signed by Standard Webhooks 1.0.0, in order for each owner who asked. There are
    /// 50 at most.
    pub fn create_webhook(&self, body: &CreateWebhookRequest) -> Call<'_, WebhookWithSecret, Takes> {
        self.call(CREATE_WEBHOOK, &[]).body(body)
    }

    /// A webhook, and how far it has got.
    pub fn get_webhook(&self, id: &str) -> Call<'_, Webhook, Takes> {
        self.call(GET_WEBHOOK, &[id])
    }

    /// Changes a webhook: its URL, its types, or whether it is paused.
    pub fn change_webhook(&self, id: &str, body: &ChangeWebhookRequest) -> Call<'_, Webhook, Takes> {
        self.call(CHANGE_WEBHOOK, &[id]).body(body)
    }

    /// Deletes a webhook with all that is known of its deliveries.
    pub fn delete_webhook(&self, id: &str) -> Call<'_, Deleted, Takes> {
        self.call(DELETE_WEBHOOK, &[id])
    }

    /// Puts another secret into use. For 24 hours the one before signs, too: a receiver that knows either takes every
    /// delivery.
    pub fn rotate_webhook_secret(&self, id: &str, body: &RotateSecretRequest) -> Call<'_, WebhookWithSecret, Takes> {
        self.call(ROTATE_WEBHOOK_SECRET, &[id]).body(body)
    }

    /// Sends a webhook a `webhook.ping`, once, paused or not, and tells what was answered.
    pub fn ping_webhook(&self, id: &str) -> Call<'_, Ping, Takes> {
        self.call(PING_WEBHOOK, &[id])
    }

    /// Delivers a range of the feed once more, beside the deliveries of what happens, one range at a time.
    pub fn replay_webhook(&self, id: &str, body: &ReplayWebhookRequest) -> Call<'_, Webhook, Takes> {
        self.call(REPLAY_WEBHOOK, &[id]).body(body)
    }

    /// Stops a webhook's replay, if one runs. What was delivered of it stays delivered, and what happens is delivered
    /// as ever.
    pub fn stop_webhook_replay(&self, id: &str) -> Call<'_, Webhook, Takes> {
        self.call(STOP_WEBHOOK_REPLAY, &[id])
    }

    /// What was tried lately to deliver to a webhook: 32 attempts are kept of each of its 16 partitions. What was
    /// answered beside the status is never kept.
    pub fn list_webhook_deliveries(
        &self,
        id: &str,
        query: &ListWebhookDeliveriesQuery,
    ) -> Call<'_, WebhookAttemptList, Takes> {
        self.call(LIST_WEBHOOK_DELIVERIES, &[id]).query(query)
    }

    /// What was given up after ten attempts: its receiver has not got it, unless a replay makes it good.
    pub fn list_parked_deliveries(&self, id: &str, query: &ListParkedDeliveriesQuery) -> Call<'_, ParkedPage, Takes> {
        self.call(LIST_PARKED_DELIVERIES, &[id]).query(query)
    }

    /// Every item of [`Client::list_parked_deliveries`], page after page.
    pub fn iterate_parked_deliveries(&self, id: &str, query: &ListParkedDeliveriesQuery) -> Pages<ParkedDelivery> {
        self.list_parked_deliveries(id, query).pages()
    }

    /// An alert.
    pub fn get_alert(&self, id: &str) -> Call<'_, Alert, Takes> {
        self.call(GET_ALERT, &[id])
    }

    /// Has `wallet.below` or `wallet.above` told to webhooks once a crossing, in the place of the alert of this id if
    /// there is one. One that says the same as before watches on. There are 100 at most.
    pub fn put_alert(&self, id: &str, body: &PutAlertRequest) -> Call<'_, Alert, Takes> {
        self.call(PUT_ALERT, &[id]).body(body)
    }

    /// Deletes an alert.
    pub fn delete_alert(&self, id: &str) -> Call<'_, Deleted, Takes> {
        self.call(DELETE_ALERT, &[id])
    }

    /// Every alert, by id.
    pub fn list_alerts(&self) -> Call<'_, AlertList, Takes> {
        self.call(LIST_ALERTS, &[])
    }
}

impl Paged for ParkedPage {
    type Item = ParkedDelivery;

    fn parts(self) -> (Vec<ParkedDelivery>, Option<String>) {
        (self.data, self.next_cursor)
    }
}
