import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Html, html, trusted } from './html.ts';

describe('html', () => {
  it('shows a name that is markup as the text it is', () => {
    expect(html`<td>${'<script>alert(1)</script>'}</td>`.toString()).toBe(
      '<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>',
    );
  });

  it('keeps a name with quotes inside its attribute', () => {
    expect(html`<p title="${`" onclick="x' onload='y`}">`.toString()).toBe(
      '<p title="&quot; onclick=&quot;x&#39; onload=&#39;y">',
    );
  });

  it('takes its own markup as markup, in lists, too', () => {
    const rows = ['a', '<b>'].map((name) => html`<li>${name}</li>`);
    expect(html`<ul>${rows}</ul>`.toString()).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
  });

  it('leaves nothing of what is absent', () => {
    expect(html`a${undefined}${false}b${0}`.toString()).toBe('ab0');
  });

  it('does not let a name turn the direction of the line around it', () => {
    expect(html`${'abc\u202egpj.exe\u0000'}`.toString()).toBe('abc\ufffdgpj.exe\ufffd');
  });

  it('lets no text of anybody become markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(html`${text}`.toString()).not.toMatch(/[<>"'`]/);
      }),
    );
  });

  it('cannot be made of a text by anybody else', () => {
    expect(() => new Html(Symbol('html') as never, '<b>')).toThrow(TypeError);
    expect(trusted('<b>').toString()).toBe('<b>');
  });
});
