/** Drops NUL and turns lone surrogates into U+FFFD: neither can be stored in Postgres text. */
export function repairText(text: string): { readonly text: string; readonly repaired: boolean } {
  const repaired = text.replaceAll('\0', '').toWellFormed()
  return { text: repaired, repaired: repaired !== text }
}
