/** Overlaps the parsing of one batch with the comparing and loading of the batch before it. */

/**
 * Begins each item before the item in front of it is used, and yields what came of it, in order. An error is thrown at its
 * turn, after everything in front of it has been used.
 */
export async function* readAhead<Item, Result>(
  items: AsyncIterable<Item>,
  begin: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let begun: Promise<Result> | null = null
  for await (const item of items) {
    const next = begin(item)
    // Reported at its turn; nobody waits for it where the caller stops before.
    next.catch(() => undefined)
    if (begun !== null) yield await begun
    begun = next
  }
  if (begun !== null) yield await begun
}
