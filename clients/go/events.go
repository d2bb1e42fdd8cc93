package wallet

import (
	"context"
	"errors"
)

// followWait is less than an attempt waits for its answer.
const followWait = 10

// FollowEvents goes through the feed without an end: every event, in order, behind the one that query.After names. Each request
// waits at the server until something happens. An outage is waited for; a problem, such as a cursor of another ledger, or the end of
// the context ends it. Keep the Cursor of the last event that you have dealt with, and begin behind it.
func (c *Client) FollowEvents(query ListEventsQuery, options ...Option) *Iterator[Event] {
	query.Limit, query.WaitS = 200, Ptr(int64(followWait))
	return &Iterator[Event]{cursor: query.After, page: func(ctx context.Context, cursor string) ([]Event, *string, error) {
		query.After = cursor
		page, err := c.ListEvents(ctx, query, options...)
		var none *NoOutcomeError
		if errors.As(err, &none) && ctx.Err() == nil {
			return nil, &cursor, nil
		}
		if err != nil {
			return nil, nil, err
		}
		return page.Data, &page.NextCursor, nil
	}}
}
