/**
 * How the demo's page looks: one column on a phone, three side by side on a desk, light or dark as the reader has it.
 *
 * @module
 */
export const STYLE = `
:root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; --green: #0b6e4f; --red: #b3372f; --edge: #8885; }
* { box-sizing: border-box; }
body { max-width: 64rem; margin: 2.5rem auto 6rem; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .35rem; }
h2 { font-size: 1.05rem; margin: 0; }
p { margin: .2rem 0 0; opacity: .75; }
header { margin-bottom: 1.25rem; }
small, code { font-size: .85rem; }
small { opacity: .75; }
#switch, form, ul button { border: 1px solid var(--edge); border-radius: .6rem; }
#switch { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; padding: .75rem 1rem; }
#switch span { flex: 1 1 14rem; }
#switch small { display: block; }
#switch strong::before { content: '●'; margin-right: .4rem; color: var(--green); }
#switch.off strong::before { color: var(--red); }
form { display: grid; grid-template-columns: 1fr 1fr auto; gap: .5rem; margin-top: .75rem; padding: .75rem 1rem; }
#second { grid-template-columns: 1fr auto; }
[hidden] { display: none !important; }
input, button { font: inherit; color: inherit; min-width: 0; background: transparent; }
input, form button, #switch button { padding: .55rem .8rem; border: 1px solid var(--edge); border-radius: .5rem; }
form button { background: var(--green); border-color: var(--green); color: #fff; }
button { cursor: pointer; }
button:focus-visible, input:focus-visible { outline: 2px solid #3b82f6; outline-offset: 2px; }
main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1.5rem; margin-top: 1.75rem; }
section p { font-size: .9rem; min-height: 4rem; }
ul { list-style: none; margin: .75rem 0 0; padding: 0; display: grid; gap: .5rem; }
ul button { width: 100%; padding: .6rem .8rem; text-align: left; display: grid; gap: .1rem; overflow-wrap: anywhere; }
ul button:hover { border-color: var(--green); }
ul code { font-family: ui-monospace, monospace; opacity: .85; }
.mails { display: block; }
.mails li { display: grid; gap: .1rem; padding: .6rem .8rem; border: 1px solid var(--edge); border-radius: .6rem; overflow-wrap: anywhere; }
a { color: inherit; }
output { position: fixed; inset: auto 1rem 1rem; margin: 0 auto; max-width: 40rem; padding: .85rem 1.1rem; border-radius: .6rem;
  background: #333; color: #fff; font-weight: 600; box-shadow: 0 .4rem 1.5rem #0005; }
output.good { background: var(--green); }
output.bad { background: var(--red); }
@media (max-width: 48rem) {
  body { margin-top: 1.5rem; }
  main, form { grid-template-columns: 1fr; }
  section p { min-height: 0; }
}
`;
