/** The logger interface that a crawl needs; a pino logger satisfies it. */
export interface Log {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/** Logs nothing. */
export const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
