// Questions in the language of CloudWatch Logs Insights: an editor, the answer as chart and table.

import { downloadQuery, query as ask } from "./api.js";
import { answerChart } from "./answer-chart.js";
import { units, isDecimal } from "./decimal.js";
import { called, fill, h } from "./dom.js";
import { editor } from "./editor.js";
import { columnTexts, count } from "./money.js";
import { nothing, saving, showsMoney, tenantLink } from "./parts.js";
import { grouped } from "./decimal.js";
import { go, here, queryParameters, state } from "./state.js";
import { table } from "./table.js";

const HISTORY = "meter.queries";
const EXAMPLES = [
  ["Dearest tenants", "stats sum(cost) as cost, count(*) as calls by tenant | sort cost desc | limit 20", true],
  ["Cost by day and tier", "stats sum(cost) as cost by bin(1d) as day, tier | sort day asc", true],
  ["Latency by model", "stats count(*) as calls, pct(@duration, 50) as p50, pct(@duration, 99) as p99 by model | sort calls desc"],
  ["Failed calls", "filter outcome != \"ok\" | stats count(*) as failed by tenant, outcome | sort failed desc"],
  ["Cache reads", "stats sum(input_tokens) as uncached, sum(cache_read_tokens) as cached by tenant | sort cached desc | limit 20"],
  ["Latest calls", "fields @timestamp, tenant, feature, model, total_tokens, outcome | sort @timestamp desc | limit 50"],
];

export function query() {
  const { params } = state();
  const results = h("div.results");
  const input = editor(params.q ?? "", (text) => {
    if (text === state().params.q) run(text);
    else go(here({ q: text }));
  });
  const past = h("details.past", {}, h("summary", {}, "History"), pastQueries());
  const examples = EXAMPLES.filter(([, , isMoney]) => showsMoney() || !isMoney);
  if (params.q) run(params.q);
  return h("div.view", {}, h("div.heading", {}, h("h1", {}, "Query"),
    h("p.period", {}, "Single calls, in the language of CloudWatch Logs Insights")),
  h("section.card.wide", {}, input.element,
    h("div.run", {}, h("button.main", { type: "button", onclick: input.run }, "Run"),
      h("span.hint", {}, h("kbd", {}, "Ctrl"), " ", h("kbd", {}, "Enter"), " runs, ",
        h("kbd", {}, "Ctrl"), " ", h("kbd", {}, "Space"), " completes")),
    h("p.examples", {}, examples.map(([title, text]) =>
      h("a.chip", { href: here({ q: text }), title: text }, title))), past), results);

  async function run(text) {
    const began = performance.now();
    fill(results, h("section.card.wide", { "aria-busy": true }, h("div.waiting")));
    try {
      const rows = await ask(text, queryParameters());
      remember(text);
      fill(results, answer(text, rows, performance.now() - began));
    } catch (error) {
      fill(results, h("section.card.wide", {}, h("pre.fault", { role: "alert" }, error.message)));
    }
  }
}

function answer(text, rows, milliseconds) {
  const save = (format) => h("button.quiet", { type: "button", "data-format": format,
    onclick: (event) => saving(event.currentTarget,
      () => downloadQuery(text, queryParameters(), format)) }, format.toUpperCase());
  const chart = rows.length > 0 ? answerChart(rows) : null;
  return h("section.card.wide", {}, h("header", {},
    h("h2", {}, `${count(rows.length)} ${rows.length === 1 ? "row" : "rows"}`),
    h("div.tools", {}, h("span.hint", {}, `${Math.round(milliseconds)} ms`), save("csv"),
      save("html"), save("ndjson"))),
  chart, rows.length === 0 ? nothing("Nothing matched.") : answerTable(rows));
}

/** Columns as the rows have them; numbers to the right, money and counts exact. */
function answerTable(rows) {
  const names = [...new Set(rows.slice(0, 200).flatMap((row) => Object.keys(row)))]
    .filter((name) => name !== "@ptr");
  const columns = names.map((name) => {
    const isNumber = rows.some((row) => isPresent(row[name]))
      && rows.every((row) => !isPresent(row[name]) || isDecimal(row[name]));
    const values = isNumber ? rows.map((row) => units(row[name])) : [];
    const isWhole = values.every((value) => value % units("1") === 0n);
    const texts = isNumber && !isWhole ? columnTexts(values)
      : isNumber ? rows.map((row) => grouped(row[name] ?? ""))
        : shortTimes(rows.map((row) => row[name]));
    return {
      name, title: name, isNumber, key: (row) => (isNumber ? units(row[name]) : row[name] ?? ""),
      cell: (row, index) => cell(name, row[name], texts?.[index]),
    };
  });
  return table({
    title: "Answer", columns, rows, search: (row) => Object.values(row).join(" "),
  });
}

function isPresent(value) {
  return value !== null && value !== undefined && value !== "";
}

/** Whole numbers stand as they are; longer fractions are rounded, and whole on hover. */
function cell(name, value, text) {
  if (name === "tenant" || name === "tenant.id") return tenantLink(value);
  if (!isPresent(value)) return h("span.absent", {}, "–");
  return text === undefined ? called(value) : h("span.time", { title: value }, text);
}

/** Texts of a column of times, without what all of them end in; nothing for other columns. */
function shortTimes(values) {
  const given = values.filter(isPresent);
  if (given.length === 0 || !given.every((value) => /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:/.test(value)))
    return undefined;
  const isDaily = given.every((value) => /[ T]00:00:00(\.0+)?$/.test(value));
  return values.map((value) => (isPresent(value)
    ? isDaily ? value.slice(0, 10) : value.replace(/\.000$/, "") : ""));
}

// What was asked before stays in this browser until somebody signs out of it or clears it.

function past() {
  try {
    const list = JSON.parse(localStorage.getItem(HISTORY) ?? "[]");
    return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function remember(text) {
  const list = [text, ...past().filter((one) => one !== text)].slice(0, 50);
  localStorage.setItem(HISTORY, JSON.stringify(list));
}

function pastQueries() {
  const list = past();
  if (list.length === 0) return h("p.hint", {}, "Nothing was asked yet.");
  const shown = h("ol.past", {}, list.map((text) =>
    h("li", {}, h("a", { href: here({ q: text }) }, h("code", {}, text)))));
  return [shown, h("button.quiet", { type: "button", onclick: () => {
    localStorage.removeItem(HISTORY);
    fill(shown);
  } }, "Forget them")];
}
