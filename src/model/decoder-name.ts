/** The encodings that the platform's own decoder knows. */

/** The lower-case WHATWG name of a label's encoding; null for a label without a decoder. */
export function decoderName(label: string): string | null {
  try {
    return new TextDecoder(label).encoding
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
