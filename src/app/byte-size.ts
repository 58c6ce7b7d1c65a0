/**
 * Sizes in bytes as people write them (`500MB`, `2GB`; powers of ten, as disks are sold), and the check of free room on a
 * disk: a crawl ends cleanly before it is full, not in the middle of a record.
 */
import { makeFolder } from '../model/folders/make-folder.ts'
import { freeBytesOf } from '../model/free-bytes.ts'

const units: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/**
 * Bytes; null for a text that is not a size. A bare number is bytes.
 *
 * @example byteSize('1.5 GB') // 1_500_000_000
 */
export function byteSize(value: string): number | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?b)?$/i.exec(value.trim()) ?? []
  const factor = units[(unit ?? '').toLowerCase()]
  return amount === undefined || factor === undefined ? null : Math.round(Number(amount) * factor)
}

/** `1.5 GB`: in the largest unit that the size fills. */
export function byteText(bytes: number): string {
  const [unit, factor] = (['TB', 'GB', 'MB', 'kB'] as const)
    .map((name) => [name, units[name.toLowerCase()] ?? 1] as const)
    .find(([, size]) => bytes >= size) ?? ['bytes', 1]
  return `${(bytes / factor).toFixed(factor === 1 ? 0 : 1)} ${unit}`
}

/** A message when less than `minFree` bytes are free on the disk of a folder; null while there is enough space. */
export function diskRoom(
  folders: { readonly archive: string; readonly database: string | null },
  minFree: number,
): () => Promise<string | null> {
  return async () => {
    for (const [name, folder] of Object.entries(folders)) {
      if (folder === null) continue
      await makeFolder(folder)
      const free = await freeBytesOf(folder)
      if (free >= minFree) continue
      return `${byteText(free)} free on the disk of the ${name}, less than the ${byteText(minFree)} of --min-free`
    }
    return null
  }
}
