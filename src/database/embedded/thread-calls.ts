/** The messages between `ThreadedPglite` and its thread. Errors become plain values, because cloning drops their fields. */

export type ThreadCall =
  | {
      readonly kind: 'open'
      readonly folder: string
      readonly wasm: WebAssembly.Module
      /** What a new folder is filled with (`newDatabase`); null: PGlite makes it, or the folder is not new. */
      readonly contents: Uint8Array<ArrayBuffer> | null
    }
  | {
      readonly kind: 'query'
      readonly text: string
      readonly parameters: unknown[]
      readonly rowMode?: 'array' | 'object'
    }
  | { readonly kind: 'texts'; readonly text: string; readonly parameters: readonly (string | null)[] }
  | { readonly kind: 'exec'; readonly text: string }
  | { readonly kind: 'dump'; readonly compression?: 'none' | 'gzip' | 'auto' }
  | { readonly kind: 'close' }

export interface NumberedCall {
  readonly id: number
  readonly call: ThreadCall
}

export type ThreadAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: PlainError }

export interface PlainError {
  readonly isError: boolean
  /** Own fields that can be cloned, such as `code`, `detail` and `errno`. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Emscripten throws plain objects instead of Errors; they arrive as plain objects too. */
export function toPlain(error: unknown): PlainError {
  if (typeof error !== 'object' || error === null)
    return { isError: false, fields: { message: String(error) } }
  const own = Object.entries(error).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  )
  const { name, message, stack } = error as Partial<Error>
  const isError = error instanceof Error
  return { isError, fields: { ...Object.fromEntries(own), ...(isError ? { name, message, stack } : {}) } }
}

export function fromPlain({ isError, fields }: PlainError): unknown {
  return isError ? Object.assign(new Error(String(fields['message'])), fields) : fields
}
