/**
 * How reports look: one calm column, type of the reader's own machine, light or dark as they have it, and paper.
 *
 * Contrast of text is at least 4.5 to 1 on both papers (WCAG 2.2, 1.4.3); that of bars and lines at least 3 to 1
 * (1.4.11). Colours of the plans are those of Okabe and Ito, shifted a little for the paper they lie on.
 *
 * @module
 */
import { trusted } from '../markup/html.ts';
import { PRINT } from './style-print.ts';

const COLOURS = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf8; --card: #f4f2ec; --ink: #1b2230; --soft: #545b68; --edge: #dcd8cd; --accent: #0a6670; --link: #0a5a63;
  --bar: #2a7f88; --under: #2a7f8826; --bad: #a8321f; --warn: #8a5a00; --good: #14684f; --badpaper: #fbeae6; --warnpaper: #fbf1dc;
  --native: #12856b; --transcoded: #4aa3d8; --wrapped: #b66a9c; --vault: #1f67ac; --legacy: #d69000; --reset: #c6531a; --none: #8b8f97;
}
@media screen and (prefers-color-scheme: dark) { :root {
  --paper: #14181f; --card: #1c222b; --ink: #e9e7e1; --soft: #a9b0bb; --edge: #333b47; --accent: #6cc5cd; --link: #82d3da;
  --bar: #4fb0b9; --under: #4fb0b92e; --bad: #ff9a86; --warn: #f0bd5f; --good: #6fd3b1; --badpaper: #3a211d; --warnpaper: #362b16;
  --native: #35b394; --transcoded: #77c3ef; --wrapped: #d18fbb; --vault: #5d9de0; --legacy: #e8ad3a; --reset: #ee7f47; --none: #9298a2;
} }`;

const TYPE = `
* { box-sizing: border-box; }
html { font: 400 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 54rem; padding: 4rem 1.5rem 5rem; background: var(--paper); color: var(--ink); overflow-wrap: break-word; }
h1, h2, .lead { font-family: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Cambria, Georgia, "Liberation Serif", serif; font-weight: 600; text-wrap: balance; }
h1 { font-size: clamp(2rem, 1.4rem + 2.6vw, 3rem); line-height: 1.12; letter-spacing: -.012em; margin: .35rem 0 .8rem; overflow-wrap: anywhere; }
h2 { font-size: clamp(1.5rem, 1.3rem + .9vw, 1.95rem); line-height: 1.2; margin: 0 0 .6rem; }
h3 { font-size: 1.125rem; line-height: 1.35; margin: 2.75rem 0 .5rem; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; max-width: 42rem; text-wrap: pretty; }
a { color: var(--link); text-underline-offset: .18em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
code { font: .9em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
small { font-size: .85rem; color: var(--soft); }
.kind { margin: 0; font-size: .82rem; font-weight: 600; letter-spacing: .09em; text-transform: uppercase; color: var(--accent); }
.about, .intro, .note { color: var(--soft); }
.note { font-size: .92rem; margin: .75rem 0 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
section { margin-top: 4.5rem; scroll-margin-top: 1.5rem; }`;

const SUMMARY = `
.summary { margin-top: 2.75rem; }
.lead { font-size: clamp(1.25rem, 1.1rem + .8vw, 1.6rem); line-height: 1.4; font-weight: 400; max-width: 46rem; margin: 0 0 1.1rem; }
.lead strong { font-weight: 700; }
.summary ul { margin: 1.5rem 0 0; padding: 0; list-style: none; max-width: 44rem; }
.summary li { padding: .7rem 0 .7rem 1.6rem; border-top: 1px solid var(--edge); position: relative; }
.summary li::before { content: "→"; position: absolute; left: 0; color: var(--accent); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1px; margin: 2.25rem 0 0; background: var(--edge); border: 1px solid var(--edge); border-radius: .75rem; overflow: hidden; }
.tiles div { background: var(--card); padding: 1.1rem 1.25rem 1.2rem; display: flex; flex-direction: column; }
.tiles dt { font-size: .88rem; color: var(--soft); }
.tiles dt { min-height: 2.7em; line-height: 1.35; }
.tiles dd { margin: .15rem 0 0; font-size: 1.8rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; letter-spacing: -.01em; overflow-wrap: anywhere; }
.tiles small { display: block; font-size: .85rem; font-weight: 400; letter-spacing: 0; margin-top: .3rem; line-height: 1.4; }
nav { margin-top: 2.75rem; }
nav ol { display: flex; flex-wrap: wrap; gap: .4rem 1.6rem; margin: 0; padding: 0; list-style: none; font-size: .95rem; }`;

const CHARTS = `
figure { margin: 2rem 0 2.5rem; }
figcaption { font-weight: 650; margin-bottom: .7rem; }
figure svg.desk, figure svg.phone { display: block; width: 100%; height: auto; overflow: visible; font-family: inherit; }
figure svg.phone { display: none; }
.patterns { position: absolute; }
svg text { fill: var(--ink); font-size: 14px; font-variant-numeric: tabular-nums; }
svg .label { stroke: var(--paper); stroke-width: 4px; paint-order: stroke; stroke-linejoin: round; }
svg .share, svg .tick { fill: var(--soft); }
svg .tick { font-size: 12.5px; }
svg .value, svg .strong { font-weight: 600; }
svg .bar { fill: var(--bar); }
svg .grid { stroke: var(--edge); }
svg .line { fill: none; stroke: var(--bar); stroke-width: 2.25; stroke-linejoin: round; }
svg .under { fill: var(--under); }
svg .inside { font-size: 12.5px; font-weight: 650; stroke: var(--paper); stroke-width: 4px; paint-order: stroke; stroke-linejoin: round; }
svg .plain { font-size: 14px; font-weight: 400; }
svg .band { fill: var(--bar); fill-opacity: .2; }
svg .range { stroke: var(--bar); stroke-width: 5; stroke-linecap: round; stroke-opacity: .55; }
svg .dot { fill: var(--bar); stroke: var(--paper); stroke-width: 2; }
svg .dot.hollow { fill: var(--paper); stroke: var(--bar); stroke-width: 2.5; }
svg .frost { fill: var(--edge); fill-opacity: .55; }
svg .frost-line { stroke: var(--soft); stroke-opacity: .5; stroke-width: 1; }
svg .strokes path { stroke: var(--paper); stroke-width: 1.4; stroke-opacity: .75; fill: none; }
svg .strokes circle { fill: var(--paper); fill-opacity: .8; }
${['native', 'transcoded', 'wrapped', 'vault', 'legacy', 'reset', 'none'].map((plan) => `svg .tint-${plan} { fill: var(--${plan}); }`).join('\n')}
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; color: var(--ink); }
.legend span { display: inline-flex; align-items: center; gap: .45rem; }
.swatch { flex: none; width: 16px; height: 16px; }
.numbers { margin-top: .8rem; font-size: .9rem; }
.numbers summary { cursor: pointer; color: var(--link); width: fit-content; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 3rem; }
.pair svg.desk { display: none !important; }
.pair svg.phone { display: block !important; }
.pair figure { margin-bottom: 1.5rem; }`;

const TABLES = `
.scroll { position: relative; overflow-x: auto; margin: 1rem 0 1.75rem; background: linear-gradient(to right, var(--paper) 30%, transparent) left / 3rem 100%, linear-gradient(to left, var(--paper) 30%, transparent) right / 3rem 100%, linear-gradient(to right, var(--edge), transparent) left / .8rem 100%, linear-gradient(to left, var(--edge), transparent) right / .8rem 100%; background-repeat: no-repeat; background-attachment: local, local, scroll, scroll; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; line-height: 1.45; }
caption { text-align: left; font-weight: 650; padding-bottom: .6rem; }
th, td { text-align: left; vertical-align: top; padding: .6rem 1.1rem .6rem 0; border-top: 1px solid var(--edge); }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; border-bottom: 2px solid var(--edge); font-size: .84rem; font-weight: 600; color: var(--soft); white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: break-word; min-width: 9.5rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.steady { white-space: nowrap; }
.wide { min-width: 15rem; width: 34%; }
th code { overflow-wrap: break-word; }
td p { margin: 0 0 .3rem; }
td small, th small { display: block; font-weight: 400; }
.mark { display: inline-block; font-size: .8rem; font-weight: 600; line-height: 1.5; padding: .05rem .55rem; border-radius: 1rem; border: 1px solid currentColor; white-space: nowrap; }
.mark.bad { color: var(--bad); background: var(--badpaper); }
.mark.warn { color: var(--warn); background: var(--warnpaper); }
.mark.good { color: var(--good); }
.mark.plain { color: var(--soft); }
.disputed { border: 1px dashed var(--warn); border-radius: .5rem; padding: .4rem .6rem; margin: .4rem 0 0; font-size: .88rem; }
.heat td { min-width: 10rem; font-size: .88rem; }
.heat td > span { display: flex; align-items: center; gap: .45rem; font-weight: 600; }
.heat td small { margin-top: .2rem; }
.cases table { font-size: .85rem; }
.cases th, .cases td { padding-right: .6rem; }
.cases thead th { white-space: normal; }
.reasons { padding-left: 1.2rem; max-width: 44rem; }
.reasons li { margin-bottom: .5rem; }
footer { margin-top: 5rem; padding-top: 1.25rem; border-top: 1px solid var(--edge); font-size: .88rem; color: var(--soft); }
footer p { max-width: none; }
@media screen and (max-width: 44rem) {
  body { padding: 2rem 1.15rem 3.5rem; }
  section { margin-top: 3.5rem; }
  .tiles dt { min-height: 0; }
  figure svg.desk { display: none; }
  figure svg.phone { display: block; }
}`;

/** Instructions: what to do, in order, with what to type. */
const STEPS = `
.next { margin-top: 2.25rem; }
h4 { font-size: .88rem; letter-spacing: .02em; color: var(--soft); margin: 1.5rem 0 .3rem; }
.do ul, .steps { margin: 0; padding-left: 1.4rem; max-width: 44rem; }
.do li { margin-bottom: .45rem; }
pre { margin: .35rem 0 .6rem; padding: .55rem .8rem; background: var(--card); border: 1px solid var(--edge); border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; }
td pre { margin-bottom: 0; }
blockquote { margin: 0; padding: .2rem 0 .2rem 1.1rem; border-left: 3px solid var(--accent); max-width: 44rem; }`;

export const STYLE = trusted(`${COLOURS}${TYPE}${SUMMARY}${CHARTS}${TABLES}${STEPS}${PRINT}`);
