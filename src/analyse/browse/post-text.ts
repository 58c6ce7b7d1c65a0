/** Texts that people wrote, as HTML: their lines kept, URLs of the web as links, each in its language and direction. */
import { type Html, html, outwardLink } from '../page/markup.ts'
import { marked, nothingSought, type SoughtWords } from './highlight.ts'

/** Kana is Japanese. Without it the language is not known, and saying so is better than a wrong one. */
export function languageOf(text: string): 'ja' | '' {
  return /[\u3041-\u30fa\uff66-\uff9d]/.test(text) ? 'ja' : ''
}

/** What ends a sentence that ends in a URL is not part of it. */
const urlInText = /https?:\/\/[\w\-.~:/?#@!$&'*+,;=%[\]]+/g

export function withLinks(text: string): Html {
  const parts: Html[] = []
  let at = 0
  for (const found of text.matchAll(urlInText)) {
    const url = found[0].replace(/[.,;:!?']{1,9}$/, '')
    parts.push(html`${text.slice(at, found.index)}${outwardLink(url, url)}`)
    at = found.index + url.length
  }
  return html`${parts}${text.slice(at)}`
}

/** A whole post. */
export function postText(text: string, words: SoughtWords = nothingSought): Html {
  if (text.trim() === '') return html`<p class="none">(no text)</p>`
  return html`<div class="post" lang="${languageOf(text)}" dir="auto">${marked(text, words, withLinks)}</div>`
}

/** Characters of a title; no site takes longer ones, but a page may have been made to. */
const longestTitle = 400

/** A title or another short text within a line. */
export function shortText(given: string, words: SoughtWords = nothingSought): Html {
  const text =
    given.length > longestTitle ? `${given.slice(0, longestTitle).replace(/[\ud800-\udbff]$/, '')}…` : given
  return html`<span class="title" lang="${languageOf(text)}" dir="auto">${text.trim() === '' ? '(no title)' : marked(text, words)}</span>`
}

/** Images are links: nothing is fetched from elsewhere unless the reader asks for it. */
export function imageLinks(urls: readonly string[]): Html | null {
  if (urls.length === 0) return null
  return html`<ul class="images">${urls.map((url, index) => html`<li>${outwardLink(url, `image ${index + 1}`)} <span class="note-inline"><bdi>${hostOf(url)}</bdi></span></li>`)}</ul>`
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? ''
}

export function statusBadge(status: string): Html {
  return html`<span class="badge ${/^[a-z]+$/.test(status) ? status : 'unknown'}">${status}</span>`
}
