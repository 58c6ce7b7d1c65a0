/** Figures of a report about the crawl: what was asked, how fast, and how it was answered. */
import { literals } from '../literal.ts'
import { linesOverTime } from '../page/charts/lines.ts'
import { columnsOverTime } from '../page/charts/stacked-columns.ts'
import { bytesText } from '../page/markup.ts'
import { type FigurePlan, objects } from './figure.ts'
import type { ReportScope } from './report-scope.ts'

/** Columns of time begin at whole steps since this moment, so that those of two reports stand at the same times. */
const origin = "timestamptz '2000-01-03Z'"

export function crawlFigures(scope: ReportScope): readonly FigurePlan[] {
  return [pagesByOutcome(scope), pagesByStatus(scope), bytesOverTime(scope)]
}

/** Of pace and politeness: what a host sees of us. */
export function paceFigures(scope: ReportScope): readonly FigurePlan[] {
  return [pace(scope), gaps(scope), responseTimes(scope), hosts(scope)]
}

/** Time in the steps of the report. */
function inSteps({ step }: ReportScope, time: string): string {
  return `date_bin('${step.interval}', ${time}, ${origin}) as at`
}

function timeOf(value: unknown): Date {
  return value instanceof Date ? value : new Date(String(value))
}

interface Counted {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly empty: string
  readonly statement: string
  /** Column of the statement that tells the colours of a column apart. */
  readonly series: string
  /** Column of the statement with the height; also the unit. */
  readonly value: string
  readonly tick?: (value: number) => string
}

/** Columns over time: `statement` has a row for each step (`at`) and series. */
function countedOverTime({ step }: ReportScope, { series, value, tick, ...figure }: Counted): FigurePlan {
  return {
    ...figure,
    draw: (result) =>
      columnsOverTime(
        { title: figure.title, description: `${value} in each ${step.interval}`, unit: value },
        objects(result).map((row) => ({
          place: timeOf(row['at']),
          series: String(row[series]),
          value: Number(row[value]),
        })),
        step.ms,
        tick === undefined ? {} : { tick },
      ),
  }
}

function pagesByOutcome(scope: ReportScope): FigurePlan {
  return countedOverTime(scope, {
    id: 'outcomes',
    title: 'Pages by outcome',
    about: `Visits in steps of ${scope.step.interval}. Each visit has one outcome.`,
    empty: 'No page was visited.',
    statement: `select ${inSteps(scope, 'v.visited_at')}, v.outcome, count(*)::int as pages
from crawl.visit v
where ${scope.visits}
group by 1, 2 order by 1, 3 desc, 2`,
    series: 'outcome',
    value: 'pages',
  })
}

function pagesByStatus(scope: ReportScope): FigurePlan {
  return countedOverTime(scope, {
    id: 'statuses',
    title: 'Responses by HTTP status',
    about: 'Every response that is in the archive: robots.txt and redirects too.',
    empty: 'No response came.',
    statement: `select ${inSteps(scope, 'c.captured_at')}, c.status, count(*)::int as responses
from crawl.capture c
where ${scope.captures}
group by 1, 2 order by 1, 2`,
    series: 'status',
    value: 'responses',
  })
}

function bytesOverTime(scope: ReportScope): FigurePlan {
  return countedOverTime(scope, {
    id: 'bytes',
    title: 'Bytes received',
    about: 'Of bodies, as they came over the wire.',
    empty: 'Nothing was received.',
    statement: `select ${inSteps(scope, 'v.visited_at')}, v.host_group, sum(v.bytes)::float8 as bytes
from crawl.visit v
where ${scope.visits}
group by 1, 2 order by 1, 3 desc, 2`,
    series: 'host_group',
    value: 'bytes',
    tick: bytesText,
  })
}

/** Requests a second that the run's options and robots.txt of a host allow together; null for no limit. */
const permitted = `least(
    coalesce((
      select (g->>'rate')::float8 from jsonb_array_elements(r.options->'hostGroups') g where g->>'name' = v.host_group limit 1
    ), case when jsonb_typeof(r.options->'rate') = 'number' then (r.options->>'rate')::float8 end),
    1 / nullif(h.crawl_delay_seconds, 0))`

