// From the rows of reports to what cards show. Sums of money are exact.

import { report } from "./api.js";
import { units } from "./decimal.js";
import { amount, count, fittedTexts } from "./money.js";
import { showsMoney } from "./parts.js";
import { reportParameters } from "./state.js";
import { allBuckets, bucketText, fittingBucket } from "./times.js";

/** What is looked at: cost, or requests where a role does not see money. */
export function measure(currency) {
  if (!showsMoney())
    return { column: "requests", title: "Requests", unit: "", text: (value) => countText(value) };
  return {
    column: "cost", title: "Cost", unit: currency,
    text: (value, options) => amount(value, options),
  };
}

function countText(value) {
  return count(value / units("1"));
}

/** Adds up a money column of rows by another column; the largest sum first. */
export function sums(rows, key, column = showsMoney() ? "cost" : "requests") {
  const found = new Map();
  for (const row of rows) {
    // A row that stands for others has no name of its own.
    const name = row.others ? OTHERS : row[key];
    const sum = found.get(name) ?? { name, value: 0n, isComplete: true, requests: 0, others: 0 };
    sum.others += row.others ?? 0;
    sum.value += units(String(row[column] ?? 0));
    sum.requests += row.requests ?? 0;
    sum.isComplete &&= row.cost_complete !== false;
    found.set(name, sum);
  }
  return [...found.values()].sort((a, b) => (a.name === OTHERS) - (b.name === OTHERS)
    || (a.value === b.value ? 0 : a.value > b.value ? -1 : 1));
}

const OTHERS = Symbol("others");

/** The first of the sums with printed texts that add up; the rest as one, `limit` at most. */
export function leading(list, limit, restName) {
  const total = list.reduce((sum, one) => sum + one.value, 0n);
  let shown = list;
  if (list.length > limit || list.at(-1)?.name === OTHERS) {
    const start = Math.min(limit - 1, list.length - (list.at(-1).name === OTHERS ? 1 : 0));
    const rest = list.slice(start);
    const hidden = rest.reduce((sum, one) => sum + (one.others || 1), 0);
    shown = [...list.slice(0, start), {
      name: restName(hidden), isRest: true, isComplete: rest.every((one) => one.isComplete),
      value: rest.reduce((sum, one) => sum + one.value, 0n),
      requests: rest.reduce((sum, one) => sum + one.requests, 0),
    }];
  }
  const values = shown.map((one) => one.value);
  const texts = showsMoney() ? fittedTexts(values, total) : values.map(countText);
  return shown.map((one, index) => ({
    ...one, text: (one.isComplete ? "" : "≥ ") + texts[index], total,
  }));
}

/** Cost by buckets of the period, split by tier, feature or another column of `name`. */
export async function overTime(
  period, split, name = "feature-cost-per-tier", column = showsMoney() ? "cost" : "requests",
) {
  const bucket = fittingBucket(period);
  const answer = await report(name, reportParameters({ by: bucket }));
  const zone = answer.period.timezone;
  const starts = allBuckets(answer.rows.map((row) => row.period_start), bucket, answer.period);
  const place = new Map(starts.map((start, index) => [start, index]));
  const names = split ? sums(answer.rows, split, column).map((one) => one.name) : [""];
  const kept = names.length > 7 ? names.slice(0, 6) : names;
  const series = kept.map((one) => ({ key: one, name: one, values: starts.map(() => 0n) }));
  if (kept.length < names.length)
    series.push({ key: undefined, name: `${names.length - kept.length} others`,
      values: starts.map(() => 0n) });
  for (const row of answer.rows) {
    const one = (split ? series.find((each) => each.key === row[split]) : series[0])
      ?? series.at(-1);
    one.values[place.get(row.period_start)] += units(String(row[column] ?? 0));
  }
  return { bucket, series, buckets: starts.map((start) => bucketText(start, bucket, zone)) };
}

/** The token classes of a report's totals: [{name, tokens, cost}]; only those that occur. */
export function tokenClasses(totals) {
  return Object.keys(totals)
    .filter((name) => name.endsWith("_tokens") && name !== "unpriced_tokens" && totals[name] > 0)
    .map((name) => {
      const base = name.slice(0, -"_tokens".length);
      return { name: base.replaceAll("_", " "), tokens: totals[name], cost: totals[`${base}_cost`] };
    });
}

export function totalTokens(totals) {
  return tokenClasses(totals).reduce((sum, one) => sum + one.tokens, 0);
}
