/** How many inputs a property test draws: a few in `npm test`, all of them in the deep suite. */
export function draws(few: number, all: number): { readonly numRuns: number } {
  return { numRuns: process.env['MONDO_TEST_DRAWS'] === 'all' ? all : few }
}
