/** Figures of a report about what was read: the pages that the parser rejected, and the fields that pages have lost. */
import { literals } from '../literal.ts'
import { beforeAndNow } from '../page/charts/before-and-now.ts'
import { horizontalBars } from '../page/charts/horizontal-bars.ts'
import type { SqlResult } from '../read-session.ts'
import { type FigurePlan, objects } from './figure.ts'
import type { ReportScope } from './report-scope.ts'

/** Of what could not be read, and of what the pages have lost. */
export function readingFigures(scope: ReportScope): readonly FigurePlan[] {
  return [rejects(scope), coverage(scope)]
}

/** As many as the chart shows; the table has them all. */
const mostBars = 15

function rejects({ visits }: ReportScope): FigurePlan {
  return {
    id: 'rejects',
    title: 'Rejects by reason and layout',
    about:
      'Pages that the parser refused rather than loading them half. The layout is that of the question when it was last read; failed checks are known of the last capture of a page.',
    empty: 'No page was rejected.',
    isTable: true,
    statement: `select v.reason, coalesce(q.layout, 'not known') as layout, count(distinct (v.site, v.path))::int as pages,
  count(*)::int as visits, f.failed_checks, min(v.path) as example
from crawl.visit v
left join crawl.page p on p.site = v.site and p.path = v.path
left join qa.question q on q.site = p.site and q.question_id = p.question_id
left join lateral (
  select string_agg(distinct c->>'code', ', ' order by c->>'code') as failed_checks
  from crawl.rejected_page r, jsonb_array_elements(r.checks) c
  where r.site = v.site and r.path = v.path and r.capture_id = v.capture_id and c->>'severity' = 'error'
) f on true
where ${visits} and v.outcome = 'rejected'
group by 1, 2, f.failed_checks order by 3 desc, 1, 2, 5 limit 200`,
    draw: (result) =>
      horizontalBars(
        {
          title: 'Rejects by reason and layout',
          description: 'visits that were rejected, by reason and layout',
          unit: 'visits',
        },
        rejectBars(result).slice(0, mostBars),
      ),
  }
}

function rejectBars(result: SqlResult): readonly { name: string; value: number }[] {
  const visits = new Map<string, number>()
  for (const row of objects(result)) {
    const name = `${String(row['reason'])} · ${String(row['layout'])}`
    visits.set(name, (visits.get(name) ?? 0) + Number(row['visits']))
  }
  return [...visits].map(([name, value]) => ({ name, value })).sort((one, other) => other.value - one.value)
}

/** The fields that changed most say what happened; a long list of fields at 100 % says nothing. */
const mostFields = 24

function coverage({ hostGroups }: ReportScope): FigurePlan {
  return {
    id: 'coverage',
    title: 'Fields of the pages, against the past',
    about:
      'How often a field stood on the last pages of a layout (up to 40), and on those before. What moved left has been lost: the layout may have changed.',
    empty: 'No question page has been read yet.',
    statement: `select case when layout = '' then 'all pages' else layout end as layout, field, length(recent) as recent_pages,
  round(length(replace(recent, '0', ''))::numeric / nullif(length(recent), 0), 3)::float8 as now,
  round(past_pages)::float8 as past_pages,
  round((past_present / nullif(past_pages, 0))::numeric, 3)::float8 as before, host_group, lacking_url
from crawl.field_coverage
where host_group = any(${literals(hostGroups)})
order by abs(coalesce(past_present / nullif(past_pages, 0), 0)
    - coalesce(length(replace(recent, '0', ''))::float8 / nullif(length(recent), 0), 0)) desc, layout, field
limit 400`,
    draw: (result) =>
      beforeAndNow(
        {
          title: 'Fields of the pages, against the past',
          description: 'share of the pages with each field, before and now',
          unit: '%',
        },
        objects(result)
          .slice(0, mostFields)
          .map((row) => ({
            name: `${String(row['field'])} · ${String(row['layout'])}`,
            before: typeof row['before'] === 'number' ? row['before'] : null,
            now: typeof row['now'] === 'number' ? row['now'] : null,
          })),
      ),
  }
}
