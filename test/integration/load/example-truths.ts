/** What the examples for analysts must answer, worked out from the pages of the sample database, not from any database. */
import type { Answer, QuestionPage } from '../../../src/model/question-page.ts'
import type { SampleScene } from './sample-database.ts'

/** By the file's name: some of its columns, and their values in the order of the rows. */
export interface ExampleTruth {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

const firstRun = Date.parse('2026-11-01T00:00:00Z')
const secondRun = Date.parse('2026-11-03T00:00:00Z')

export function exampleTruths(scene: SampleScene): Readonly<Record<string, ExampleTruth>> {
  const { pages, later, edited, thanked, growing, gone, relisted, supplemented } = scene
  const seenFirst = (page: QuestionPage) => new Date(firstRun + pages.indexOf(page) * 2_000)
  const seenLast = (page: QuestionPage) =>
    new Date(secondRun + later.findIndex(({ questionId }) => questionId === page.questionId) * 2_000)
  const count = (some: readonly QuestionPage[]) => some.reduce((sum, { answers }) => sum + answers.length, 0)
  const withBest = later.flatMap((page) => {
    const best = page.answers.find(({ isBest }) => isBest)
    return best === undefined ? [] : [{ page, best }]
  })
  const changed = later.filter((page) => !pages.includes(page)).length
  const [thankedAnswer] = thanked.answers
  const [supplement] = supplemented.replies
  const withWord = later.filter(({ title }) => title.includes('方法'))

  return {
    answer_as_of: { columns: ['on_2_november', 'on_4_november'], rows: [[count(pages), count(later)]] },
    answer_version: {
      columns: ['question_id', 'answer_key', 'since', 'thanks_count'],
      rows: [
        [thanked.questionId, thankedAnswer?.key, seenFirst(thanked), thankedAnswer?.thanksCount],
        [thanked.questionId, thankedAnswer?.key, seenLast(thanked), 5],
      ],
    },
    answers_by_month: {
      columns: ['category', 'month', 'questions', 'answered'],
      rows: byMonth(later).slice(0, 3),
    },
    best_answer: {
      columns: ['question_id', 'answer_key', 'author_name', 'hours'],
      rows: withBest
        .flatMap(({ page, best }) => {
          const hours = hoursBetween(page, best)
          return hours === null ? [] : [{ page, best, hours }]
        })
        .toSorted((a, b) => a.hours - b.hours || compare(a.page.questionId, b.page.questionId))
        .slice(0, 3)
        .map(({ page, best, hours }) => [
          page.questionId,
          best.key,
          best.author?.name,
          Math.round(hours * 10) / 10,
        ]),
    },
    change: {
      columns: ['question_id', 'row_kind', 'answer_key', 'field', 'after', 'valid_to'],
      rows: [[thanked.questionId, 'answer', thankedAnswer?.key, 'thanks_count', '5', seenLast(thanked)]],
    },
    change_log: {
      columns: ['table_name', 'operation', 'rows'],
      rows: [
        ['answer', 'insert', count(pages)],
        // One got thanks, one was taken away.
        ['answer', 'update', 2],
        ['answer_version', 'insert', 1],
        ['question', 'insert', pages.length],
        // One was edited, one had grown, one was gone.
        ['question', 'update', 3],
        ['question_version', 'insert', 1],
        ['related_question', 'insert', pages.reduce((sum, { related }) => sum + related.length, 0)],
        // All move up by one, and the last place is empty.
        ['related_question', 'update', relisted.related.length],
        ['related_question_version', 'insert', relisted.related.length - 1],
        ['reply', 'insert', pages.reduce((sum, page) => sum + repliesOf(page).length, 0)],
        ['reply', 'update', 1],
        ['reply_version', 'insert', 1],
      ],
    },
    crawl_health: {
      columns: ['day', 'visits', 'loaded', 'unchanged', 'gone', 'rejected'],
      rows: [
        ['2026-11-01', pages.length, pages.length, 0, 0, 0],
        ['2026-11-03', later.length + 1, changed, later.length - changed, 1, 0],
      ],
    },
    edit: {
      columns: ['question_id', 'row_kind', 'field', 'valid_to'],
      rows: [
        [supplemented.questionId, 'reply', 'body', seenLast(supplemented)],
        [edited.questionId, 'question', 'title', seenLast(edited)],
      ],
    },
    freshness: {
      columns: ['question_id', 'last_seen_at'],
      rows: [gone, ...later.slice(0, 2)].map((page) => [
        page.questionId,
        page === gone ? seenFirst(gone) : seenLast(page),
      ]),
    },
    incomplete_question: {
      columns: ['question_id', 'answers_declared', 'answers_here', 'pages_seen'],
      rows: [[growing.questionId, growing.answerCount, growing.answers.length, 1]],
    },
    lineage: {
      columns: ['row_kind', 'answer_key', 'captured_at', 'warc_offset'],
      rows: withBest
        .toSorted((a, b) => compare(a.page.questionId, b.page.questionId))
        .slice(0, 2)
        .map(({ page, best }) => {
          const place = pages.findIndex(({ questionId }) => questionId === page.questionId)
          return ['answer', best.key, new Date(firstRun + place * 2_000), place * 10_000]
        }),
    },
    person: { columns: ['answers', 'best_answers'], rows: people(later).slice(0, 3) },
    question_as_of: {
      columns: ['question_id', 'title', 'valid_from', 'valid_to'],
      rows: [
        [edited.questionId, edited.title, seenFirst(edited), seenLast(edited)],
        [gone.questionId, gone.title, seenFirst(gone), new Date(secondRun)],
      ].toSorted(([a], [b]) => compare(String(a), String(b))),
    },
    question_version: {
      columns: ['question_id', 'before', 'now'],
      rows: [[edited.questionId, edited.title, `${edited.title}（解決しました）`]],
    },
    related_history: {
      columns: ['question_id', 'related_question_id', 'first_rank', 'valid_from', 'valid_to', 'ended_by'],
      rows: [
        ...gone.related.map(({ rank, questionId }) => ({
          page: gone,
          rank,
          questionId,
          endedBy: 'page-gone',
        })),
        ...relisted.related
          .slice(0, 1)
          .map(({ rank, questionId }) => ({ page: relisted, rank, questionId, endedBy: 'changed' })),
      ]
        .toSorted((a, b) => compare(a.page.questionId, b.page.questionId) || a.rank - b.rank)
        .map(({ page, rank, questionId, endedBy }) => [
          page.questionId,
          questionId,
          rank,
          seenFirst(page),
          page === gone ? new Date(secondRun) : seenLast(page),
          endedBy,
        ]),
    },
    related_question_as_of: {
      columns: ['rank', 'related_question_id', 'now'],
      rows: relisted.related.map(({ rank, questionId }, index) => [
        rank,
        questionId,
        relisted.related[index + 1]?.questionId ?? null,
      ]),
    },
    related_question_version: {
      columns: ['question_id', 'rank', 'related_question_id', 'ended_by', 'valid_to'],
      rows: relisted.related
        .slice(0, -1)
        .map(({ rank, questionId }) => [
          relisted.questionId,
          rank,
          questionId,
          'changed',
          seenLast(relisted),
        ]),
    },
    related_pair: { columns: ['related_question_id', 'led_from'], rows: ledTo(later).slice(0, 3) },
    reply_as_of: { columns: ['kind', 'replies'], rows: replyKinds(pages) },
    reply_version: {
      columns: ['question_id', 'answer_key', 'kind', 'ended_by', 'said'],
      rows: [
        [
          supplemented.questionId,
          '',
          supplement?.kind,
          'edited',
          [...(supplement?.body ?? '')].slice(0, 20).join(''),
        ],
      ],
    },
    search: {
      columns: ['question_id', 'answer_key'],
      rows: withWord
        .toSorted((a, b) => compare(b.postedAt ?? '', a.postedAt ?? ''))
        .slice(0, 3)
        .map(({ questionId }) => [questionId, null]),
    },
    site: { columns: ['site', 'time_zone'], rows: [['sample', 'Asia/Tokyo']] },
    thread: {
      columns: ['question_id', 'title', 'answer_count', 'first_author'],
      rows: later
        .toSorted((a, b) => b.answers.length - a.answers.length || compare(a.questionId, b.questionId))
        .slice(0, 3)
        .map(({ questionId, title, answers }) => [
          questionId,
          title,
          answers.length,
          answers[0]?.author?.name ?? null,
        ]),
    },
    unanswered_question: {
      columns: ['question_id', 'posted_on'],
      rows: later
        .filter(({ status, answers }) => status === 'open' && answers.length === 0)
        .map(({ questionId, postedAt }) => [questionId, postedAt?.slice(0, 10) ?? null] as const)
        .toSorted((a, b) => compare(a[1] ?? '9999', b[1] ?? '9999') || compare(a[0], b[0]))
        .slice(0, 3),
    },
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Null where one of both tells only the day. */
function hoursBetween({ postedAt }: QuestionPage, answer: Answer): number | null {
  if (!postedAt?.includes('T') || !answer.postedAt?.includes('T')) return null
  return (Date.parse(answer.postedAt) - Date.parse(postedAt)) / 3_600_000
}

function byMonth(pages: readonly QuestionPage[]): readonly unknown[][] {
  const groups = Map.groupBy(
    pages,
    ({ categories, postedAt }) => `${categories[0]}\n${postedAt?.slice(0, 7)}`,
  )
  return [...groups]
    .map(([key, some]) => ({ key, some }))
    .toSorted((a, b) => b.some.length - a.some.length || compare(a.key, b.key))
    .map(({ key, some }) => [
      ...key.split('\n'),
      some.length,
      some.filter(({ answers }) => answers.length > 0).length,
    ])
}

/** By name: no two people of the sample site share one. */
function people(pages: readonly QuestionPage[]): readonly unknown[][] {
  const answers = pages.flatMap((page) => page.answers.filter(({ author }) => author !== null))
  return [...Map.groupBy(answers, ({ author }) => author?.name).values()]
    .map((some) => [some.length, some.filter(({ isBest }) => isBest).length] as const)
    .toSorted((a, b) => b[1] - a[1] || b[0] - a[0])
    .map(([all, best]) => [all, best])
}

function ledTo(pages: readonly QuestionPage[]): readonly unknown[][] {
  const ids = pages.flatMap(({ related }) => related.flatMap(({ questionId }) => questionId ?? []))
  return [...Map.groupBy(ids, (id) => id)]
    .map(([id, some]) => [id, some.length] as const)
    .toSorted((a, b) => b[1] - a[1] || compare(a[0], b[0]))
    .map(([id, times]) => [id, times])
}

function replyKinds(pages: readonly QuestionPage[]): readonly unknown[][] {
  const replies = pages.flatMap((page) => [
    ...page.replies,
    ...page.answers.flatMap((answer) => answer.replies),
  ])
  return [...Map.groupBy(replies, ({ kind }) => kind)]
    .map(([kind, some]) => [kind, some.length])
    .toSorted(([a], [b]) => compare(String(a), String(b)))
}

function repliesOf({ replies, answers }: QuestionPage): readonly unknown[] {
  return [...replies, ...answers.flatMap((answer) => answer.replies)]
}
