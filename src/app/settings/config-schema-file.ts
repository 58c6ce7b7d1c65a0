/** The schema of `mondo.config.json` for editors, which complete its keys and mark what is wrong. */
import { z } from 'zod'
import { configSchema } from '../config.ts'

/** JSON Schema of what a file may say, before durations become seconds. */
export function configSchemaText(): string {
  return `${JSON.stringify({ title: 'mondo.config.json', ...z.toJSONSchema(configSchema, { io: 'input' }) }, null, 2)}\n`
}
