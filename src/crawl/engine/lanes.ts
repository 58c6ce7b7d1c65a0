/** Concurrent lanes of requests to one host group. */

/**
 * Runs `lane` so many times at once. All have stopped before an error of one of them is thrown: none may write to an archive
 * that is being closed. `onError`: tells the others to stop.
 */
export async function inLanes(count: number, lane: () => Promise<void>, onError: () => void): Promise<void> {
  const lanes = await Promise.allSettled(
    Array.from({ length: count }, () =>
      lane().catch((error: unknown) => {
        onError()
        throw error
      }),
    ),
  )
  for (const end of lanes) if (end.status === 'rejected') throw end.reason
}
