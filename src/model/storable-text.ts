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

/** Whether `storableText` leaves a text as it is. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0') && !hasLongRun(text)
}

/** JSON.stringify writes NUL and surrogates as \u escapes, in lower case. An escaped backslash costs a needless repair. */
export function mayNeedRepair(json: string): boolean {
  return /\\u(?:0000|d[89a-f])/.test(json) || hasLongRun(json)
}

/** A run of more than a hundred marks covers every 101st place of a text: where none of those is a mark, there is no run. */
function hasLongRun(text: string): boolean {
  for (let at = mostStoredMarks; at < text.length; at += mostStoredMarks + 1) {
    if (text.charCodeAt(at) >= firstMark && markOrHalf.test(text.charAt(at))) return text.search(longRun) >= 0
  }
  return false
}

const firstMark = 0x300
/** Marks outside the BMP are two surrogates. */
const markOrHalf = /[\p{M}\ud800-\udfff]/u

/** The first `count` code points of a run. */
export function firstMarks(marks: string, count: number): string {
  return [...marks.slice(0, 2 * count)].slice(0, count).join('')
}
