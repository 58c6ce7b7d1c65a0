/** A number with its noun, singular or plural: `1 page`, `20 pages`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
