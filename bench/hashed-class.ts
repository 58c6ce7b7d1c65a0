/** Class names of pages whose layout no selector knows. */
import { createHash } from 'node:crypto'

/** The name of a class as a build of CSS modules would write it. */
export function hashedClass(name: string): string {
  return `h${createHash('sha1').update(name).digest('hex').slice(0, 7)}`
}
