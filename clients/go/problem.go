package wallet

import (
	"encoding/json"
	"fmt"
	"time"
)

// ProblemError is a "no" of the service. Problem.Code tells which one; the figures that it has are set. Use errors.As.
type ProblemError struct {
	Problem *Problem
	// Status is the HTTP status.
	Status int
	// RequestID is X-Request-Id, under which the server's log has the request.
	RequestID string
	// IdempotencyKey is the key that was sent, the caller's or the one that was made.
	IdempotencyKey string
	// Attempts is how many requests were sent.
	Attempts int
	// MayBeRecorded is whether an earlier attempt may have been carried out without an answer that says so.
	MayBeRecorded bool
}

func (e *ProblemError) Error() string {
	return fmt.Sprintf("%s: %s", e.Problem.Code, e.Problem.Detail)
}

// NoOutcomeError says that there was no outcome before the deadline. Send the same again under the same key.
type NoOutcomeError struct {
	// Problem is the last answer, if the last attempt had one.
	Problem        *Problem
	IdempotencyKey string
	Attempts       int
	// MayBeRecorded is whether some attempt may have been carried out without an answer that says so.
	MayBeRecorded bool
	// RetryAfter is how long to wait before asking again: what the last answer asked for, or the pause that would have come next.
	RetryAfter time.Duration

	what  string
	cause error
}

func (e *NoOutcomeError) Error() string {
	why := "no answer came"
	if e.Problem != nil {
		why = e.Problem.Detail
	} else if e.cause != nil {
		why = e.cause.Error()
	}
	return fmt.Sprintf("%s: no outcome after %d attempts: %s", e.what, e.Attempts, why)
}

// Unwrap is why the last attempt had no answer.
func (e *NoOutcomeError) Unwrap() error { return e.cause }

type verdictKind int

const (
	isOutcome verdictKind = iota
	isRefusal
	isOpen
)

type verdict struct {
	kind           verdictKind
	settlesNothing bool
	isUnclear      bool
	retryAfter     time.Duration
	cause          error
}

// unrecorded are answers that say that nothing was recorded: another attempt is safe whatever the route.
var unrecorded = map[string]bool{
	"rate_limited": true, "request_timeout": true, "overloaded": true, "store_unavailable": true, "writes_stopped": true,
}

// atTheDoor are answers that say nothing about an earlier attempt that was let through.
var atTheDoor = map[string]bool{
	"unauthorized": true, "forbidden": true, "foreign_origin": true, "misdirected_request": true,
	"route_not_found": true, "method_not_allowed": true,
}

func judge(op operation, answer answer, now time.Time) (verdict, *Problem) {
	if answer.lost != nil {
		return verdict{kind: isOpen, isUnclear: true, cause: answer.lost}, nil
	}
	if answer.status >= 200 && answer.status < 300 {
		if op.answer == answersJSON && !json.Valid(answer.body) {
			// An answer from somewhere else.
			return verdict{kind: isOpen, isUnclear: true, cause: fmt.Errorf("the answer %d is no JSON", answer.status)}, nil
		}
		return verdict{kind: isOutcome}, nil
	}
	problem := &Problem{}
	err := json.Unmarshal(answer.body, problem)
	isPlain := err != nil || problem.Code == ""
	if isPlain {
		// What stands for an answer that is no problem of the service: a proxy's page, a redirect.
		detail := fmt.Sprintf("Something between here and the service answered with %d.", answer.status)
		problem = &Problem{Type: "about:blank", Title: "No answer of the service", Status: int64(answer.status), Detail: detail, Code: "no_problem", Error: detail}
	}
	code := string(problem.Code)
	if isOpenStatus(answer.status) || code == "request_in_progress" {
		wait := waitAsked(answer.header.Get("Retry-After"), now)
		return verdict{kind: isOpen, isUnclear: !unrecorded[code], retryAfter: wait}, problem
	}
	return verdict{kind: isRefusal, settlesNothing: isPlain || atTheDoor[code]}, problem
}

// isOpenStatus is whether a status is no outcome, whoever answers it.
func isOpenStatus(status int) bool {
	return status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501 && status != 505)
}
