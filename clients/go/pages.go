package wallet

import "context"

// Iterator goes through a list item by item, page after page.
//
//	entries := client.IterateEntries("user_001", "GOLD_COINS", wallet.ListEntriesQuery{})
//	for entries.Next(ctx) {
//		fmt.Println(entries.Item().Amount)
//	}
//	if err := entries.Err(); err != nil { ... }
type Iterator[T any] struct {
	page   func(ctx context.Context, cursor string) ([]T, *string, error)
	cursor string
	items  []T
	item   T
	isLast bool
	err    error
}

// Next goes to the next item, asking for a page where it needs one; false at the end and on an error.
func (i *Iterator[T]) Next(ctx context.Context) bool {
	// A page may be empty and have a next one: a filter has looked at many.
	for len(i.items) == 0 {
		if i.isLast || i.err != nil {
			return false
		}
		var next *string
		if i.items, next, i.err = i.page(ctx, i.cursor); i.err != nil {
			return false
		}
		i.isLast = next == nil
		if next != nil {
			i.cursor = *next
		}
	}
	i.item, i.items = i.items[0], i.items[1:]
	return true
}

// Item is the item that Next went to.
func (i *Iterator[T]) Item() T { return i.item }

// Err is why Next ended early, nil at the end.
func (i *Iterator[T]) Err() error { return i.err }
