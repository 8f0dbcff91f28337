import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verify } from '../verify.ts';
import { compileRule } from './compile.ts';
import { PipelineError } from './parse.ts';

const run = (rule: string, password: string, inputs: Record<string, Uint8Array | number> = {}): string =>
  Buffer.from(compileRule(rule).run(Buffer.from(password), inputs)).toString('latin1');

const hex = (name: string, text: string): string => createHash(name).update(text).digest('hex');

describe('a rule', () => {
  it('joins, hashes and encodes as it reads', () => {
    const salt = Buffer.from('NaCl');
    expect(run('hex(md5(salt . password))', 'secret', { salt })).toBe(hex('md5', 'NaClsecret'));
    expect(run('hex(sha1("--" . salt . "--" . password . "--"))', 'x', { salt })).toBe(
      hex('sha1', '--NaCl--x--'),
    );
    expect(run('base64(hmac_sha256(salt, password))', 'x', { salt })).toBe(
      createHmac('sha256', 'NaCl').update('x').digest('base64'),
    );
  });

  it('feeds a digest back as often as it is told', () => {
    const thrice = hex('md5', hex('md5', hex('md5', 'x')));
    expect(run('iterate(3, password, hex(md5(it)))', 'x')).toBe(thrice);
    expect(run('iterate(iterations, password, hex(md5(it)))', 'x', { iterations: 3 })).toBe(thrice);
  });

  it('knows character sets, case and trimming', () => {
    expect(run('utf16le(password)', 'ä')).toBe('\xe4\0');
    expect(run('latin1(password)', 'ä')).toBe('\xe4');
    expect(run('upper(password)', 'straße')).toBe('STRASSE');
    expect(run('trim(password)', ' x \n')).toBe('x');
    expect(run('htmlescape(password)', '<a&"b">')).toBe('&lt;a&amp;&quot;b&quot;&gt;');
  });

  it('cuts, pads and repeats', () => {
    expect(run('slice(password, 1, 2)', 'abcd')).toBe('bc');
    expect(run('pad(password, 4)', 'ab')).toBe('ab\0\0');
    expect(run('cycle(password, 5)', 'ab')).toBe('ababa');
  });

  it('decides by length and by content', () => {
    const rule = 'ifLonger(password, 3, "long", ifHolds(password, "\\0", "nul", "short"))';
    expect(run(rule, 'abcd')).toBe('long');
    expect(run(rule, 'a\0')).toBe('nul');
    expect(run(rule, 'a')).toBe('short');
  });

  it.each([
    ['md5(', 'the rule ends too early'],
    ['md5(password))', 'one too many'],
    ['md6(password)', 'there is no function "md6"'],
    ['md5(password, salt)', 'takes 1 arguments'],
    ['slice(password, password, 3)', 'has to be number'],
    ['md5(it)', 'outside a loop'],
    ['password . 5', 'cannot be joined'],
    ['5', 'results in a number'],
    ['md5("unfinished)', 'expected a name'],
    [`${'md5('.repeat(40)}password${')'.repeat(40)}`, 'nested too deeply'],
    [`md5("${'x'.repeat(2000)}")`, 'at most 1000 characters'],
  ])('%s is refused: %s', (rule, reason) => {
    expect(() => compileRule(rule)).toThrow(PipelineError);
    expect(() => compileRule(rule)).toThrow(reason);
  });

  it('is weighed before it runs, and the weight grows with the rounds', () => {
    const { weigh } = compileRule('iterate(iterations, password, sha256(it . password))');
    expect(weigh(10, { iterations: 1000 })).toBeGreaterThan(900);
    expect(weigh(10, { iterations: 1_000_000 })).toBeGreaterThan(900_000);
    expect(compileRule('iterate(1000000, password, it . it)').weigh(10, {})).toBe(Infinity);
    expect(compileRule('cycle(password, 4000000000)').weigh(10, {})).toBe(Infinity);
  });

  it('of any text either compiles or says where it is wrong', () => {
    const piece = fc.constantFrom(
      'md5(',
      ')',
      'password',
      ' . ',
      ', ',
      '"x"',
      '12',
      'iterate(',
      'it',
      'salt',
      '(',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          compileRule(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(PipelineError);
        }
      }),
    );
  });
});

describe('a rule as a format', () => {
  it('verifies a home-made digest with its salt in a column', async () => {
    const stored = {
      hash: hex('sha1', 'NaClsecretP'),
      format: 'hex(sha1(salt . password . pepper))',
      beside: { salt: 'NaCl' },
    };
    expect(await verify('secret', { ...stored, secrets: { pepper: 'P' } })).toBe(true);
    expect(await verify('Secret', { ...stored, secrets: { pepper: 'P' } })).toBe(false);
  });

  it('finds the salt in the string when a layout says where', async () => {
    const stored = {
      hash: `NaCl|${hex('md5', 'NaClsecret')}`,
      format: '<salt:text>|<key:hex> = md5(salt . password)',
    };
    expect(await verify('secret', stored)).toBe(true);
    expect(await verify('secreT', stored)).toBe(false);
  });

  it('puts a preparation in front of a known format', async () => {
    const stored = {
      hash: '$2y$05$rdgpRT0BX3bI3nMosu3KyOjD8FM5cqQkdMio.c4pYqOZe6pz73H7a',
      format: 'bcrypt(hex(md5(password)))',
    };
    expect(await verify('nobody chose this', stored)).toBe(false);
  });

  it('refuses a rule it cannot read with the place and the reason', async () => {
    await expect(verify('x', { hash: 'ab', format: 'md5(password' })).rejects.toMatchObject({
      code: 'hash-malformed',
      message: expect.stringContaining('expected ")"'),
    });
  });

  it('runs long loops on another thread', async () => {
    let digest = 'x';
    for (let i = 0; i < 5000; i++) digest = hex('sha1', digest);
    const format = 'iterate(5000, password, hex(sha1(it)))';
    expect(await verify('x', { hash: digest, format })).toBe(true);
    expect(await verify('y', { hash: digest, format })).toBe(false);
  });
});
