/** `--sites FILE`: site definitions in addition to the bundled ones, for every command that parses. */
import type { Command } from 'commander'

export interface SiteFlags {
  readonly sites?: readonly string[]
}

/** Adds --sites. */
export function withSites(command: Command): Command {
  return command.option(
    '--sites <file>',
    'a site definition, in TypeScript or JavaScript; may be repeated (also "sites" in mondo.config.json)',
    (value: string, given: readonly string[] = []): readonly string[] => [...given, value],
  )
}
