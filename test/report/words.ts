/** A report as a reader sees it: without markup, every run of spaces one space. */
export function wordsOf(page: string): string {
  return page
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/[\s\u00a0]+/g, ' ');
}
