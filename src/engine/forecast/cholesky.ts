/**
 * The few pieces of linear algebra that a Laplace approximation of three or four parameters needs.
 *
 * @module
 */
export type Matrix = readonly (readonly number[])[];

/** The lower triangle whose product with its own transpose is `matrix`; undefined: it is not positive definite. */
export function cholesky(matrix: Matrix): Matrix | undefined {
  const lower: number[][] = matrix.map((row) => row.map(() => 0));
  for (const [i, row] of lower.entries()) {
    for (let j = 0; j <= i; j += 1) {
      let rest = at(matrix, i, j);
      for (let k = 0; k < j; k += 1) rest -= at(lower, i, k) * at(lower, j, k);
      if (i !== j) row[j] = rest / at(lower, j, j);
      else if (rest > 0 && Number.isFinite(rest)) row[j] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return lower;
}

/** The inverse of a positive definite matrix; undefined where it is none. */
export function invert(matrix: Matrix): Matrix | undefined {
  const lower = cholesky(matrix);
  if (lower === undefined) return undefined;
  const columns = matrix.map((_, unit) =>
    solveUpper(
      lower,
      solveLower(
        lower,
        matrix.map((_, i) => Number(i === unit)),
      ),
    ),
  );
  return columns[0]?.map((_, row) => columns.map((column) => column[row] ?? 0));
}

/** x with `lower` · x = `right`. */
export function solveLower(lower: Matrix, right: readonly number[]): readonly number[] {
  const solved: number[] = [];
  for (const [i, value] of right.entries()) {
    const rest = solved.reduce((sum, one, j) => sum + at(lower, i, j) * one, 0);
    solved.push((value - rest) / at(lower, i, i));
  }
  return solved;
}

/** x with the transpose of `lower` · x = `right`. */
function solveUpper(lower: Matrix, right: readonly number[]): readonly number[] {
  const solved = right.map(() => 0);
  for (let i = right.length - 1; i >= 0; i -= 1) {
    let rest = right[i] ?? 0;
    for (let j = i + 1; j < right.length; j += 1) rest -= at(lower, j, i) * (solved[j] ?? 0);
    solved[i] = rest / at(lower, i, i);
  }
  return solved;
}

export function multiply(matrix: Matrix, vector: readonly number[]): readonly number[] {
  return matrix.map((row) => row.reduce((sum, value, column) => sum + value * (vector[column] ?? 0), 0));
}

function at(matrix: Matrix, row: number, column: number): number {
  return matrix[row]?.[column] ?? 0;
}
