/** The property names of site definitions are a contract: every one of the sketch beside the checkout stands in the type. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { expect, it } from 'vitest'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const sketch = resolve(shared, 'sketches/define-site.ts')
const type = resolve(import.meta.dirname, '../../src/sites/site-definition.ts')

if (existsSync(sketch)) {
  it('every property of the sketch is one of the type, in the same place', () => {
    const [wanted, found] = [propertiesOf(sketch), propertiesOf(type)]
    expect(wanted).toContain('SiteDefinition.siteIs')
    expect(wanted).toContain('Layout.question.answerCount')
    expect(wanted.filter((name) => !found.includes(name))).toEqual([])
  })
} else {
  it('finds no sketch beside the checkout: nothing to compare', () => expect(existsSync(sketch)).toBe(false))
}

/** `SiteDefinition.urls.question`, `Layout.answers.best`: what a name of a type stands for may be called otherwise. */
function propertiesOf(file: string): readonly string[] {
  const names: string[] = []
  const path: string[] = []
  const enter = (name: string) => path.push(name === 'SiteLayout' ? 'Layout' : name)
  const leave = () => path.pop()
  new Visitor({
    TSInterfaceDeclaration: ({ id }) => enter(id.name),
    'TSInterfaceDeclaration:exit': leave,
    TSTypeAliasDeclaration: ({ id }) => enter(id.name === 'Value' ? 'Places' : id.name),
    'TSTypeAliasDeclaration:exit': leave,
    TSPropertySignature: ({ key }) => {
      enter(key.type === 'Identifier' ? key.name : '?')
      names.push(path.join('.'))
    },
    'TSPropertySignature:exit': leave,
  }).visit(parseSync(file, readFileSync(file, 'utf8')).program)
  return names
}
