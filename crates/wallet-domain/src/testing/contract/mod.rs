//! The contract: one function a promise, over any store. [`ledger_contract`](crate::ledger_contract) makes a test of
//! each, [`ledger_alone_contract`](crate::ledger_alone_contract) of those that need nothing but a
//! [`Ledger`](crate::Ledger). Each function is given a store without assets and the clock that the store reads; those of
//! `Ledger` alone are given GOLD_COINS and two wallets of it.
//!
//! In reading order: `ledger` (what `Ledger` alone promises), `reopening`, `booking`, `registry`, `reads`, `searches`,
//! `groups`, `holds`, `orders`, `reversals`, `takes`, `openings`, `policies`, `caps`, `changes`, `payments`, `debts`, `feed`, `snapshots`;
//! `support` has what they share.

mod booking;
mod caps;
mod changes;
mod debts;
mod feed;
mod groups;
mod holds;
mod ledger;
mod openings;
mod orders;
mod payments;
mod policies;
mod reads;
mod registry;
mod reopening;
mod reversals;
mod searches;
mod snapshots;
mod support;
mod takes;

pub use booking::*;
pub use caps::*;
pub use changes::*;
pub use debts::*;
pub use feed::*;
pub use groups::*;
pub use holds::*;
pub use ledger::*;
pub use openings::*;
pub use orders::*;
pub use payments::*;
pub use policies::*;
pub use reads::*;
pub use registry::*;
pub use reopening::*;
pub use reversals::*;
pub use searches::*;
pub use snapshots::*;
#[cfg(test)]
pub(crate) use support::give_way;
pub use support::{prepare, reads_agree};
pub use takes::*;

/// Makes one test of every promise. The argument is an async function that gives a fixture, kept alive until the test
/// ends, with the functions `store(&self) -> &dyn Store`, `clock(&self) -> &SetClock`, and
/// `async reopen(self) -> Self`: it closes the store and opens it again on what it has kept.
///
/// The user's crate needs `tokio` with `macros` and `rt-multi-thread`.
#[macro_export]
macro_rules! ledger_contract {
    ($fixture:path) => {
        $crate::ledger_contract! { with [$crate::store_promises!] $fixture }
    };
    // Hands the names of the promises to another macro.
    (with [$($promises:tt)*] $fixture:path) => {
        $($promises)* { $fixture;
            ledger {
                a_replay_is_equal_in_every_field
                a_repeat_in_the_same_batch_is_a_replay
                keys_are_scoped_to_their_owner
                details_come_back_exactly
                time_never_runs_backwards_in_a_wallet
                an_empty_batch_does_nothing
                an_undone_group_is_not_seen_by_its_neighbours
                a_group_is_replayed_whole_or_refused
                a_batch_that_is_short_in_several_wallets_is_decided
                holds_end_like_pending_transfers
                wrong_groups_are_refused_whole
                many_callers_with_one_key_make_one_transaction
                racing_spends_never_overdraw
            }
            store {
                commands_are_decided_in_order_one_by_one
                commands_are_decided_in_order_in_one_batch
                both_legs_are_booked_and_sum_to_zero
                a_refusal_is_recorded_and_moves_nothing
                a_refusal_about_the_set_up_leaves_its_key_free
                a_reused_key_leaves_the_first_outcome
                the_supply_ends_at_the_largest_number
                an_asset_comes_with_its_system_wallets
                an_asset_is_never_seen_without_its_system_wallets
                opening_twice_leaves_the_wallet
                many_wallets_are_opened_at_once
                callers_that_open_the_same_wallets_open_each_once
                every_wallet_has_an_id_of_its_own
                wallets_are_listed_by_owner_and_asset
                entries_are_paged_from_the_newest
                transactions_are_found_by_id
                what_refers_to_a_transaction_is_listed_in_order
                a_claim_tells_what_is_left
                a_group_is_posted_whole_or_leaves_nothing
                a_trial_tells_what_would_be_and_leaves_nothing
                a_trial_of_all_or_nothing_tells_what_would_be
                groups_in_one_batch_see_what_lasts_of_those_before
                a_hold_is_captured_in_parts_until_the_last
                a_hold_ends_when_it_is_used_up_or_released
                a_hold_is_over_when_its_time_is
                a_condition_holds_though_a_hold_is_found_to_be_over
                an_expiry_that_another_command_has_recorded_is_a_replay
                a_sweep_ends_what_is_over_and_lists_the_rest
                lapsed_holds_are_listed_the_longest_over_first
                an_order_about_nothing_is_not_recorded
                a_transaction_is_reversed_in_parts_up_to_all_of_it
                a_reversal_takes_no_more_than_there_is
                a_purchase_is_taken_back_whole_or_by_shares
                what_a_purchase_gave_is_taken_back_as_the_caller_says
                what_was_given_is_taken_back_from_whoever_received_it
                a_conversion_goes_back_at_its_own_amounts
                a_reversal_is_taken_back_once
                racing_reversals_take_what_there_was_once
                a_spend_of_as_much_as_there_is_takes_at_most_its_amount
                commands_of_a_batch_take_what_those_before_have_left
                a_capture_of_as_much_as_there_is_takes_what_the_hold_has_left
                limits_count_what_is_taken_of_as_much_as_there_is
                racing_spends_of_as_much_as_there_is_take_it_once
                a_purchase_pays_and_receives_in_several_assets
                credits_are_given_from_player_to_player
                examples_of_every_flow_are_decided_as_in_memory
                a_condition_holds_or_nothing_happens
                an_undone_group_leaves_claims_as_they_were
                an_asset_is_changed_and_it_is_known_by_whom
                racing_changes_of_an_asset_are_all_kept
                a_change_on_a_condition_is_made_once
                a_rate_that_would_pay_in_a_circle_is_refused
                racing_rates_never_pay_in_a_circle
                a_wallet_is_frozen_closed_and_opened_again
                all_wallets_of_an_owner_change_or_none
                a_note_about_an_owner_is_kept_once
                a_ceiling_stops_or_clips_what_is_given
                a_conversion_is_at_the_configured_rate
                limits_count_within_their_period
                a_clock_that_was_ahead_spoils_nothing
                a_first_credit_opens_the_wallet
                what_players_do_by_themselves_begins_no_wallet
                racing_first_credits_open_one_wallet
                a_budget_pays_what_it_was_given
                what_a_player_no_longer_has_is_owed_and_repaid
                a_share_of_every_credit_repays_a_debt
                debts_are_made_and_repaid_within_a_batch
                racing_debts_and_repayments_add_up
                a_payment_is_credited_once
                a_payment_is_credited_again_where_the_policy_is_free
                racing_credits_of_a_payment_make_one
                who_asked_is_recorded
                caps_bound_what_a_key_does_in_a_day
                caps_bound_what_a_key_freezes
                racing_commands_of_a_key_never_pass_its_cap
                a_large_correction_needs_an_approval
                transactions_are_searched_the_newest_first
                an_owner_is_searched_by_all_that_moved_the_owners_wallets
                transactions_of_one_time_are_searched_in_the_order_of_ids
                a_search_for_a_payment_finds_what_credited_it
                wallets_are_searched_by_owner_and_asset
                debtors_are_searched
                whatever_happened_is_one_event
                the_feed_is_read_on_from_any_event
                the_feed_folds_to_the_balances
                a_snapshot_tells_who_holds_what
                the_newest_snapshot_is_kept_and_a_row_a_day
                one_of_many_callers_takes_the_next_snapshot
                opposing_flows_all_finish
            }
        }
    };
}

