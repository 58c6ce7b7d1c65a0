/** What the system says of a failure, in words: codes such as ENOENT, and calls such as open or connect, are for programmers. */

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'another program uses that address',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'no way leads there',
  EISDIR: 'it is a folder',
  ENETUNREACH: 'no way leads there',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  ENOTFOUND: 'its name is unknown',
  EPERM: 'it is not permitted',
  EPIPE: 'the connection was cut',
  EROFS: 'the disk can only be read',
  ETIMEDOUT: 'it does not answer',
}

/**
 * Replaces the messages of Node within a text: `Error: ENOENT: no such file or directory, open 'x'` and `connect ECONNREFUSED
 * 127.0.0.1:1`. What it does not know stays.
 */
export function plainReason(text: string): string {
  return text
    .replace(
      /(?:\bError: )?\b(E[A-Z]{3,15}): ([^,'"]{1,80}), [a-z]{1,12}(?: '[^']{0,1000}')?/g,
      (_, code: string, said: string) => words[code] ?? said,
    )
    .replace(
      /\b(?:connect|getaddrinfo|listen|read|write) (E[A-Z_]{3,15})(?: [^\s,;]{1,200})?/g,
      (whole: string, code: string) => words[code] ?? whole,
    )
}
