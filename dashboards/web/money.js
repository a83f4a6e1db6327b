// Amounts and counts as people read them. The exact amount stands in the title of a rounded one.

import { exact, fitted, fittingDigits, fixed, grouped, units } from "./decimal.js";
import { h } from "./dom.js";

/** An amount rounded by itself, such as in a tile. */
export function amount(value, { isComplete = true, digits } = {}) {
  const places = digits ?? fittingDigits(value);
  return (isComplete ? "" : "≥ ") + grouped(fixed(value, places));
}

export function amountElement(value, currency, options = {}) {
  return h("span.number", { title: `${exact(value)} ${currency}` }, amount(value, options));
}

/** Texts of the cost cells of rows, rounded so that they add up to the total. */
export function fittedTexts(values, total, digits = fittingDigits(total)) {
  return fitted(values, total, digits).map(grouped);
}

/** Amounts of a column that need not add up: each rounded to the digits that suit the largest. */
export function columnTexts(values) {
  const largest = values.reduce((most, one) => (size(one) > most ? size(one) : most), 0n);
  const digits = fittingDigits(largest);
  const texts = values.map((value) => fixed(value, digits));
  const needed = Math.max(0, ...texts.map((text) =>
    (text.split(".")[1] ?? "").replace(/0+$/, "").length));
  const kept = Math.min(digits, Math.max(needed, Math.min(2, digits)));
  return texts.map((text) => grouped(kept === digits ? text : text.slice(0, kept - digits)));
}

function size(value) {
  return value < 0n ? -value : value;
}

export function count(number) {
  return grouped(String(number ?? 0));
}

/** "1.2 M" and the like, for axes and tiles of tokens. */
export function short(number) {
  const steps = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
  const [size, name] = steps.find(([size]) => Math.abs(number) >= size) ?? [1, ""];
  const text = String(Number((number / size).toPrecision(3)));
  return name ? `${text} ${name}` : text;
}

/** A share that comes as text, "0.123456" → "12.35 %". */
export function percent(text) {
  if (text === null || text === undefined) return "–";
  return `${fixed(units(text) * 100n, 2).replace(/\.?0+$/, "")} %`;
}

/** part of whole as a percentage for people; counts or units. */
export function ratio(part, whole) {
  if (!Number(whole)) return "–";
  return `${((Number(part) / Number(whole)) * 100).toFixed(1).replace(/\.0$/, "")} %`;
}

export function milliseconds(text) {
  if (text === null || text === undefined || text === "") return "–";
  const value = Number(text);
  if (value < 1000) return `${Math.round(value)} ms`;
  const seconds = value / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${count(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** How much an amount changed, as a small text with a direction. */
export function change(before, now) {
  const difference = now - before;
  const sign = difference > 0n ? "▲" : difference < 0n ? "▼" : "=";
  if (before === 0n) return { sign, text: now === 0n ? "as before" : "new" };
  const part = Number((difference * 10_000n) / before) / 100;
  const text = `${Math.abs(part) >= 1000 ? "> 1,000" : Math.abs(part).toFixed(1)} %`;
  return { sign, text };
}
