/** The package has no types. */
declare module 'html-encoding-sniffer' {
  /** Returns the name in WHATWG's spelling (`Shift_JIS`), or the default unchanged. */
  export default function sniff(
    bytes: Uint8Array,
    options: { readonly defaultEncoding: null; readonly maxPrescanBytes: number },
  ): string | null
}
