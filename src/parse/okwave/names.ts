/** The names of people as pages write them. */

/** A name without label, separators and honorific: `回答者：taro さん` gives `taro`. */
export function nameOf(text: string): string {
  return text
    .trim()
    .replace(/^(?:質問者|回答者|投稿者|ニックネーム|名前) ?[:：] ?/u, '')
    .replace(/[ \u3000]Q ?No ?[.．]? ?\d{1,12}$/iu, '')
    .replace(/[ \u3000](?:さん|様)$/u, '')
    .replace(/^[|/・:： ]{1,4}|[|/・:： ]{1,4}$/gu, '')
    .trim()
}
