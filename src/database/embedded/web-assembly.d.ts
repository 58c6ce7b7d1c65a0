/** Declares the two names of WebAssembly that mondo uses. TypeScript declares them only together with the browser's types. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
