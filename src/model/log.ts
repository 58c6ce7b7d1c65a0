/** The logger interface that a crawl needs; a pino logger satisfies it. */
export interface Log {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
}
