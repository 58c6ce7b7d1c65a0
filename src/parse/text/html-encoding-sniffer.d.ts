/** The part of html-encoding-sniffer that mondo calls; the package ships no types. */
declare module 'html-encoding-sniffer' {
  /**
   * The encoding by byte order mark, given label, `<meta>` or XML declaration, as WHATWG's name (`Shift_JIS`), else the
   * default, which is returned as it is.
   */
  export default function sniffHtmlEncoding(
    bytes: Uint8Array,
    options: { readonly defaultEncoding: null; readonly maxPrescanBytes?: number },
  ): string | null
}
