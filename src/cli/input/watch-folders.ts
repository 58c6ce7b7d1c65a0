/** Watches folders for saved files, for `--watch`. */
import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Editors write a file in several steps; events within this time count as one save. */
const oneSaveMs = 100

/**
 * Calls `act` at once, and again after each change to the files or to anything below the folders. Calls never overlap.
 * Resolves when the signal aborts.
 */
export async function watchFolders(
  folders: readonly string[],
  signal: AbortSignal,
  act: () => Promise<void>,
  files: readonly string[] = [],
): Promise<void> {
  let saved = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  const note = () => {
    clearTimeout(timer)
    timer = setTimeout(() => saved.resolve(), oneSaveMs)
  }
  const watchers = [
    ...folders.map((folder) => watch(folder, { recursive: true }, note)),
    // Editors replace a file, which ends a watch on the file itself.
    ...files.map((file) => watch(dirname(file), (_, name) => name === basename(file) && note())),
  ]
  const stop = () => saved.resolve()
  signal.addEventListener('abort', stop)
  try {
    while (!signal.aborted) {
      await act()
      await saved.promise
      saved = Promise.withResolvers()
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    for (const watcher of watchers) watcher.close()
  }
}
