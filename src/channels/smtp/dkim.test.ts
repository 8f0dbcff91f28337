import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { startMailbox } from '../../../test/servers/mailbox.ts';
import { createPace } from '../../net/pace.ts';
import { smtp } from '../smtp.ts';

const PEM = { type: 'pkcs8', format: 'pem' } as const;
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function settingsWith(key: string) {
  const dkim = { domain: 'shop.example', selector: 's1', privateKey: key };
  return { host: '127.0.0.1', tls: 'none', from: { name: 'Shop', address: 'a@shop.example' }, dkim };
}

/** As a receiver does it, by RFC 6376 §3.4 (relaxed) and §3.7: is the signature over this mail? */
function isSigned(mail: string): boolean {
  const [head = '', ...rest] = mail.split('\r\n\r\n');
  const fields = head.split(/\r\n(?![ \t])/).map((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase().trim();
    return {
      name,
      line: `${name}:${line
        .slice(colon + 1)
        .replace(/\r\n/g, '')
        .replace(/[ \t]+/g, ' ')
        .trim()}`,
    };
  });
  const signature = fields.find(({ name }) => name === 'dkim-signature')?.line ?? '';
  const tag = (name: string) =>
    new RegExp(`\\b${name}=([^;]*)`).exec(signature)?.[1]?.replace(/\s/g, '') ?? '';
  const lines = rest
    .join('\r\n\r\n')
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.at(-1) === '') lines.pop();
  const body = createHash('sha256')
    .update(`${lines.join('\r\n')}\r\n`)
    .digest('base64');
  const signed = tag('h')
    .toLowerCase()
    .split(':')
    .flatMap((name) => fields.findLast((one) => one.name === name)?.line ?? []);
  const text = [...signed, signature.replace(/(\bb=)[^;]*/, '$1')].join('\r\n').trimEnd();
  return (
    body === tag('bh') && verify('sha256', Buffer.from(text), publicKey, Buffer.from(tag('b'), 'base64'))
  );
}

it('signs what a receiver can verify, with the headers that end reminders among it', async () => {
  const box = await startMailbox();
  const config = smtp.config.parse({ ...settingsWith(String(privateKey.export(PEM))), port: box.port });
  const channel = await smtp.open(config, { pace: createPace({ concurrency: 1 }) });
  await channel.send({
    id: 'm1-0123456789abcdef',
    to: 'ada@example.org',
    subject: 'Ein neues Passwort für Sie',
    text: 'Grüße\n\n.\n  zwei Zeilen  \n',
    html: '<p>Grüße</p>',
    language: 'de',
    unsubscribe: 'https://welcome.shop.example/unsubscribe/m1-0123456789abcdef',
  });
  await channel.close();
  await box.stop();
  const mail = box.received[0]?.raw.toString('latin1') ?? '';
  expect(mail).toMatch(/d=shop\.example;.*s=s1;|s=s1;.*d=shop\.example;/s);
  expect(/\bh=([^;]*)/.exec(mail)?.[1]?.replace(/\s/g, '').toLowerCase()).toContain(
    'list-unsubscribe:list-unsubscribe-post',
  );
  expect(isSigned(mail)).toBe(true);
  expect(isSigned(mail.replace('Gr', 'gr'))).toBe(false);
  expect(isSigned(mail.replace('m1-0123456789abcdef>', 'm1-0123456789abcdee>'))).toBe(false);
});

it.each([
  ['no key at all', 'x'.repeat(40)],
  ['a key of another kind', String(generateKeyPairSync('ed25519').privateKey.export(PEM))],
])('refuses %s before any mail goes out unsigned', async (_, key) => {
  const opening = smtp.open(smtp.config.parse(settingsWith(key)), { pace: createPace({ concurrency: 1 }) });
  await expect(opening).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(opening).rejects.not.toThrow(key);
});
