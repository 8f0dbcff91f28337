/**
 * What browsers are told about every page: to load nothing from elsewhere, to tell nobody where they were, to keep
 * nothing, and to let nobody frame it.
 *
 * @module
 */

/**
 * `connect-src`: the script asks us what a passkey is to be made with. Handovers are links and not redirected forms, so
 * that `form-action` needs no other origin.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export const PAGE_HEADERS = {
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'publickey-credentials-create=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/** A year; the address changes with the content. A logo may be an SVG, which a browser must not take for a page. */
export const ASSET_HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** TLS ends before us, and whoever ends it may say this too: twice does no harm. A year. */
export const STRICT_TRANSPORT = { 'strict-transport-security': 'max-age=31536000' } as const;
