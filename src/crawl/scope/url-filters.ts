/** The rules of `--follow`, `--include`, `--exclude` and `--depth`: which links are followed, which pages asked for. */
import type { UrlFilters } from '../options.ts'
import { urlGlob } from './url-glob.ts'

export interface CompiledFilters extends UrlFilters {
  /** Why a page is not asked for; null when it may be. Seeds (depth 0) are: somebody named them. */
  refuses(page: { readonly path: string; readonly depth: number }): string | null
}

export function compileFilters({ follow, include, exclude, depth }: UrlFilters): CompiledFilters {
  const included = include.map(urlGlob)
  const excluded = exclude.map((pattern) => ({ pattern, matches: urlGlob(pattern) }))
  return {
    follow,
    include,
    exclude,
    depth,
    refuses(page) {
      if (page.depth === 0) return null
      if (depth !== null && page.depth > depth) return `deeper than ${depth}`
      const out = excluded.find(({ matches }) => matches(page.path))
      if (out !== undefined) return `excluded by ${out.pattern}`
      return included.length === 0 || included.some((matches) => matches(page.path)) ? null : 'not included'
    },
  }
}
