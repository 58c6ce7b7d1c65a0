/** The table at the end of a campaign: what was injected, and what was seen of it. */
import { type FaultName, faultKinds, type Injected, nothingSeen, type Seen, seenTogether } from './faults.ts'

interface Row {
  readonly injected: number
  readonly seen: Seen
}

export class FaultTable {
  readonly #rows = new Map<FaultName, Row>()

  /** What was seen counts for `name`, the fault that a round or trial is about; kills may be injected beside it. */
  add(name: FaultName, injected: Injected, seen: Seen): void {
    for (const [one, count] of Object.entries(injected) as [FaultName, number][]) {
      const row = this.#row(one)
      this.#rows.set(one, { ...row, injected: row.injected + count })
    }
    const row = this.#row(name)
    this.#rows.set(name, { ...row, seen: seenTogether(row.seen, seen) })
  }

  get injected(): number {
    return [...this.#rows.values()].reduce((sum, { injected }) => sum + injected, 0)
  }

  get seen(): Seen {
    return [...this.#rows.values()].map(({ seen }) => seen).reduce(seenTogether, nothingSeen)
  }

  /** As Markdown; only what was injected. */
  lines(): string[] {
    const names = Object.keys(faultKinds) as FaultName[]
    const rows = names
      .filter((name) => this.#rows.has(name))
      .map((name) => {
        const { title, made, promised } = faultKinds[name]
        const { injected, seen } = this.#row(name)
        return `| ${[title, made, promised, injected, seenText(seen)].join(' | ')} |`
      })
    const head = ['fault', 'how it is made', 'what is promised', 'injected', 'lost / doubled / wrong']
    return [
      `| ${head.join(' | ')} |`,
      `|${'---|'.repeat(head.length)}`,
      ...rows,
      `| all | | | ${this.injected} | ${seenText(this.seen)} |`,
    ]
  }

  #row(name: FaultName): Row {
    return this.#rows.get(name) ?? { injected: 0, seen: nothingSeen }
  }
}

function seenText({ lost, doubled, wrong }: Seen): string {
  return `${lost} / ${doubled} / ${wrong}`
}
