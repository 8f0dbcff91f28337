/**
 * Messages written in a second of processor time, for each kind: what the sender of a campaign waits for before its mail server.
 *
 * Every message has another name and link, and its bytes are counted, so that the text is really put together.
 *
 * `node bench/messages.ts [messages]`
 *
 * @module
 */
import { openWriter } from '../src/messages/open-writer.ts';
import { MESSAGE_KINDS } from '../src/messages/writer.ts';

const MESSAGES = Number(process.argv[2] ?? 50_000);

const began = performance.now();
const writer = await openWriter({
  brand: { name: 'Acme', colour: '#1a5fb4', support: { email: 'help@acme.example' } },
  language: 'en',
  folder: '.',
});
console.log(`opened in ${Math.round(performance.now() - began)} ms`);

for (const kind of MESSAGE_KINDS) {
  const start = process.cpuUsage();
  let bytes = 0;
  for (let n = 0; n < MESSAGES; n += 1) {
    const { html, text } = writer.write(kind, n % 2 === 0 ? 'en' : 'ja', {
      name: `Mara ${n % 997}`,
      link: `https://welcome.acme.example/go/${String(n).padStart(43, 'x')}`,
      linkDays: 7,
      code: '481516',
      codeMinutes: 10,
      lastDay: '2026-12-20',
    });
    bytes += Buffer.byteLength(html) + Buffer.byteLength(text);
  }
  const { user, system } = process.cpuUsage(start);
  const rate = Math.round(MESSAGES / ((user + system) / 1_000_000));
  console.log(
    `${kind}: ${rate.toLocaleString('en-US')} a second of one core, ${Math.round(bytes / MESSAGES / 1000)} KB each`,
  );
}