function pace(scope: ReportScope): FigurePlan {
  const { visits, step } = scope
  const stepSeconds = step.ms / 1000
  return {
    id: 'pace',
    title: 'Pace against the permitted pace',
    about: `Requests a second to each host group, averaged over ${step.interval}. The broken line is what --rate and Crawl-delay permit.`,
    empty: 'No request was sent.',
    statement: `select ${inSteps(scope, 'v.visited_at')}, v.host_group,
  round(sum(v.requests)::numeric / ${stepSeconds}, 3)::float8 as requests_a_second,
  min(${permitted}) as permitted
from crawl.visit v
join crawl.run r on r.run_id = v.run_id
left join crawl.host h on h.host_group = v.host_group
where ${visits} and v.requests > 0
group by 1, 2 order by 1, 2`,
    draw: (result) => {
      const rows = objects(result)
      const names = [...new Set(rows.map((row) => String(row['host_group'])))]
      const limits = [
        ...new Set(rows.flatMap((row) => (typeof row['permitted'] === 'number' ? [row['permitted']] : []))),
      ]
      return linesOverTime(
        {
          title: 'Pace against the permitted pace',
          description: `requests a second to ${names.length === 1 ? names[0] : `${names.length} host groups`}`,
          unit: 'requests a second',
        },
        names.map((name) => ({
          name,
          points: rows
            .filter((row) => row['host_group'] === name)
            .map((row) => ({ time: timeOf(row['at']), value: Number(row['requests_a_second']) })),
        })),
        limits.map((value) => ({ name: `permitted: ${value} a second`, value })),
      )
    },
  }
}

const hostOf = "substring(c.url from '^https?://([^/?#]+)')"

function gaps({ captures }: ReportScope): FigurePlan {
  return {
    id: 'gaps',
    title: 'Gaps between requests',
    about:
      'From the start of one request to a host to the start of the next. The shortest must not be under the permitted one, but for a clock that was set.',
    empty: 'No host was asked twice.',
    isTable: true,
    statement: `with sent as (
  select ${hostOf} as host, extract(epoch from c.captured_at - lag(c.captured_at)
    over (partition by c.run_id, ${hostOf} order by c.captured_at)) as gap
  from crawl.capture c
  where ${captures}
), allowed as (
  select ${hostOf} as host, min(${permitted}) as rate
  from crawl.capture c
  join crawl.visit v on v.capture_id = c.capture_id
  join crawl.run r on r.run_id = v.run_id
  left join crawl.host h on h.host_group = v.host_group
  where ${captures}
  group by 1
)
select host, count(gap)::int as gaps, round(min(gap), 3)::float8 as shortest_seconds,
  round((percentile_cont(0.5) within group (order by gap))::numeric, 3)::float8 as median_seconds,
  round((1 / min(rate))::numeric, 3)::float8 as permitted_seconds
from sent left join allowed using (host)
group by host having count(gap) > 0
order by gaps desc, host limit 100`,
  }
}

function responseTimes(scope: ReportScope): FigurePlan {
  return {
    id: 'response-times',
    title: 'Response times',
    about:
      'Milliseconds from a request to the end of its response: of half of the responses, of 95 in 100, and the longest.',
    empty: 'No response time is known.',
    statement: `select ${inSteps(scope, 'c.captured_at')}, count(c.elapsed_ms)::int as responses,
  percentile_cont(0.5) within group (order by c.elapsed_ms) as median_ms,
  percentile_cont(0.95) within group (order by c.elapsed_ms) as p95_ms, max(c.elapsed_ms) as longest_ms
from crawl.capture c
where ${scope.captures} and c.elapsed_ms is not null
group by 1 order by 1`,
    draw: (result) => {
      const rows = objects(result)
      const named = [
        ['median', 'median_ms'],
        ['95 %', 'p95_ms'],
        ['longest', 'longest_ms'],
      ] as const
      return linesOverTime(
        {
          title: 'Response times',
          description: 'median, 95th percentile and longest, in milliseconds',
          unit: 'ms',
        },
        named.map(([name, key]) => ({
          name,
          points: rows.map((row) => ({ time: timeOf(row['at']), value: Number(row[key]) })),
        })),
      )
    },
  }
}

function hosts({ hostGroups }: ReportScope): FigurePlan {
  return {
    id: 'hosts',
    title: 'Hosts and their state',
    about: 'As they are now: when each may be asked again, and why one is parked or stopped.',
    empty: 'No host was asked.',
    isTable: true,
    statement: `select host_group, state, parked_reason, next_allowed_at, backoff_until, crawl_delay_seconds, gate->>'reason' as quality_gate,
  lenient_until
from crawl.host
where host_group = any(${literals(hostGroups)})
order by state desc, host_group`,
  }
}
