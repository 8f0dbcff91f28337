/**
 * A browser that follows a recovery link of Kratos and sets a new password on its settings page, cookies and all.
 *
 * @see https://www.ory.sh/docs/kratos/self-service/flows/account-recovery-password-reset
 * @module
 */
import { z } from 'zod';
import type { KratosServer } from './kratos.ts';

const Flow = z.object({
  return_to: z.string().optional(),
  ui: z.object({
    action: z.string(),
    nodes: z.array(
      z.object({ attributes: z.object({ name: z.string().optional(), value: z.unknown().optional() }) }),
    ),
  }),
});

export interface Recovered {
  /** Where opening the link led: the settings page, or the recovery page where the link is no good. */
  readonly opened: string;
  /** Where the browser was sent after the password; absent: it never came so far. */
  readonly back?: string;
}

/** @param password absent: the customer looks at the page and goes away */
export async function recoverAtKratos(
  server: Pick<KratosServer, 'publicUrl'>,
  link: string,
  password?: string,
): Promise<Recovered> {
  const browser = openBrowser();
  const opened = (await browser.go(link)).headers.get('location') ?? '';
  const flow = new URL(opened).searchParams.get('flow') ?? '';
  if (password === undefined || !opened.includes('settings')) return { opened };
  const shown = await browser.go(`${server.publicUrl}/self-service/settings/flows?id=${flow}`);
  const { ui } = Flow.parse(await shown.json());
  const token = ui.nodes.find(({ attributes }) => attributes.name === 'csrf_token')?.attributes.value;
  const set = await browser.go(ui.action, { csrf_token: String(token), method: 'password', password });
  const back = set.headers.get('location');
  return { opened, ...(back !== null && { back }) };
}

function openBrowser() {
  const cookies = new Map<string, string>();
  return {
    /** A form is posted; redirects are answers. */
    async go(url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
      const response = await fetch(url, {
        redirect: 'manual',
        method: form === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'text/html,application/json',
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        },
        ...(form !== undefined && { body: new URLSearchParams(form) }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      return response;
    },
  };
}
