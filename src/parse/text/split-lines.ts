/**
 * Splits table cells at landmarks. Markup of the 2000s puts header and text into one cell, separated only by `<br>`. A
 * landmark on a line of its own, in an inline element of its own, splits the cell. A line of a body that reads like a
 * landmark has no such element and splits nothing.
 */
import { fold } from './fold.ts'

/** Recognises landmarks on lines of their own within a block, by the line's folded text. */
export interface LandmarkLines {
  /** For a line that is one inline element. */
  readonly marked: (folded: string) => boolean
  /** For a line without markup of its own. */
  readonly plain: (folded: string) => boolean
}

/**
 * An inline run. Text is appended while it is collected and folded lazily at the first match; most runs are never matched.
 */
export class TextRun {
  text: string
  readonly href: string | null
  /** Whether it is in an inline element rather than in the block itself. */
  readonly marked: boolean
  #folded: string | null = null

  constructor(text: string, href: string | null, marked: boolean) {
    this.text = text
    this.href = href
    this.marked = marked
  }

  get folded(): string {
    this.#folded ??= fold(this.text)
    return this.#folded
  }
}

interface Line {
  readonly runs: readonly TextRun[]
  readonly folded: string
  readonly marked: boolean
  readonly landmark: boolean
}

/** The runs of each part; null when nothing splits the block. */
export function splitLines(
  runs: readonly TextRun[],
  landmarks: LandmarkLines,
): readonly (readonly TextRun[])[] | null {
  // Only a line in an inline element of its own splits a block: most texts of several lines have none.
  if (runs.length < 2 || !runs.some((run) => run.text === '\n') || !runs.some(isMarkedText)) return null
  const lines = linesOf(runs, landmarks)
  const written = lines.filter((line) => line.folded !== '')
  if (!written.some((line) => line.landmark && line.marked)) return null

  // A marked line beside a landmark is a name or title; elsewhere it is part of the text.
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
    } else {
      open.push(new TextRun('\n', null, false))
      // One at a time: as arguments of one call, a hundred thousand runs overflow the stack.
      for (const run of line.runs) open.push(run)
    }
  }
  return parts
}

function isMarkedText({ marked, text }: TextRun): boolean {
  return marked && text.trim() !== ''
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
