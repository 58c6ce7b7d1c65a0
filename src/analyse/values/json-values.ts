/** Numbers of Postgres in JSON: with all their digits, because a JavaScript number would round them. */

/** What Postgres prints of a finite number is a JSON number as it stands; NaN and the infinities become strings. */
export function jsonNumber(printed: string): string {
  return /^-?\d/.test(printed) ? printed : JSON.stringify(printed)
}
