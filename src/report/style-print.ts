/**
 * Reports on paper: A4, black on white, nothing cut in two that belongs together.
 *
 * @module
 */
export const PRINT = `
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt system-ui, sans-serif; color: #666; } }
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 10.5pt; line-height: 1.5; }
  body { max-width: none; padding: 0; }
  nav, .numbers { display: none; }
  section { margin-top: 2.2rem; }
  h1 { font-size: 24pt; }
  h2 { font-size: 16pt; }
  h2, h3, h4, caption, figcaption, .intro { break-after: avoid; }
  figure, tr, .tiles div, li, pre, blockquote, .disputed { break-inside: avoid; }
  p { orphans: 3; widows: 3; }
  thead { display: table-header-group; break-after: avoid; }
  tbody tr:first-child { break-before: avoid; }
  .scroll { overflow: visible; background: none; }
  .tiles dd { font-size: 15pt; overflow-wrap: normal; }
  table { font-size: 9pt; }
  th, td { padding: .35rem .7rem .35rem 0; }
  .wide, tbody th, .heat td { min-width: 0; }
  .number, thead th { white-space: normal; }
  a { color: inherit; text-decoration: none; }
  footer { margin-top: 1.5rem; break-before: avoid; }
  figure { margin: 1.4rem 0; }
  figure svg.desk { max-height: 20cm; }
}`;
