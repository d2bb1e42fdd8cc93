//! Payments: what was credited for them.

use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::answer::{Answer, IN_TABLE};
use crate::http::app::App;
use crate::http::extract::{NoQuery, PaymentName};
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// How many credits of a payment are shown.
const CREDITS_MAX: u32 = 100;

/// The top-ups that credited a payment, whatever asset and player, the latest first, up to 100. Reversed ones are among
/// them.
#[utoipa::path(get, path = IN_TABLE, params(("payment_ref" = String, Path, min_length = 1, max_length = 255,
            pattern = r"^[^\x00-\x1f\x7f-\x9f]+$", description = "Its name elsewhere",
            example = "pay_8271")),
    responses((status = 200, description = "What was credited for it", body = wire::Payment)))]
pub(crate) async fn get_payment(app: Data<App>, name: PaymentName, _: NoQuery) -> Answer {
    let credits = app.read(|store| store.list_payments(&name.0, CREDITS_MAX)).await?;
    if credits.is_empty() {
        return Err(Problem::new(Code::PaymentNotFound, "Nothing was credited for a payment of this name."));
    }
    let mut data: Vec<_> = credits.iter().collect();
    data.sort_by_key(|credit| std::cmp::Reverse(credit.created_at));
    let data = data.into_iter().map(wire::Transaction::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::Payment { payment_ref: name.0.as_str(), data }))
}
