//! Operations: approvals. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, Person, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::types::{
    Approval, ApprovalList, ApproveRequest, ApprovedTransaction, AskApprovalRequest, ListApprovalsQuery, RejectRequest,
};

const LIST_APPROVALS: Operation = Operation::new(Method::GET, "/v1/approvals");
const CREATE_APPROVAL: Operation = Operation::new(Method::POST, "/v1/approvals");
const GET_APPROVAL: Operation = Operation::new(Method::GET, "/v1/approvals/{id}");
const APPROVE_COMMAND: Operation = Operation::new(Method::POST, "/v1/approvals/{id}/approve");
const REJECT_COMMAND: Operation = Operation::new(Method::POST, "/v1/approvals/{id}/reject");

impl Client {
    /// Approvals, the newest first.
    pub fn list_approvals(&self, query: &ListApprovalsQuery) -> Call<'_, ApprovalList, Takes> {
        self.call(LIST_APPROVALS, &[]).query(query)
    }

    /// Asks another to approve a command that the caller's key may not carry out alone. Nothing moves yet.
    pub fn create_approval(&self, body: &AskApprovalRequest) -> Call<'_, Approval, Takes<(), (), Person, ()>> {
        self.call(CREATE_APPROVAL, &[]).body(body)
    }

    /// An approval.
    pub fn get_approval(&self, id: &str) -> Call<'_, Approval, Takes> {
        self.call(GET_APPROVAL, &[id])
    }

    /// Approves a command of another key's holder, and has it carried out, once. Whoever gets no answer asks again.
    pub fn approve_command(&self, id: &str, body: &ApproveRequest) -> Call<'_, ApprovedTransaction, Takes> {
        self.call(APPROVE_COMMAND, &[id]).body(body)
    }

    /// Turns a command of another key's holder down, for good.
    pub fn reject_command(&self, id: &str, body: &RejectRequest) -> Call<'_, Approval, Takes> {
        self.call(REJECT_COMMAND, &[id]).body(body)
    }
}
