/** The site definitions that come with mondo. */
import { okwave } from './okwave.ts'
import { sample } from './sample.ts'
import type { SiteDefinition } from './site-definition.ts'

export const bundled: readonly SiteDefinition[] = [okwave, sample]
