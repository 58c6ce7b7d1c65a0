/** JSON-LD scripts with the faults that templates, editors and plugins cause. */
import { describe, expect, test } from 'vitest'
import { parseScript } from '../../../src/parse/schema-org/json-script.ts'

const value = { '@type': 'Question', name: 'Why? // not a comment', text: 'a /* b */ <c>; ]]>' }
const json = JSON.stringify(value)
const sound = { values: [{ value, isRepaired: false }], damage: null }

describe('text that is not JSON is left out', () => {
  test.each([
    ['a BOM', `\ufeff${json}`],
    ['a semicolon', `${json};`],
    ['semicolons and spaces', `${json} ; ;\n`],
    ['an HTML comment around it', `<!--\n${json}\n-->`],
    ['an HTML comment that ends for JavaScript', `<!--\n${json}\n//-->`],
    ['an HTML comment that begins and ends for JavaScript', `<!-- //\n${json}\n// -->`],
    ['comments that name the plugin', `<!-- Markup by Plugin 1.2 -->${json}<!-- / Plugin -->`],
    ['a CDATA section', `<![CDATA[${json}]]>`],
    ['a CDATA section in line comments', `//<![CDATA[\n${json}\n//]]>`],
    ['a CDATA section in line comments on one line', `//<![CDATA[${json}//]]>`],
    ['a CDATA section in block comments', `/*<![CDATA[*/\n${json}\n/*]]>*/`],
    ['a CDATA section whose end is escaped', `// <![CDATA[\n${json}\n// ]]&gt;`],
    ['the wrapper of Drupal', `<!--//--><![CDATA[//><!--\n${json}\n//--><!]]>`],
    ['a line comment', `// data\n${json} // end`],
    ['a block comment with brackets', `/* {"a": [ */${json}`],
    ['a comment within', json.replace(',', ', // "name": "}"\n')],
    ['a script tag within the script', `<script type="application/ld+json">${json}`],
    ['line breaks of an editor', `<p>${json.replace(',', ',<br />\n')}</p>`],
    ['no-break spaces', json.replace(',', ',\u00a0&nbsp;')],
    ['references for all quotes', json.replaceAll('"', '&quot;')],
    ['numeric references for all quotes', json.replaceAll('"', '&#34;')],
  ])('%s', (_name, script) => {
    expect(parseScript(script)).toEqual(sound)
  })

  test('several values in a row are several values', () => {
    for (const between of ['', ',', ';', '\n', ',\n']) {
      expect(parseScript(json + between + json).values.map((one) => one.value)).toEqual([value, value])
    }
  })

  test('raw line breaks and tabs in a string are part of it', () => {
    expect(parseScript('{"a": "x\n\ty\r\nz"}').values).toEqual([
      { value: { a: 'x\n\ty\nz' }, isRepaired: false },
    ])
  })
})

describe('damage with only one possible repair is repaired', () => {
  test.each([
    ['a comma too many', '{"a": [1, 2,], "b": {"c": 3,},}', { a: [1, 2], b: { c: 3 } }],
    ['two commas', '{"a": 1,, "b": 2}', { a: 1, b: 2 }],
    ['a comma missing', '{"a": 1\n"b": 2}', { a: 1, b: 2 }],
    ['a value missing', '{"a": , "b": 2}', { a: null, b: 2 }],
    ['single quotes', "{'a': 'Don't', 'b': 'say \"x\"'}", { a: "Don't", b: 'say "x"' }],
    ['typographic quotes', '{“a”: “x”, ”b“: “y”}', { a: 'x', b: 'y' }],
    ['typographic quotes as references', '{&#8220;a&#8221;: &#8220;x&#8243;}', { a: 'x' }],
    ['names without quotes', '{a: "x", b: 2}', { a: 'x', b: 2 }],
    [
      'escapes of JavaScript',
      String.raw`{"a": "Don\'t \x41 C:\path \u12"}`,
      { a: String.raw`Don't A C:\path \u12` },
    ],
    ['quotes within a string', '{"a": "he "said" so", "b": 1}', { a: 'he "said" so', b: 1 }],
    ['one quote within a string', '{"a": "a 5" pipe", "b": 1}', { a: 'a 5" pipe', b: 1 }],
    ['a bracket too many', '{"a": 1}}', { a: 1 }],
    ['a variable', 'var data = {"a": 1};', { a: 1 }],
    ['a call', 'callback({"a": 1});', { a: 1 }],
    ["another language's constants", '{"a": None, "b": True, "c": undefined}', { a: null, b: true, c: null }],
    ['all quotes escaped', String.raw`{\"a\": \"x\"}`, { a: 'x' }],
  ])('%s', (_name, script, repaired) => {
    expect(parseScript(script)).toEqual({ values: [{ value: repaired, isRepaired: true }], damage: null })
  })
})

describe('a script that was cut off stays damaged', () => {
  const whole = '{"a": "x", "b": [{"c": "y"}, {"d": "he said "z" loudly"}]}'
  test('at every character', () => {
    for (let length = 1; length < whole.length; length += 1) {
      expect(parseScript(whole.slice(0, length)), whole.slice(0, length)).toMatchObject({
        values: [],
        damage: expect.any(String),
      })
    }
  })

  test.each([
    ['a bracket missing within', '[{"a": [1, 2}]'],
    ['a quote missing at the end of a string', '{"a": "x, "b": "y"}'],
    ['two quotes missing', '{"a": "x, "b": "y}'],
    ['a template that was not filled in', '{"a": {{ title }}, "b": <?php echo ?>}'],
  ])('%s', (_name, script) => {
    expect(parseScript(script)).toEqual({ values: [], damage: expect.any(String) })
  })

  test('the values before it are read', () => {
    expect(parseScript('{"a": 1}\n{"b": [2,')).toEqual({
      values: [{ value: { a: 1 }, isRepaired: false }],
      damage: expect.any(String),
    })
  })

  test.each([
    ['more than a megabyte', `{a: "${'x'.repeat(1024 * 1024)}"}`],
    ['more than 500 levels', `${'['.repeat(501)}a${']'.repeat(501)}`],
  ])('%s is not repaired', (_name, script) => {
    expect(parseScript(script)).toEqual({ values: [], damage: expect.any(String) })
  })
})

test.each(['', '  \n', 'text', '// nothing', '<!-- -->'])(
  'a script without a value says nothing: %j',
  (script) => {
    expect(parseScript(script)).toEqual({ values: [], damage: null })
  },
)
