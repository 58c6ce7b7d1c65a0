/** For `await using`: closes a resource at the end of its block, also where the block throws. */

/** @example await using store = closing(await openStore(url, process.env)) */
export function closing<Resource extends object & { close(): Promise<void> }>(
  resource: Resource,
): Resource & AsyncDisposable {
  return Object.assign(resource, { [Symbol.asyncDispose]: () => resource.close() })
}
