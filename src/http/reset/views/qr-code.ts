/**
 * A QR code as an SVG inside the page: no request, no inline style, dark on light also on a dark page, because many
 * cameras read nothing else.
 *
 * @module
 */
import { create } from 'qrcode';
import { type Html, html } from '../../../markup/html.ts';

/** Light modules around it (ISO/IEC 18004 §5.3.8). */
const QUIET = 4;

/** @param title what somebody hears who cannot see it */
export function qrCode(text: string, title: string): Html {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const whole = size + 2 * QUIET;
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (modules.get(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
    }
  }
  return html`<svg class="qr" role="img" aria-label="${title}" viewBox="0 0 ${whole} ${whole}" shape-rendering="crispEdges"><path fill="#ffffff" d="M0 0h${whole}v${whole}H0z"/><path fill="#000000" d="${path}"/></svg>`;
}
