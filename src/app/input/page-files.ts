/** Tells which files of a folder are saved pages: by their names, or else by how they begin. */
import { open } from 'node:fs/promises'
import { isArchiveName } from '../../archive/foreign/file-format.ts'

/** What is read from a folder, for messages. */
export const readNames =
  '*.html, *.htm, *.xhtml, *.shtml, *.php, *.aspx, *.txt, each also as *.gz, *.warc, *.warc.gz or *.wacz'

/** Whether a file of a folder is read. Rejects with the file system's error. */
export async function isWanted(name: string, path: string): Promise<boolean> {
  return isArchiveName(name) || isPageName(name) || (!isKnownOther(name) && (await fileBeginsAsPage(path)))
}

/** Names as browsers and wget write them; wget saves pages with a query as `q1.html?page=2` or `q1.html@page=2`. */
function isPageName(name: string): boolean {
  return /\.(?:[xsp]?html?|php\d?|aspx?|jspx?|cfm|cgi|txt)(?:\.gz)?(?:$|[?@#])/i.test(name)
}

/** Files that lie beside pages and archives and hold no page, whatever they begin with. */
function isKnownOther(name: string): boolean {
  return name.startsWith('.') || /\.(?:cdxj?|js|mjs|css|json|xml|svg|md)(?:\.gz)?$/i.test(name)
}

/** Counts by their endings the files of folders that are not read, but for those of the system and indexes of WARC files. */
export class PassedOver {
  readonly #counts = new Map<string, number>()

  /** Always false: such a file is not wanted. */
  take(name: string): false {
    if (isSilent(name)) return false
    const ending = /[^.](\.[^.\s]{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? ''
    this.#counts.set(ending, (this.#counts.get(ending) ?? 0) + 1)
    return false
  }

  /** @example '2 of *.css, 1 of *.png'; null for none */
  text(): string | null {
    const counts = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))
    const parts = counts.map(
      ([ending, count]) => `${count} ${ending === '' ? 'without an ending' : `of *${ending}`}`,
    )
    return parts.length === 0 ? null : parts.join(', ')
  }
}

function isSilent(name: string): boolean {
  return (
    name.startsWith('.') || /\.cdxj?(?:\.gz)?$/i.test(name) || /^(?:thumbs\.db|desktop\.ini)$/i.test(name)
  )
}

const lookBytes = 1024

async function fileBeginsAsPage(path: string): Promise<boolean> {
  await using handle = await open(path, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(lookBytes), 0, lookBytes, 0)
  return beginsAsPage(buffer.subarray(0, bytesRead))
}

/** Whether bytes begin as an HTML page does, behind a byte order mark and an XML declaration. */
export function beginsAsPage(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, byteLength } = bytes
  // UTF-16 has a zero beside each character.
  const text = Buffer.from(buffer, byteOffset, Math.min(byteLength, lookBytes))
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
    .trimStart()
    .replace(/^<\?xml[^>]*>/i, '')
    .trimStart()
  return /^<(?:!doctype\s{1,16}html|html[\s>])/i.test(text)
}
