/** Where a body stands, and what is cut out of it, however the definition writes it. */
import type { BodyAt, Places } from '../../sites/site-definition.ts'

interface BodyParts {
  readonly at: Places
  readonly without?: string
}

export function bodyParts(body: BodyAt): BodyParts {
  return hasParts(body) ? body : { at: body }
}

/** Not `'at' in body` alone: every array has an `at`. */
function hasParts(body: BodyAt): body is Extract<BodyAt, BodyParts> {
  return typeof body === 'object' && !Array.isArray(body) && 'at' in body
}
