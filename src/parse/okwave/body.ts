/**
 * A body: prose over one or many blocks, with what stands around it. Landmarks that look like the paragraphs beside
 * them are lines of the text; others (buttons, dates, counts) are set apart from it.
 */
import { joinBlocks } from '../blocks.ts'
import { type Claims, claim } from './claims.ts'
import { areAlike, has, isImage, isProse, landmarkIn, type Reading } from './reading.ts'

export interface Body {
  readonly text: string
  readonly imageUrls: readonly string[]
  readonly date: string | null
  readonly thanksCount: number | null
  /** The last block that belongs to it. */
  readonly last: number
}

/** Reads the blocks [from, to) as one body; `field` is what its blocks are claimed for. */
export function readBody(reading: Reading, from: number, to: number, claims: Claims, field: string): Body {
  const isText = (index: number) =>
    isProse(reading, index) || isImage(reading, index) || isLineOfText(reading, index, from, to)
  let last = from - 1
  for (let index = from; index < to; index += 1) if (isText(index)) last = index

  const taken = reading.blocks.slice(from, to).filter((block) => block.index <= last && isText(block.index))
  for (const block of taken) claim(claims, block.index, field)
  let date: string | null = null
  let thanksCount: number | null = null
  for (let index = from; index < to; index += 1) {
    if (claims.byBlock.get(index) === field) continue
    date ??= landmarkIn(reading, index, 'date')?.date ?? null
    thanksCount ??= landmarkIn(reading, index, 'thanks-count')?.count ?? null
    if (has(reading, index, 'date', 'thanks-count', 'noise')) claim(claims, index, `${field}, around it`)
  }
  return {
    text: joinBlocks(taken),
    imageUrls: taken.flatMap((block) => block.imageUrls),
    date,
    thanksCount,
    last,
  }
}

/** A block that reads as a landmark but is a sibling, of the same look, of the prose before or after it. */
function isLineOfText(reading: Reading, index: number, from: number, to: number): boolean {
  if (reading.headers[index] === null) return false
  return (
    (index > from && isProse(reading, index - 1) && areAlike(reading, index, index - 1)) ||
    (index + 1 < to && isProse(reading, index + 1) && areAlike(reading, index, index + 1) && index > from)
  )
}
