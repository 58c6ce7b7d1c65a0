/** Where the configuration file lies: apart from what reads it, so that a command without one loads no schema. */
import { existsSync } from 'node:fs'

/** Read by every command that is not given another. */
export const defaultConfigPath = './mondo.config.json'

/** Whether a command has a configuration to read: a file was named, or the default one exists. */
export function isConfigured(given: string | undefined): boolean {
  return given !== undefined || existsSync(defaultConfigPath)
}
