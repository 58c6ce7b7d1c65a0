/** The site definitions that come with mondo. */
import { chiebukuro } from './chiebukuro.ts'
import { goo } from './goo.ts'
import { okwave } from './okwave.ts'
import { sample } from './sample.ts'
import type { SiteDefinition } from './site-definition.ts'
import { stackexchange } from './stackexchange.ts'
import { teratail } from './teratail.ts'

export const bundled: readonly SiteDefinition[] = [okwave, sample, goo, stackexchange, chiebukuro, teratail]
