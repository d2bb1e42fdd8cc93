package wallet

import (
	"context"
	"errors"
	"time"
)

// followWait is less than an attempt waits for its answer.
const followWait = 10

// followPause is the shortest pause after a call without an outcome, however few attempts a call may make.
const followPause = time.Second

// FollowEvents goes through the feed without an end: every event, in order, behind the one that query.After names. Each request
// waits at the server until something happens. An outage is waited for, and what the server asks for by Retry-After; a problem, such as
// a cursor of another ledger, or the end of the context ends it. Keep the Cursor of the last event that you have dealt with, and begin behind it.
func (c *Client) FollowEvents(query ListEventsQuery, options ...Option) *Iterator[Event] {
	query.Limit, query.WaitS = 200, Ptr(int64(followWait))
	return &Iterator[Event]{cursor: query.After, page: func(ctx context.Context, cursor string) ([]Event, *string, error) {
		query.After = cursor
		page, err := c.ListEvents(ctx, query, options...)
		var none *NoOutcomeError
		if errors.As(err, &none) && ctx.Err() == nil {
			pause := none.RetryAfter
			if pause < followPause {
				pause = followPause
			}
			return nil, &cursor, c.clock.sleep(ctx, pause)
		}
		if err != nil {
			return nil, nil, err
		}
		return page.Data, &page.NextCursor, nil
	}}
}
