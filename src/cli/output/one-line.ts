/** Text on one line, for messages and the cells of tables. */

/**
 * Text as one line that is safe to print. Control characters, which could drive the terminal, become spaces; those that
 * turn the direction of what follows are left out, because they would reorder the columns beside them.
 */
export function oneLine(text: string): string {
  return text
    .replace(/\r?\n/g, '↵')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
}
