/** Threads that try what a page can be made to do: markup, handlers, URLs that are scripts, turned directions, size. */
import type { QuestionPage } from '../../../../src/model/question-page.ts'
import { anAnswer, aPage, aReply } from '../../../load/pages.ts'

/** Sets a title that a browser would show, and a request that it would send, if any of it ran. */
const script = `<script>document.title='owned'</script><img src="/owned" onerror="document.title='owned'"><svg onload="document.title='owned'">`

const hostileMarkup = `</title></textarea></style></pre></bdi>"'>${script}<a href="javascript:document.title='owned'" onclick="document.title='owned'">x</a>`

/** Turns the direction of all that follows, and never ends it. */
const turned = '\u202eくるりと\u2066\u202d'

/** None of them would be followed by a browser that is right: the pages do not make links of them at all. */
const scriptUrls = [
  "javascript:document.title='owned'",
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
]

export const hostileIds = ['../../etc', '?a=b&c#d', '"><script>', '%2e%2e%2f', 'あ/い'] as const

/** One for each id. */
export const hostileSites = hostileIds.map((_, index) => (index === 4 ? '"><script>' : 'hostile'))

export function hostileThreads(): readonly QuestionPage[] {
  return hostileIds.map((questionId, index) =>
    aPage({
      questionId,
      url: `https://hostile.example/q/${index}`,
      site: hostileSites[index] ?? 'hostile',
      title:
        [hostileMarkup, turned, '長'.repeat(20_000), 'a'.repeat(20_000), `${turned}${hostileMarkup}`][
          index
        ] ?? 'x',
      body: `${hostileMarkup}\n${turned}\nhttps://a.example/"onclick="x javascript:alert(1)\n${'w'.repeat(5_000)}`,
      categories: [hostileMarkup, turned],
      asker: { name: hostileMarkup, url: scriptUrls[0] ?? null, bestAnswerRate: null },
      imageUrls: scriptUrls,
      answerCount: 2,
      answers: [
        anAnswer('1', {
          isBest: true,
          key: hostileMarkup,
          body: hostileMarkup,
          imageUrls: scriptUrls,
          author: { name: turned, url: scriptUrls[0] ?? null, bestAnswerRate: null },
        }),
        anAnswer('2', {
          body: turned,
          replies: [
            {
              ...aReply('comment', hostileMarkup),
              author: { name: hostileMarkup, url: null, bestAnswerRate: null },
            },
          ],
        }),
      ],
      replies: [aReply('supplement', turned)],
      related: scriptUrls.map((url, rank) => ({
        rank: rank + 1,
        questionId: null,
        url,
        title: hostileMarkup,
        excerpt: hostileMarkup,
      })),
      checks: [{ code: 'text-unclaimed', severity: 'warning', message: hostileMarkup }],
    }),
  )
}
