/** The definition of the sample site, which imitates OKWAVE on loopback. Its port varies, so `--site sample` selects it. */
import { okwaveAnonymous, okwaveLayouts, okwaveLists } from './okwave.ts'
import type { SiteDefinition } from './site-definition.ts'

export const sample: SiteDefinition = {
  name: 'sample',
  version: 1,
  hosts: ['sample.example'],
  timeZone: '+09:00',
  urls: { question: '/qa/q{id}.html', ids: /^\d{1,12}$/, page: 'page', lists: okwaveLists },
  anonymous: okwaveAnonymous,
  readers: ['landmarks', 'structured-data'],
  layouts: okwaveLayouts,
}
