/** Where a person finds the row of the identity `i`: with its source, unless that is the one that needs no name. */
export const POSITION = `case when i.source = 'legacy' then '' else i.source || ': ' end || 'row ' || i.row`;
