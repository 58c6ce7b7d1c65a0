/** Reads a configuration file; every fault is one line that names the key and what was expected there. */
import { existsSync, readFileSync } from 'node:fs'
import { MondoError } from '../model/errors.ts'
import { type Config, configSchema } from './config.ts'

const defaultConfig = './mondo.config.json'

/** The file that a command reads: the one it is given, else the default one where it is there. */
export function configPath(given: string | undefined): string | undefined {
  return given ?? (existsSync(defaultConfig) ? defaultConfig : undefined)
}

/** @throws MondoError `usage` for a file that cannot be read, is no JSON, or says what the schema refuses */
export function readConfig(path: string): Config {
  const parsed = configSchema.safeParse(json(path))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const key = (issue?.path ?? []).map(String).join('.')
  const what = (issue?.message ?? '').replace(/^Invalid input: /, '')
  throw refused(`${path}: ${key === '' ? '' : `${key}: `}${what}`)
}

function json(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw refused(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refused(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function refused(message: string): MondoError {
  return new MondoError('usage', message, { hint: 'docs/configuration.md lists every key' })
}
