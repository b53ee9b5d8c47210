// Exact numbers, as the engine has them (costs/exact.py): fractions while one reckons, a decimal string when it is said.
export const fraction = (text) => {
  const [whole, rest = ""] = String(text).split(".");
  return [BigInt(whole + rest), 10n ** BigInt(rest.length)];
};
export const add = ([a, b], [c, d]) => (b === d ? [a + c, b] : [a * d + c * b, b * d]);
export const less = ([a, b], [c, d]) => [a * d - c * b, b * d];
export const times = ([a, b], [c, d]) => [a * c, b * d];
export const by = ([a, b], [c, d]) => [a * d, b * c];
export const order = ([a, b], [c, d]) => (a * d < c * b ? -1 : a * d > c * b ? 1 : 0);
// How two decimal strings stand to each other: floats that differ stand in the order of their digits.
export const apart = (a, b) => a - b || (a === b ? 0 : order(fraction(a), fraction(b)));
export const ZERO = [0n, 1n];
const gcd = (a, b) => {
  while (b) [a, b] = [b, a % b];
  return a;
};
const halfEven = (n, d) => {
  const q = n / d,
    twice = (n % d) * 2n;
  return twice > d || (twice === d && q % 2n === 1n) ? q + 1n : q;
};
const PLACES = 12,
  TENS = new Map(Array.from({ length: 40 }, (_, places) => [10n ** BigInt(places), places]));
const spelled = (digits, places) => {
  const text = digits.toString().padStart(places + 1, "0");
  const rest = places ? text.slice(-places).replace(/0+$/, "") : "";
  return text.slice(0, text.length - places) + (rest ? `.${rest}` : "");
};
// All digits where they end, else twelve of them, half to even.
export function said([n, d]) {
  if (TENS.has(d)) return spelled(n, TENS.get(d));
  const common = gcd(n, d) || 1n;
  n /= common;
  d /= common;
  let rest = d,
    twos = 0,
    fives = 0;
  while (rest % 2n === 0n) {
    rest /= 2n;
    twos++;
  }
  while (rest % 5n === 0n) {
    rest /= 5n;
    fives++;
  }
  const places = rest === 1n ? Math.max(twos, fives) : PLACES;
  return spelled(rest === 1n ? (n * 10n ** BigInt(places)) / d : halfEven(n * 10n ** BigInt(places), d), places);
}
export const exact = (value) => fraction(said(value));
export const up = (a, b) => (a + b - 1n) / b;
// For people: so many decimals, half up, trailing zeros kept (costs/exact.py `rounded`).
export function halfUp([n, d], places) {
  const digits = ((n * 10n ** BigInt(places) * 2n + d) / (d * 2n)).toString().padStart(places + 1, "0");
  return places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
}
// Half up, to a whole number: how many images are made (costs/plan/workloads.py).
export const nearest = ([n, d]) => (n * 2n + d) / (d * 2n);
// Digits by threes, as in 1,000.
export const grouped = (digits) => String(digits).replace(/\B(?=(\d{3})+$)/g, ",");
// For a reader, the one way everywhere (costs/exact.py `shown`): cents from 1 upwards, at most three digits that matter below.
export function shown(text, sign = "$") {
  const [n, d] = fraction(text);
  if (n >= d) {
    const cents = halfEven(n * 100n, d).toString();
    return `${sign}${grouped(cents.slice(0, -2))}.${cents.slice(-2)}`;
  }
  if (!n) return `${sign}0`;
  const places = text.split(".")[1].match(/^0*/)[0].length + 3;
  const digits = spelled(halfEven(n * 10n ** BigInt(places), d), places);
  return sign + (digits === "1" ? "1.00" : digits + "0".repeat(digits.length === 3 ? 1 : 0));
}
