/** The cursor that a query runs in: it can neither write nor be two. */
export const cursorPrefix = 'declare mondo_rows no scroll cursor for '

/** The words that a statement may begin with which only reads. */
export const readingWords = ['select', 'with', 'values', 'table', 'show', 'explain']

/** Statements that are no query: they have no cursor, and their results are small. */
const withoutCursor: ReadonlySet<string> = new Set(['show', 'explain'])

/** Comments and brackets may precede the first word. */
const firstWord = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]*)/i

/** In lower case; '' where there is none. */
export function firstWordOf(text: string): string {
  return firstWord.exec(text)?.[1]?.toLowerCase() ?? ''
}

export function hasNoCursor(text: string): boolean {
  return withoutCursor.has(firstWordOf(text))
}
