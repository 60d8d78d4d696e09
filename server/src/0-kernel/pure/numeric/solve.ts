/**
 * The solution of A x = b for a symmetric positive definite A (its lower half is read), by Cholesky's factors; null
 * when A is not positive definite. Rows are `Float64Array`s; neither argument is changed.
 */
export function solvePositive(a: readonly Float64Array[], b: Float64Array): Float64Array | null {
  const size = b.length;
  const lower = a.map((row) => Float64Array.from(row));
  for (let i = 0; i < size; i += 1) {
    const row = lower[i] ?? new Float64Array();
    for (let j = 0; j <= i; j += 1) {
      const other = lower[j] ?? new Float64Array();
      let sum = row[j] ?? 0;
      for (let k = 0; k < j; k += 1) {
        sum -= (row[k] ?? 0) * (other[k] ?? 0);
      }
      if (i === j && !(sum > 0)) {
        return null;
      }
      row[j] = i === j ? Math.sqrt(sum) : sum / (other[j] ?? 1);
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i += 1) {
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k += 1) {
      sum -= (lower[i]?.[k] ?? 0) * (x[k] ?? 0);
    }
    x[i] = sum / (lower[i]?.[i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < size; k += 1) {
      sum -= (lower[k]?.[i] ?? 0) * (x[k] ?? 0);
    }
    x[i] = sum / (lower[i]?.[i] ?? 1);
  }
  return x;
}
