/** Strings of structured data: markup becomes visible text, and text that only looks like markup stays. */
import { describe, expect, test } from 'vitest'
import { plainText } from '../../../src/parse/schema-org/plain-text.ts'

describe('text that only looks like a tag stays', () => {
  test.each([
    'How to cat <<EOF >> a file',
    'A List<T> of List<String>',
    'vector<int> and map<string, int>',
    'Map<String, Object> or Class<Object>',
    'if (a<b && c>d) return',
    'std::pair<a, b>',
    'a < b > c',
    'React: <Button> in <App/>',
    'What does <b> do?',
    '#include <stdio.h>',
    'x <- y; y -> z',
    'see ?a=1&copy=2',
    'AT&T',
  ])('%s', (text) => {
    expect(plainText(text)).toBe(text)
  })
})

describe('markup becomes text', () => {
  test.each([
    ['<p>One.</p><p>Two &amp; three.</p>', 'One.\nTwo & three.'],
    ['<P>Old<BR>markup', 'Old\nmarkup'],
    ['One<br />two<br>three', 'One\ntwo\nthree'],
    ['<p>A List<String> here</p>', 'A List<String> here'],
    ['<p>1 &lt; 2</p>', '1 < 2'],
    ['Tom &amp; Jerry &#39;94', "Tom & Jerry '94"],
    ['a <b>bold</b>\nword', 'a bold\nword'],
    ['<ul><li>x<li>y</ul>', 'x\ny'],
    ['<a href="/x?a=1&amp;b=2" rel="nofollow">link</a> text', 'link text'],
    ['<pre>a  b\n c</pre>', 'a  b\n c'],
    ['<script>alert(1)</script>Hi', 'Hi'],
  ])('%s', (text, plain) => {
    expect(plainText(text)).toBe(plain)
  })
})
