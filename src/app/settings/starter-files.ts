/** The files that `mondo init` writes: a commented configuration, and its schema for editors. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MondoError } from '../../model/errors.ts'
import { writeWhole } from '../results/whole-file.ts'
import { configSchemaText } from './config-schema-file.ts'
import { type Starter, schemaFileName, starterConfig } from './starter-config.ts'

export interface StarterFiles {
  readonly config: string
  readonly schema: string
}

/** Paths in a folder. Throws `usage` where there is a configuration already, unless it may be replaced. */
export function starterFiles(folder: string, { replace }: { readonly replace: boolean }): StarterFiles {
  const files = { config: join(folder, 'mondo.config.json'), schema: join(folder, schemaFileName) }
  if (replace || !existsSync(files.config)) return files
  throw new MondoError('usage', `${files.config} is there already`, {
    hint: 'Edit it, or give --force to replace it; mondo doctor checks it',
  })
}

/** Throws `usage` where a file cannot be written. */
export async function writeStarterFiles({ config, schema }: StarterFiles, answers: Starter): Promise<void> {
  await write(schema, configSchemaText())
  await write(config, starterConfig(answers))
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text)
  } catch (cause) {
    throw new MondoError('usage', `${path} cannot be written`, {
      cause,
      hint: 'Give another --dir, or the right to write there',
    })
  }
}
