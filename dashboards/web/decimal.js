// Exact decimals. Money comes as text such as "0.0004149" and stays exact: 24 digits after the
// point on BigInt, as in the ledger. Numbers of JavaScript are for drawing only.

const DIGITS = 24;

/** Text of an exact decimal → whole number of 10^-24. Nothing is zero. */
export function units(text) {
  if (text === null || text === undefined || text === "") return 0n;
  const match = /^(-?)(\d*)\.?(\d*)$/.exec(String(text));
  if (!match) throw new Error(`'${text}' is no exact decimal`);
  const [, sign, whole, fraction] = match;
  const value = BigInt(whole + fraction.slice(0, DIGITS).padEnd(DIGITS, "0"));
  return sign ? -value : value;
}

export function isDecimal(text) {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(String(text));
}

/** The exact text, without zeros at its end. */
export function exact(value) {
  const text = fixed(value, DIGITS);
  return text.replace(/\.?0+$/, "");
}

/** Text with a number of digits after the point; half to even. */
export function fixed(value, digits) {
  return stepsText(rounded(value, digits), digits);
}

/** How many digits after the point show an amount well: the rule of every printed report. */
export function fittingDigits(total) {
  const size = total < 0n ? -total : total;
  const one = 10n ** BigInt(DIGITS);
  if (size === 0n || size >= one * 1000n) return 2;
  if (size >= one) return 4;
  if (size >= one / 100n) return 6;
  return size >= one / 10000n ? 8 : 12;
}

/** Cells rounded so that they add up to the rounded total: largest remainder first. */
export function fitted(values, total, digits) {
  const step = 10n ** BigInt(DIGITS - digits);
  const steps = values.map((value) => floor(value, step));
  let missing = rounded(total, digits) - steps.reduce((sum, one) => sum + one, 0n);
  if (missing < 0n || missing > BigInt(values.length))
    return values.map((value) => fixed(value, digits));
  const order = values.map((value, index) => [value - steps[index] * step, index])
    .sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] > b[0] ? -1 : 1));
  for (const [, index] of order) {
    if (missing-- <= 0n) break;
    steps[index] += 1n;
  }
  return steps.map((one) => stepsText(one, digits));
}

/** "1234567.5" → "1,234,567.5". */
export function grouped(text) {
  const [whole, fraction] = String(text).split(".");
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** For drawing only. */
export function drawn(value) {
  return Number(value / 10n ** 12n) / 1e12;
}

function floor(value, step) {
  const quotient = value / step;
  return value % step < 0n ? quotient - 1n : quotient;
}

function rounded(value, digits) {
  const step = 10n ** BigInt(DIGITS - digits);
  const steps = floor(value, step);
  const twice = (value - steps * step) * 2n;
  return twice > step || (twice === step && steps % 2n !== 0n) ? steps + 1n : steps;
}

function stepsText(steps, digits) {
  const sign = steps < 0n ? "-" : "";
  const text = String(steps < 0n ? -steps : steps).padStart(digits + 1, "0");
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
