/** What a text must be like to be stored, shared by the parser and the loader. */

/** The Stream-Safe Text Format of UAX #15 allows 30; stacked marks for show have some 50. */
const mostStoredMarks = 100
const longRun = /\p{M}{101,}/gu

/**
 * Postgres text holds neither NUL, which is dropped, nor lone surrogates, which become U+FFFD. Runs of more than a hundred
 * combining marks are cut: the search index normalises what it is given, in quadratic time and without heeding a cancel.
 */
export function storableText(text: string): string {
  return text
    .replaceAll('\0', '')
    .toWellFormed()
    .replace(longRun, (marks) => firstMarks(marks, mostStoredMarks))
}

/** JSON.stringify writes NUL and surrogates as \u escapes, in lower case. An escaped backslash costs a needless repair. */
export function mayNeedRepair(json: string): boolean {
  return /\\u(?:0000|d[89a-f])/.test(json) || /\p{M}{101,}/u.test(json)
}

/** The first `count` code points of a run. */
export function firstMarks(marks: string, count: number): string {
  return [...marks.slice(0, 2 * count)].slice(0, count).join('')
}
