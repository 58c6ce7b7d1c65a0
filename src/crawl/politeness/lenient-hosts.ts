/**
 * Host groups whose HTTP undici's parser refuses, and the lenient reader takes: they are asked leniently at once, for a
 * time. `crawl.host` keeps them, so that other workers and later runs need no second request either.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { Clock } from '../../model/clock.ts'

/** Then the strict parser is tried again: servers are mended. */
const rememberedMs = 30 * 24 * 60 * 60_000

export class LenientHosts {
  readonly #db: Kysely<Database>
  readonly #clock: Clock
  /** By host group, in ms since the epoch; what another worker finds out later costs this one a request. */
  readonly #until = new Map<string, number>()

  constructor({ db, clock }: { readonly db: Kysely<Database>; readonly clock: Clock }) {
    this.#db = db
    this.#clock = clock
  }

  async has(hostGroup: string): Promise<boolean> {
    const until = this.#until.get(hostGroup) ?? (await this.#read(hostGroup))
    this.#until.set(hostGroup, until)
    return until > this.#clock.now().getTime()
  }

  /** Remembers that the lenient reader took what the parser had refused. */
  async add(hostGroup: string): Promise<void> {
    const until = new Date(this.#clock.now().getTime() + rememberedMs)
    await this.#db
      .insertInto('crawl.host')
      .values({ host_group: hostGroup, lenient_until: until })
      .onConflict((conflict) => conflict.column('host_group').doUpdateSet({ lenient_until: until }))
      .execute()
    this.#until.set(hostGroup, until.getTime())
  }

  async #read(hostGroup: string): Promise<number> {
    const row = await this.#db
      .selectFrom('crawl.host')
      .select('lenient_until')
      .where('host_group', '=', hostGroup)
      .executeTakeFirst()
    return row?.lenient_until?.getTime() ?? 0
  }
}
