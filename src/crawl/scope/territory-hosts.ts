/** The hosts of a territory that one lease stands for. */
import type { Territory } from './crawl-scope.ts'

/** With their ports where they are not the scheme's own. */
export function hostsOf({ scopeByHost }: Territory, scope: string): string[] {
  return [...scopeByHost].filter(([, of]) => of === scope).map(([host]) => host)
}
