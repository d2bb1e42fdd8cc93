//! Operations: analytics. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, NewerThan, Takes, Text};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::types::{
    Debts, Distribution, FlowsAnswer, GetDebtsQuery, GetDistributionQuery, GetFlowsQuery, GetOpenHoldsQuery,
    GetSupplyQuery, GetTopHoldersQuery, GetVelocityQuery, HolderDays, HoldsByEnd, ListHolderDaysQuery, SupplyAnswer,
    TopHolders, VelocityAnswer,
};

const GET_FLOWS: Operation = Operation::new(Method::GET, "/v1/analytics/flows");
const GET_SUPPLY: Operation = Operation::new(Method::GET, "/v1/analytics/supply");
const GET_VELOCITY: Operation = Operation::new(Method::GET, "/v1/analytics/velocity");
const GET_DISTRIBUTION: Operation = Operation::new(Method::GET, "/v1/analytics/distribution");
const GET_TOP_HOLDERS: Operation = Operation::new(Method::GET, "/v1/analytics/top");
const LIST_HOLDER_DAYS: Operation = Operation::new(Method::GET, "/v1/analytics/holders");
const GET_DEBTS: Operation = Operation::new(Method::GET, "/v1/analytics/debts");
const GET_OPEN_HOLDS: Operation = Operation::new(Method::GET, "/v1/analytics/holds");

impl Client {
    /// What each flow credited to players and debited from them, by day, and by a kind of labels if one is named.
    pub fn get_flows(&self, query: &GetFlowsQuery) -> Call<'_, FlowsAnswer, Takes<(), NewerThan, (), ()>> {
        self.call(GET_FLOWS, &[]).query(query)
    }

    /// [`Client::get_flows`] as CSV.
    pub fn get_flows_csv(&self, query: &GetFlowsQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(GET_FLOWS.plain(), &[]).query(query).parameter("format", "csv")
    }

    /// What players hold at the end of each day, what came and went on it, and what the treasury and revenue hold.
    pub fn get_supply(&self, query: &GetSupplyQuery) -> Call<'_, SupplyAnswer, Takes<(), NewerThan, (), ()>> {
        self.call(GET_SUPPLY, &[]).query(query)
    }

    /// [`Client::get_supply`] as CSV.
    pub fn get_supply_csv(&self, query: &GetSupplyQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(GET_SUPPLY.plain(), &[]).query(query).parameter("format", "csv")
    }

    /// By day: the share of their credits that players spend, and how many of their wallets had an entry.
    pub fn get_velocity(&self, query: &GetVelocityQuery) -> Call<'_, VelocityAnswer, Takes<(), NewerThan, (), ()>> {
        self.call(GET_VELOCITY, &[]).query(query)
    }

    /// [`Client::get_velocity`] as CSV.
    pub fn get_velocity_csv(&self, query: &GetVelocityQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(GET_VELOCITY.plain(), &[]).query(query).parameter("format", "csv")
    }

    /// How an asset is distributed among those who hold it: percentiles, the Lorenz curve, the Gini coefficient.
    pub fn get_distribution(
        &self,
        query: &GetDistributionQuery,
    ) -> Call<'_, Distribution, Takes<(), NewerThan, (), ()>> {
        self.call(GET_DISTRIBUTION, &[]).query(query)
    }

    /// [`Client::get_distribution`] as CSV.
    pub fn get_distribution_csv(&self, query: &GetDistributionQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(GET_DISTRIBUTION.plain(), &[]).query(query).parameter("format", "csv")
    }

    /// The largest holders of an asset: what each holds, has on hold, and owes.
    pub fn get_top_holders(&self, query: &GetTopHoldersQuery) -> Call<'_, TopHolders, Takes<(), NewerThan, (), ()>> {
        self.call(GET_TOP_HOLDERS, &[]).query(query)
    }

    /// [`Client::get_top_holders`] as CSV.
    pub fn get_top_holders_csv(&self, query: &GetTopHoldersQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(GET_TOP_HOLDERS.plain(), &[]).query(query).parameter("format", "csv")
    }

    /// How many players held an asset, by day: as of the latest snapshot of each.
    pub fn list_holder_days(&self, query: &ListHolderDaysQuery) -> Call<'_, HolderDays, Takes<(), NewerThan, (), ()>> {
        self.call(LIST_HOLDER_DAYS, &[]).query(query)
    }

    /// [`Client::list_holder_days`] as CSV.
    pub fn list_holder_days_csv(&self, query: &ListHolderDaysQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(LIST_HOLDER_DAYS.plain(), &[]).query(query).parameter("format", "csv")
    }

    /// What players owe of an asset, by age.
    pub fn get_debts(&self, query: &GetDebtsQuery) -> Call<'_, Debts, Takes<(), NewerThan, (), ()>> {
        self.call(GET_DEBTS, &[]).query(query)
    }

    /// [`Client::get_debts`] as CSV.
    pub fn get_debts_csv(&self, query: &GetDebtsQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(GET_DEBTS.plain(), &[]).query(query).parameter("format", "csv")
    }

    /// What open holds keep of an asset, by when they end.
    pub fn get_open_holds(&self, query: &GetOpenHoldsQuery) -> Call<'_, HoldsByEnd, Takes<(), NewerThan, (), ()>> {
        self.call(GET_OPEN_HOLDS, &[]).query(query)
    }

    /// [`Client::get_open_holds`] as CSV.
    pub fn get_open_holds_csv(&self, query: &GetOpenHoldsQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(GET_OPEN_HOLDS.plain(), &[]).query(query).parameter("format", "csv")
    }
}
