/** Keeps what was found out about a tree with its `$`, until the tree is released. */
import type { CheerioAPI } from 'cheerio/slim'

/** A WeakMap alone is not enough: its values count as in use until V8's next full collection. */
const attachments = new WeakMap<CheerioAPI, Map<symbol, unknown>>()

/** One thing that is kept with each `$`. */
export interface Attached<Value> {
  readonly of: ($: CheerioAPI) => Value | undefined
  readonly attach: ($: CheerioAPI, value: Value) => void
}

export function attached<Value>(name: string): Attached<Value> {
  const key = Symbol(name)
  return {
    of: ($) => attachments.get($)?.get(key) as Value | undefined,
    attach: ($, value) => {
      const all = attachments.get($) ?? new Map<symbol, unknown>()
      attachments.set($, all.set(key, value))
    },
  }
}

export function detachAll($: CheerioAPI): void {
  attachments.delete($)
}
