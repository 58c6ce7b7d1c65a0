/**
 * What remains to be done when a test file has ended. Helpers leave it here and `set-up.ts` does it: files share their
 * modules (`isolate: false`), so a hook at the top of a helper would run after the first file only.
 */
type CleanUp = () => void | Promise<void>

const cleanUps: CleanUp[] = []

/** The last one left is done first. */
export function afterThisFile(cleanUp: CleanUp): void {
  cleanUps.push(cleanUp)
}

export async function doCleanUps(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
}
