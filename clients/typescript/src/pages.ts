// Lists that come in pages: `{ data, next_cursor }`, the next page by its cursor, null on the last one.

/** One page of a list. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly next_cursor?: string | null;
}

/** Every item of a list, page after page; `query` may begin at a cursor. */
export async function* iterate<T, Q extends { cursor?: string }>(
  ask: (query: Q) => Promise<Page<T>>,
  query: Q,
): AsyncGenerator<T> {
  for (let cursor = query.cursor; ; ) {
    const page = await ask(cursor === undefined ? query : { ...query, cursor });
    yield* page.data;
    // A page may be empty and have a next one: a filter has looked at many.
    if (typeof page.next_cursor !== "string") return;
    cursor = page.next_cursor;
  }
}
