/** Pieces or weights: plain decimals as text, counted exactly. */
interface Scaled {
  readonly units: bigint;
  readonly digits: number;
}

function scaled(text: string): Scaled {
  const [whole = '0', fraction = ''] = text.split('.');
  return { units: BigInt(whole + fraction), digits: fraction.length };
}

function atScale({ units, digits }: Scaled, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - digits);
}

/** Minus one, zero or one, as `a` is less than, equal to or more than `b`. */
export function compareQuantities(a: string, b: string): number {
  const [left, right] = [scaled(a), scaled(b)];
  const digits = Math.max(left.digits, right.digits);
  const difference = atScale(left, digits) - atScale(right, digits);
  if (difference === 0n) {
    return 0;
  }
  return difference < 0n ? -1 : 1;
}

/** a + b. */
export function addQuantities(a: string, b: string): string {
  const [left, right] = [scaled(a), scaled(b)];
  const digits = Math.max(left.digits, right.digits);
  return plain(atScale(left, digits) + atScale(right, digits), digits);
}

/** a − b. */
export function subtractQuantities(a: string, b: string): string {
  return addQuantities(a, b.startsWith('-') ? b.slice(1) : `-${b}`);
}

function plain(units: bigint, digits: number): string {
  const sign = units < 0n ? '-' : '';
  const text = String(units < 0n ? -units : units).padStart(digits + 1, '0');
  if (digits === 0) {
    return sign + text;
  }
  const fraction = text.slice(-digits).replace(/0+$/u, '');
  return sign + text.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`);
}
