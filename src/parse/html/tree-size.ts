/** Counts the nodes and levels of a tree while it is built, so that parsing stops early on a hostile page. */
import { assertWithin, pageLimits } from '../limits.ts'

/** Real pages nest about 30 levels; tag soup with unclosed inline elements a few hundred. */
const maxDepth = 2_000

/** Thrown for more than 2,000 levels. Only a hostile page has so many. */
export class TooDeep extends Error {
  override readonly name = 'TooDeep'
}

/** The size of a tree so far. */
export class TreeSize {
  #depth = 0
  #nodes = 0
  #levels = 0

  /** An element is opened. Throws `TooDeep` or `PageTooLarge`. */
  open(): void {
    this.#depth += 1
    if (this.#depth > maxDepth) throw new TooDeep()
  }

  /** The innermost element is closed. */
  close(): void {
    this.#depth -= 1
  }

  /** A text, a comment or an element is added. Throws `PageTooLarge`. */
  add(): void {
    this.#nodes += 1
    assertWithin(this.#nodes, pageLimits.nodes, 'nodes')
  }

  /** An element is added, before or after it is opened. Throws `PageTooLarge`. */
  addElement(): void {
    this.add()
    this.#levels += this.#depth
    assertWithin(this.#levels, pageLimits.levels, 'levels around the elements, added up')
  }
}
