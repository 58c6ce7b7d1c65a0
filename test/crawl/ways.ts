import type { TerritoryOptions } from '../../src/crawl/scope/crawl-scope.ts'

/** A territory without rules of its own. */
export const allWays: Omit<TerritoryOptions, 'urls' | 'site' | 'scope'> = {
  hostScopes: [],
  follow: ['related', 'list'],
  include: [],
  exclude: [],
  depth: null,
}