/// Makes one test of every promise of [`Ledger`](crate::Ledger) alone, for a store that has the other ports in some
/// other way. The fixture has `ledger(&self) -> &dyn Ledger` instead of a store, in which the asset GOLD_COINS and the
/// wallets of it of user_001 and user_002 are there, and empty.
#[macro_export]
macro_rules! ledger_alone_contract {
    ($fixture:path) => {
        $crate::ledger_contract! { with [$crate::ledger_promises!] $fixture }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! store_promises {
    ($fixture:path; ledger { $($of_ledger:ident)* } store { $($of_store:ident)* }) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $of_ledger() {
                let fixture = $fixture().await;
                $crate::testing::contract::prepare(fixture.store()).await;
                $crate::testing::contract::$of_ledger(fixture.store(), fixture.clock()).await;
                $crate::testing::contract::reads_agree(fixture.store()).await;
            }
        )*
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $of_store() {
                let fixture = $fixture().await;
                $crate::testing::contract::$of_store(fixture.store(), fixture.clock()).await;
            }
        )*

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn everything_is_there_after_reopening() {
            let fixture = $fixture().await;
            let told = $crate::testing::contract::write_everything(fixture.store(), fixture.clock()).await;
            let fixture = fixture.reopen().await;
            $crate::testing::contract::read_everything_again(fixture.store(), told).await;
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn answers_are_the_same_after_reopening() {
            let fixture = $fixture().await;
            $crate::testing::contract::prepare(fixture.store()).await;
            let answered = $crate::testing::contract::answer(fixture.store()).await;
            let fixture = fixture.reopen().await;
            $crate::testing::contract::answer_again(fixture.store(), answered).await;
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! ledger_promises {
    ($fixture:path; ledger { $($of_ledger:ident)* } store { $($of_store:ident)* }) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $of_ledger() {
                let fixture = $fixture().await;
                $crate::testing::contract::$of_ledger(fixture.ledger(), fixture.clock()).await;
            }
        )*

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn answers_are_the_same_after_reopening() {
            let fixture = $fixture().await;
            let answered = $crate::testing::contract::answer(fixture.ledger()).await;
            let fixture = fixture.reopen().await;
            $crate::testing::contract::answer_again(fixture.ledger(), answered).await;
        }
    };
}
