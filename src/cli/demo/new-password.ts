/**
 * Goes through the page on which a new password is set, as a browser without JavaScript would: follows the link of a mail,
 * sends the forms it finds with the cookie it got, and reads what the page says.
 *
 * @module
 */

/** A page, as far as it has to be told apart. */
interface Shown {
  readonly status: number;
  readonly path: string;
  readonly body: string;
}

export interface Visitor {
  /** Whether the link opens. */
  open(link: string): Promise<boolean>;
  /** Begins with the button of the first page. */
  begin(): Promise<void>;
  /** What becomes of a password: the page takes it, or says what is wrong with it. */
  choose(password: string): Promise<'set' | 'refused'>;
}

export function createVisitor(url: string): Visitor {
  let cookie = '';
  let shown: Shown = { status: 0, path: '', body: '' };

  async function ask(path: string, form?: URLSearchParams): Promise<void> {
    const response = await fetch(new URL(path, url), {
      redirect: 'manual',
      headers: { cookie, 'accept-language': 'en' },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    const next = response.headers.get('location');
    if (next !== null) return ask(new URL(next, new URL(path, url)).href);
    shown = { status: response.status, path: new URL(path, url).pathname, body: await response.text() };
  }

  /** With what the page itself put into the form. */
  function send(action: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    const [, path = '', content = ''] =
      new RegExp(`<form method="post" action="([^"]*/${action}[^"]*)"[^>]*>(.*?)</form>`, 's').exec(
        shown.body,
      ) ?? [];
    if (path === '') throw new RangeError(`the page ${shown.path} has no form "${action}"`);
    const hidden = content.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
    const given = Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, value]));
    return ask(path, new URLSearchParams({ ...given, ...fields }));
  }

  return {
    async open(link) {
      await ask(link);
      return shown.status === 200;
    },
    begin: () => send('begin'),
    async choose(password) {
      await send('password', { password });
      return shown.path.includes('/done/') ? 'set' : 'refused';
    },
  };
}
