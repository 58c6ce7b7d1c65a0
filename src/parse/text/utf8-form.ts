/** Counts the UTF-8 sequences of bytes, well-formed and not: text in another encoding hardly has any by chance. */

/** Characters of more than one byte, and places that decode to U+FFFD. */
export interface Utf8Form {
  readonly valid: number
  readonly invalid: number
}

/** Of the sequences of more than one byte, at least this share is well-formed where bytes are taken for UTF-8. */
const validShare = 0.995

/** Whether bytes outside ASCII are UTF-8, but for few that are damaged. A character cut off by the end does not count. */
export function readsAsUtf8(bytes: Uint8Array): boolean {
  const { valid, invalid } = utf8Form(bytes)
  return valid > 0 && valid >= (valid + invalid) * validShare
}

/** Counts as the Encoding standard decodes: each maximal part of a damaged sequence is one U+FFFD. Linear. */
export function utf8Form(bytes: Uint8Array): Utf8Form {
  let valid = 0
  let invalid = 0
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    at += 1
    if (lead < 0x80) continue
    let missing = trailBytes(lead)
    let [low, high] = secondByte(lead)
    const isLead = missing > 0
    while (missing > 0 && at < bytes.length) {
      const byte = bytes[at] ?? 0
      if (byte < low || byte > high) break
      ;[low, high] = [0x80, 0xbf]
      missing -= 1
      at += 1
    }
    if (isLead && missing === 0) valid += 1
    else if (!isLead || at < bytes.length) invalid += 1
  }
  return { valid, invalid }
}

function trailBytes(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0
  if (lead < 0xe0) return 1
  return lead < 0xf0 ? 2 : 3
}

/** The range of the second byte, which leaves out overlong forms, surrogates and what is beyond U+10FFFF. */
function secondByte(lead: number): [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf]
  if (lead === 0xed) return [0x80, 0x9f]
  if (lead === 0xf0) return [0x90, 0xbf]
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf]
}
