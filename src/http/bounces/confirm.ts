/**
 * Visits the address by which a provider asks once whether its reports are wanted.
 *
 * The shape has checked whose address it is; nothing of ours is sent along, and the answer is not looked at.
 *
 * @module
 */
import { createHttp } from '../../net/http.ts';
import { createPace } from '../../net/pace.ts';
import { RemoteError } from '../../net/remote-error.ts';

/** Milliseconds. */
const DEADLINE = 10_000;

/** @throws RemoteError */
export async function visit(address: string): Promise<void> {
  const { origin, pathname, search } = new URL(address);
  const http = createHttp({ base: origin, pace: createPace({ concurrency: 1 }), deadline: DEADLINE });
  try {
    await http.request({ method: 'GET', path: pathname + search, kind: 'confirm subscription' });
  } catch (error) {
    // SNS answers in XML.
    const isAnswered = error instanceof RemoteError && error.status !== undefined && error.status < 300;
    if (!isAnswered) throw error;
  } finally {
    await http.close();
  }
}
