/** From what became of a write to what the page shows. */
import type { Went } from '../journey.ts';
import { HELD, INVALID, LATER } from './arrive.ts';
import type { JourneyContext, Walking } from './context.ts';
import type { Given } from './give-credential.ts';
import { nextStep } from './next-step.ts';

/** Of two who submitted one link at once, both see that it is done. */
export async function afterGiving(
  context: JourneyContext,
  walking: Walking,
  given: Exclude<Given['kind'], 'refused'>,
  credential: 'password' | 'passkey',
): Promise<Went> {
  const { challenge: _over, code: _used, ...session } = walking.session;
  switch (given) {
    case 'given':
      return nextStep(context, { ...walking, session: { ...session, credential } });
    case 'crossed':
      return { view: { step: 'crossed', loginUrl: context.parts.policy.loginUrl } };
    case 'held':
      return { view: HELD, session };
    case 'later':
      return { view: LATER, session };
    case 'invalid':
      return { view: INVALID };
  }
}
