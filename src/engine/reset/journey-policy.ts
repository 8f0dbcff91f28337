/**
 * What an operator demands of a journey: the `reset.journey` section, in milliseconds.
 *
 * @module
 */

/** How somebody with a link shows that they are the customer: a code by another channel, a fact, their password. */
export const CONFIRMATIONS = ['none', 'code', 'fact'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

export interface JourneyPolicy {
  /** Origin and path of the page, without a slash at the end: `https://welcome.example.com`. */
  readonly pageUrl: string;
  /** Where the button at the end leads. */
  readonly loginUrl: string;
  readonly confirm: Confirmation;
  /** Canonical paths of facts a customer knows: `profile.birthdate`. The first that an identity holds is asked for. */
  readonly facts: readonly string[];
  /** Absent: passkeys are not offered by our page. */
  readonly passkey?: { readonly rpId: string; readonly rpName: string };
  readonly password: {
    /** Characters, where the password is all there is (SP 800-63B-4 §3.1.1.2: 15), and beside a second factor (8). */
    readonly minAlone: number;
    readonly minWithFactor: number;
    readonly max: number;
    /** Words of the operator's own that no password may be made of: brand, product. */
    readonly words: readonly string[];
  };
  /** Second factors: `required` for all, or for who had one (`as-before`), or never asked for. */
  readonly factors: 'required' | 'as-before' | 'none';
  /** Milliseconds for which a link that a customer asks for on the page opens. */
  readonly linkLife: number;
  /** Milliseconds between the first and the last step. */
  readonly sessionLife: number;
  /** Fallback: the live legacy as identity provider of the new platform. */
  readonly fallback?: { readonly url: string; readonly label?: string };
}
