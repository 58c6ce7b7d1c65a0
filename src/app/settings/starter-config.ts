/** The text of a first `mondo.config.json`, with comments that say what else may stand there. */
export interface Starter {
  readonly contact: string
  /** Null: the configuration names no host. */
  readonly host: string | null
  /** Requests a second. */
  readonly rate: number
  /** As it may be shown: without a password. */
  readonly database: string | null
}

/** The name of the schema file that is written beside it. */
export const schemaFileName = 'mondo.config.schema.json'

export function starterConfig({ contact, host, rate, database }: Starter): string {
  // Has the name of the host, as by default: so a crawl that runs without this file shares the group's pages and rate limit.
  const group = host ?? 'qa.example.org'
  const named = [
    '  "hostGroups": {',
    `    ${JSON.stringify(group)}: {`,
    `      "hosts": [${JSON.stringify(group)}]`,
    '      // , "rate": 0.2, "exclude": ["/search*"]',
    '    }',
    '  }',
  ]
  const groups = host === null ? named.map((line) => line.replace(/^ {2}/, '  // ')) : named
  return `{
  // For editors: what may stand in this file. docs/configuration.md explains every key.
  "$schema": "./${schemaFileName}",

  // Who runs the crawl: a mail address or URL at which the operator of a site can reach you. It is part of the User-Agent.
  "contact": ${JSON.stringify(contact)},

  // Requests a second to a host, at most. A longer Crawl-delay in robots.txt counts instead.
  "rate": ${rate},

  // Where a crawl ends at the latest.
  "maxPages": 1000,
  // "maxTime": "4h",

  // Which links are followed: related, list, sitemap, feed.
  // "follow": ["related", "list"],
  // "exclude": ["/search*"],

  // What runs when a crawl has ended: a program and its arguments, without a shell.
  // "onEnd": ["./notify.sh"],

  // The database is not named here, because its URL may hold a password: ${database === null ? 'it is the embedded one in --data.' : `$DATABASE_URL or --db has ${database}.`}

  // Hosts that share one rate, and settings of their own.
${groups.join('\n')}
}
`
}
