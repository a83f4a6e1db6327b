// A chart for a query's answer, if its columns suggest one: times and numbers make columns over
// time, a name and a number make bars.

import { bars, columns } from "./charts.js";
import { isDecimal, units } from "./decimal.js";
import { called, fill, h } from "./dom.js";
import { columnTexts, count } from "./money.js";

export function answerChart(rows) {
  const names = Object.keys(rows[0]).filter((name) => name !== "@ptr");
  const kinds = new Map(names.map((name) => [name, kind(rows, name)]));
  const of = (wanted) => names.filter((name) => kinds.get(name) === wanted);
  const [numbers, times, texts] = [of("number"), of("time"), of("text")];
  if (numbers.length === 0 || rows.length < 2 || names.includes("@timestamp")) return null;
  if (times.length !== 1 && (texts.length === 0 || texts.length > 2)) return null;
  const place = h("div");
  const draw = (number) => fill(place, times.length === 1
    ? overTime(rows, times[0], texts[0], number) : byName(rows, texts, number));
  const choice = numbers.length > 1 ? h("label.choice", {}, "Chart of ", h("select", {
    onchange: (event) => draw(event.target.value),
  }, numbers.map((name) => h("option", { value: name }, name)))) : h("p.unit", {}, numbers[0]);
  draw(numbers[0]);
  return h("div.answer-chart", {}, choice, place);
}

function kind(rows, name) {
  const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
  if (values.length === 0) return "none";
  if (values.every((value) => isDecimal(value))) return "number";
  if (values.every((value) => /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(value))) return "time";
  return "text";
}

function overTime(rows, time, split, number) {
  const starts = [...new Set(rows.map((row) => row[time]))].sort();
  const found = new Map();
  for (const row of rows) {
    const key = split ? row[split] ?? "(none)" : number;
    if (!found.has(key)) found.set(key, starts.map(() => 0n));
    found.get(key)[starts.indexOf(row[time])] += units(row[number]);
  }
  const sum = (values) => values.reduce((all, one) => all + one, 0n);
  const series = [...found].map(([name, values]) => ({ name, values }))
    .sort((a, b) => (sum(b.values) > sum(a.values) ? 1 : -1));
  const kept = series.slice(0, 7);
  if (series.length > 7)
    kept.push({ name: `${series.length - 7} others`, values: starts.map((_, index) =>
      sum(series.slice(7).map((one) => one.values[index]))) });
  const isDaily = starts.every((start) => start.slice(11).startsWith("00:00"));
  return columns({
    title: number, series: kept, text: (value) => text(value, rows, number),
    buckets: starts.map((start) => (isDaily ? start.slice(0, 10) : start.slice(5, 16))),
  });
}

/** Counts whole, everything else with the digits that suit the column. */
function text(value, rows, number) {
  const isWhole = rows.every((row) => !String(row[number] ?? "").includes("."));
  return isWhole ? count(value / units("1")) : columnTexts([value])[0];
}

function byName(rows, texts, number) {
  const list = rows.map((row) => ({
    name: texts.map((text) => row[text] ?? "(none)").join(" · "), value: units(row[number]),
  })).sort((a, b) => (a.value === b.value ? 0 : a.value > b.value ? -1 : 1)).slice(0, 15);
  return bars(list.map((one) => ({
    label: called(one.name), parts: [one.value], texts: [""], text: text(one.value, rows, number), colour: 0,
  })));
}
