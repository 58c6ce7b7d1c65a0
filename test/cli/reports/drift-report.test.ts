import { describe, expect, test } from 'vitest'
import { gateReports } from '../../../src/cli/reports/drift-report.ts'
import type { HostSummary } from '../../../src/crawl/engine/summary.ts'
import type { BrokenField } from '../../../src/model/drift-report.ts'

const author: BrokenField = {
  field: 'answers.author',
  layout: 'okwave/current',
  before: { pages: 812.4, share: 0.94 },
  now: { pages: 40, share: 0.475 },
  sample: { path: '/qa/q7.html', url: 'https://okwave.jp/qa/q7.html', captureId: 'urn:uuid:7' },
}
const rate = { ...author, field: 'answers.author.bestAnswerRate', sample: null }
const read = { ...author, field: 'read', layout: '', before: { pages: 0, share: 1 } }

function hostWith(broken: readonly [BrokenField, ...BrokenField[]]): HostSummary {
  const gate = {
    reason: '21 of the last 40 pages of okwave/current lack answers.author',
    trippedAt: '2026-11-23T18:00:00.000Z',
    runId: '1',
    parserVersion: '2026-11-01a',
    broken,
  }
  return {
    group: 'okwave',
    state: 'parked',
    parkedReason: gate.reason,
    nextAllowedAt: null,
    backoffUntil: null,
    paused: null,
    gate,
  }
}

describe('the report on a host that the quality gate stopped', () => {
  test('names each field, its share before and now, a page without it, and what to do', () => {
    const [report = ''] = gateReports([hostWith([author, rate])])
    expect(report).toContain('stopped host okwave')
    expect(report).toMatch(/answers\.author +okwave\/current +94 % of 812 +48 % of 40 +\/qa\/q7\.html/)
    expect(report).toContain('answers.author.bestAnswerRate')
    expect(report).toContain("archive cat urn:uuid:7 | mondo parse - --url 'https://okwave.jp/qa/q7.html'")
    expect(report).toContain('mondo reparse, and crawl again')
    expect(report).toContain('--accept-layout')
  })

  test('repeats the place of the data in each command that opens it', () => {
    const [lost = ''] = gateReports([hostWith([author])], ' --data d --db postgres://h/qa')
    expect(lost).toContain('mondo archive cat urn:uuid:7 --data d --db postgres://h/qa | mondo parse - --url')
    expect(lost).toContain('mondo reparse --data d --db postgres://h/qa, and crawl again')
    const [rejected = ''] = gateReports([hostWith([read])], ' --data d')
    expect(rejected).toContain('mondo reparse --rejected --data d, and crawl again')
  })

  test('recommends reparse --rejected for rejected pages, and says when there is no past', () => {
    const [report = ''] = gateReports([hostWith([read])])
    expect(report).toMatch(/read +all +no past/)
    expect(report).toContain('mondo reparse --rejected')
  })

  test('says when the host is being tried again, and omits hosts with an open gate', () => {
    const tried: HostSummary = { ...hostWith([author]), state: 'ready', parkedReason: null }
    const open: HostSummary = { ...tried, gate: null }
    expect(gateReports([open, tried, open])).toEqual([expect.stringContaining('it is being tried again')])
  })
})
