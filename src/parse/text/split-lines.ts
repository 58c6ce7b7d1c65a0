/**
 * Markup of the 2000s sets header and text into one table cell, parted by `<br>` alone. Where a landmark stands in such a
 * cell on a line of its own, in an inline element of its own, the cell is split there. A body's own line that reads like
 * a landmark has no element of its own and splits nothing.
 */
import { fold } from './fold.ts'

/** Landmarks that may stand on a line of their own within a block, by the line's folded text. */
export interface LandmarkLines {
  /** Of a line that is one inline element. */
  readonly marked: (folded: string) => boolean
  /** Of a line without markup of its own. */
  readonly plain: (folded: string) => boolean
}

/** An inline run while it is collected. */
export interface TextRun {
  text: string
  readonly href: string | null
  /** In an inline element, not in the block itself. */
  readonly marked: boolean
}

interface Line {
  readonly runs: readonly TextRun[]
  readonly folded: string
  readonly marked: boolean
  readonly landmark: boolean
}

/** The runs of each part; null where nothing splits the block. */
export function splitLines(
  runs: readonly TextRun[],
  landmarks: LandmarkLines,
): readonly (readonly TextRun[])[] | null {
  if (!runs.some((run) => run.text === '\n')) return null
  const lines = linesOf(runs, landmarks)
  const written = lines.filter((line) => line.folded !== '')
  if (!written.some((line) => line.landmark && line.marked)) return null

  // A marked line beside a landmark is its name or title; the like within a text stays in the text.
  const alone = new Set(
    written.filter((line, at) => {
      const beside = [written[at - 1], written[at + 1]].some(
        (other) => other?.landmark === true && other.marked,
      )
      return line.landmark || (line.marked && beside)
    }),
  )
  const parts: TextRun[][] = []
  let open: TextRun[] | null = null
  for (const line of lines) {
    if (alone.has(line)) {
      parts.push([...line.runs])
      open = null
    } else if (open === null) {
      open = [...line.runs]
      parts.push(open)
    } else open.push({ text: '\n', href: null, marked: false }, ...line.runs)
  }
  return parts
}

function linesOf(runs: readonly TextRun[], landmarks: LandmarkLines): readonly Line[] {
  const lines: TextRun[][] = [[]]
  for (const run of runs) {
    if (run.text === '\n') lines.push([])
    else lines.at(-1)?.push(run)
  }
  return lines.map((line) => {
    const folded = fold(line.map((run) => run.text).join(''))
    const marked = line.every((run) => run.marked || run.text.trim() === '') && folded !== ''
    return {
      runs: line,
      folded,
      marked,
      landmark: marked ? landmarks.marked(folded) : landmarks.plain(folded),
    }
  })
}
