/** `--urls FILE`: seeds, one URL a line. Read twice, for the hosts and then for the URLs, and never held in memory. */
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { SeedList } from '../../crawl/scope/seeds.ts'
import { seedUrl } from '../../crawl/scope/seeds.ts'
import { MondoError } from '../../model/errors.ts'
import { temporaryFile } from '../../model/folders/temporary-file.ts'

export interface UrlFile extends SeedList {
  close(): Promise<void>
}

/** `-` is stdin, which is spooled to a temporary file. Empty lines and lines that begin with `#` are skipped. */
export async function openUrlFile(path: string, stdin: Readable): Promise<UrlFile> {
  const spooled =
    path === '-' ? await temporaryFile('mondo-urls-', 'urls', (to) => writeFile(to, stdin)) : null
  const close = async () => await spooled?.close()
  const file = spooled?.path ?? path
  try {
    const hosts = new Map<string, string>()
    for await (const url of urlsOf(file, path)) hosts.set(new URL(url).host, url)
    if (hosts.size === 0) throw new MondoError('usage', `${path}: no URL in it`, { hint: 'Write one a line' })
    return { hosts: [...hosts.values()], urls: () => urlsOf(file, path), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function* urlsOf(file: string, name: string): AsyncGenerator<string> {
  const input = createReadStream(file)
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1
      const text = line.trim()
      if (text === '' || text.startsWith('#')) continue
      yield checked(text, `${name} line ${number}`)
    }
  } catch (error) {
    if (error instanceof MondoError) throw error
    throw new MondoError('unreadable-input', `${name} cannot be read: ${String(error)}`, { cause: error })
  } finally {
    input.destroy()
  }
}

function checked(text: string, where: string): string {
  try {
    return seedUrl(text).href
  } catch (error) {
    if (!(error instanceof MondoError)) throw error
    throw new MondoError(
      'usage',
      `${where}: ${error.message}`,
      error.hint === undefined ? {} : { hint: error.hint },
    )
  }
}
