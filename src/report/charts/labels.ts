/** Text in a drawing does not wrap: what is longer ends in an ellipsis, the table beside it has the whole. */
export function shorten(text: string, most: number): string {
  const letters = [...text.toWellFormed()];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}
