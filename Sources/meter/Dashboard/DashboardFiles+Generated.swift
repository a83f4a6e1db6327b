// Generated from dashboards/web by Scripts/embed. Do not edit.

/// The files of the dashboard, in the order of their names.
let dashboardFiles: [DashboardFile] = [
  DashboardFile(
    name: "answer-chart.js",
    text: #"""
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

"""#),
  DashboardFile(
    name: "api.js",
    text: #"""
// The server, asked with the token of whoever looks. The token lives in this tab only.

import { state } from "./state.js";

const KEY = "meter.token";

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: (text) => sessionStorage.setItem(KEY, text),
  forget: () => sessionStorage.removeItem(KEY),
};

/** What was answered already; emptied at each refresh. */
let answers = new Map();

export function forgetAnswers() {
  answers = new Map();
}

async function send(path, options = {}) {
  const headers = { ...options.headers };
  if (token.get()) headers.Authorization = `Bearer ${token.get()}`;
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, "The server does not answer.");
  }
  if (!response.ok) throw new Refusal(response.status, await reason(response));
  return response;
}

async function reason(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return body.error ?? body.message ?? text;
  } catch {
    return text || `the server answered ${response.status}`;
  }
}

/** A promise for an answer, kept until the next refresh; one that failed is asked again. */
function kept(key, make) {
  if (!answers.has(key)) {
    const promise = make();
    answers.set(key, promise);
    promise.catch(() => answers.delete(key));
  }
  return answers.get(key);
}

export function getJSON(path) {
  return kept(path, async () => (await send(path)).json());
}

/** A report's JSON. Parameters without a value are left out. */
export function report(name, parameters = {}) {
  return getJSON(reportPath(name, parameters));
}

export function reportPath(name, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  return `api/reports/${encodeURIComponent(name)}${query ? `?${query}` : ""}`;
}

/** The rows of a query: objects whose numbers are exact texts. */
export function query(text, parameters = {}) {
  return kept(`query ${text} ${JSON.stringify(parameters)}`, async () => {
    const response = await sendQuery(text, parameters, "ndjson");
    const lines = (await response.text()).split("\n").filter((line) => line);
    return lines.map((line) => JSON.parse(line, numbersAsTexts));
  });
}

/** Sums may have more digits than a number of JavaScript holds: where browsers tell, they stay. */
function numbersAsTexts(key, value, context) {
  if (typeof value !== "number") return value;
  return context?.source ?? String(value);
}

export function sendQuery(text, parameters, format, signal) {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value));
  return send("api/query", {
    method: "POST", headers: { "Content-Type": "application/json" }, signal,
    body: JSON.stringify({ ...given, query: text, format }),
  });
}

/** Saves what a path answers, in one of the server's formats. */
export async function download(name, parameters, format) {
  save(await send(reportPath(name, { ...parameters, format })), name, format);
}

export async function downloadQuery(text, parameters, format) {
  save(await sendQuery(text, parameters, format), "query", format);
}

async function save(response, name, format) {
  const { tier, tenant } = state().params;
  const words = [name, ...Object.values(periodWords()), tier, tenant].filter((word) => word);
  const file = words.join("_").replace(/[^\p{L}\p{N}_-]+/gu, "-").slice(0, 120);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `${file}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function periodWords() {
  const { month, day, last, from, to } = state().params;
  return { month, day, last, from, to };
}

"""#),
  DashboardFile(
    name: "app.js",
    text: #"""
// Starts the page: who looks, which view, when it is drawn again.

import { forgetAnswers, getJSON, token } from "./api.js";
import { fill, h } from "./dom.js";
import { drawFilters } from "./filters.js";
import { server } from "./parts.js";
import { link, state } from "./state.js";
import { features } from "./view-features.js";
import { health } from "./view-health.js";
import { overview } from "./view-overview.js";
import { query } from "./view-query.js";
import { reports } from "./view-reports.js";
import { session } from "./view-session.js";
import { signIn } from "./view-sign-in.js";
import { tenant } from "./view-tenant.js";
import { tenants } from "./view-tenants.js";

const VIEWS = {
  overview: ["Overview", overview], tenants: ["Tenants", tenants],
  features: ["Features", features], health: ["Health", health], reports: ["Reports", reports],
  query: ["Query", query], tenant: ["Tenant", tenant], session: ["Session", session],
};
const IN_BAR = ["overview", "tenants", "features", "health", "reports", "query"];
/** Views that are reached from another one. */
const PART_OF = { tenant: "tenants", session: "tenants" };
const REFRESH_SECONDS = 10;

const bar = document.querySelector("header.bar");
const filters = document.querySelector("form.filters");
const main = document.querySelector("main");
const status = document.querySelector(".status");
let isLive = false;
let shown = "";

/** Draws the view of the address. `isRefresh`: figures change, place and focus stay. */
function draw({ isRefresh = false } = {}) {
  const { view } = state();
  const [title, make] = VIEWS[view] ?? VIEWS.overview;
  document.title = `${title} · meter`;
  const nav = bar.querySelector("nav");
  fill(nav, IN_BAR.map((name) => h("a", {
    href: link(name), "aria-current": name === (PART_OF[view] ?? view) ? "page" : null,
  }, VIEWS[name][0])));
  // Where the bar is narrower than its links, the current one is in sight.
  const current = nav.querySelector("[aria-current]");
  if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - 60;
  // A refresh must not take away what somebody is typing.
  if (!filters.contains(document.activeElement) || !isRefresh) drawFilters(filters);
  if (isRefresh && view === "query") return;
  const scroll = scrollY;
  fill(main, make());
  if (isRefresh) return scrollTo(0, scroll);
  if (shown && shown !== view) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  shown = view;
}

function drawSide() {
  const { access } = server.listing;
  const scope = access.tenant ? `tenant ${access.tenant}` : access.tier ? `tier ${access.tier}` : "";
  const live = h("button.quiet.live", {
    type: "button", "aria-pressed": isLive, title: `Refresh every ${REFRESH_SECONDS} seconds`,
    onclick: () => { isLive = !isLive; drawSide(); if (isLive) refresh(); },
  }, h("i", { "aria-hidden": true }), "Live");
  fill(bar.querySelector(".side"),
    access.role && h("span.scope", { title: `Signed in as ${access.name}` },
      access.role, scope && ` · ${scope}`),
    h("button.quiet", { type: "button", title: "Ask for new figures", onclick: refresh }, "Refresh"),
    live,
    token.get() && h("button.quiet", { type: "button", onclick: signOut }, "Sign out"));
}

function refresh() {
  forgetAnswers();
  draw({ isRefresh: true });
  status.textContent = `Refreshed at ${new Date(Date.now()).toLocaleTimeString()}`;
}

function signOut() {
  token.forget();
  forgetAnswers();
  location.reload();
}

/** Asks who looks and what there is; without a valid token, asks for one. */
async function start() {
  try {
    server.listing = await getJSON("api/reports");
  } catch (error) {
    bar.hidden = filters.hidden = true;
    if (error.status !== 401 && error.status !== 403 && error.status !== 429)
      return fill(main, h("p.notice", {}, error.message, " ",
        h("button", { type: "button", onclick: start }, "Try again")));
    const hadToken = Boolean(token.get());
    token.forget();
    return fill(main, signIn(hadToken ? error.message : "", start));
  }
  bar.hidden = filters.hidden = false;
  drawSide();
  draw();
}

addEventListener("hashchange", () => { if (server.listing) draw(); });
document.querySelector("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
setInterval(() => {
  if (isLive && !document.hidden && server.listing) refresh();
}, REFRESH_SECONDS * 1000);
start();

"""#),
  DashboardFile(
    name: "base.css",
    text: #"""
/* Colours and the page. System fonts only; nothing comes from elsewhere. */

:root {
  color-scheme: light dark;
  --paper: #f6f5f2; --card: #fff; --ink: #1d2733; --soft: #5c6875; --line: #e3e1db;
  --accent: #2f5d8a; --on-accent: #fff; --wash: #eef2f6;
  --warn: #8a5a00; --warn-paper: #fdf6e4; --bad: #a8362b; --good: #28704a;
  --shadow: rgb(29 39 51 / 24%);
  --c0: #3f6fa3; --c1: #57a09b; --c2: #d9a54a; --c3: #93639f; --c4: #c96f66; --c5: #7e9142;
  --c6: #a97c50; --c7: #97a1ac;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --card: #1b2127; --ink: #e6e9ec; --soft: #a0abb6; --line: #2e363e;
    --accent: #8db8e2; --on-accent: #14181d; --wash: #232b33;
    --warn: #e8c06a; --warn-paper: #2b261a; --bad: #f0938a; --good: #7cc79c;
    --shadow: rgb(0 0 0 / 70%);
    --c0: #6f9fd2; --c1: #6fbab4; --c2: #e2b768; --c3: #b58cc0; --c4: #dd9088; --c5: #a3b566;
    --c6: #c79b72; --c7: #7f8a95;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scrollbar-gutter: stable; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 14.5px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1, h2, p, dl, dd, figure, ol, ul { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h1 { font-size: 1.55rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.012em; }
h2 { font-size: 1rem; font-weight: 650; }
a { color: inherit; text-decoration-color: transparent; text-underline-offset: 0.18em; }
main a:hover, main a:focus-visible { color: var(--accent); text-decoration-color: currentcolor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
button, input, select, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
button:disabled { cursor: default; opacity: 0.45; }
code, kbd, pre, textarea { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
kbd {
  font-size: 0.75rem; border: 1px solid var(--line); border-radius: 4px; padding: 0.05rem 0.3rem;
}
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--card); padding: 0.4rem; z-index: 9; }
.hidden, .status {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}

/* The bar and the filters */
.bar {
  display: flex; align-items: center; gap: 0.4rem 1.6rem; flex-wrap: wrap;
  background: var(--card); border-bottom: 1px solid var(--line); padding: 0 1.6rem;
}
.brand {
  display: flex; align-items: center; gap: 0.5rem; font-weight: 700; font-size: 1.1rem;
  letter-spacing: -0.02em; padding: 0.6rem 0;
}
.brand svg { width: 1.35rem; fill: var(--c0); }
.bar nav { display: flex; gap: 0.2rem; overflow-x: auto; align-self: stretch; }
.bar nav a {
  padding: 0.9rem 0.75rem 0.75rem; color: var(--soft); border-bottom: 3px solid transparent;
  white-space: nowrap; font-weight: 500;
}
.bar nav a:hover { color: var(--ink); }
.bar nav a:focus-visible { outline-offset: -3px; }
.bar nav [aria-current] { color: var(--ink); border-color: var(--c0); }
.side { display: flex; align-items: center; gap: 0.5rem; margin-left: auto; }
.scope {
  color: var(--soft); font-size: 0.85rem; max-width: 16rem; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap;
}
.quiet, .tools select, .pages button {
  background: transparent; border: 1px solid var(--line); border-radius: 0.45rem;
  padding: 0.16rem 0.6rem; font-size: 0.83rem; color: var(--soft); line-height: 1.45;
}
.quiet:hover:not(:disabled), .tools select:hover, .pages button:hover:not(:disabled) {
  color: var(--ink); border-color: var(--soft);
}
.live i {
  display: inline-block; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: var(--line);
  margin-right: 0.4rem;
}
.live[aria-pressed="true"] { color: var(--good); border-color: currentcolor; }
.live[aria-pressed="true"] i { background: currentcolor; animation: pulse 2s infinite; }
@keyframes pulse { 50% { opacity: 0.25; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
.main {
  background: var(--accent); color: var(--on-accent); border: 0; border-radius: 0.5rem;
  padding: 0.42rem 1.1rem; font-weight: 600;
}
.main:hover { filter: brightness(1.1); }
.filters {
  display: flex; flex-wrap: wrap; gap: 0.5rem 0.9rem; align-items: end; padding: 0.7rem 1.6rem;
  border-bottom: 1px solid var(--line); font-size: 0.87rem;
}
.filters label { display: grid; gap: 0.1rem; }
.filters label > span:first-child { color: var(--soft); font-size: 0.76rem; padding-left: 0.15rem; }
.filters input, .filters select, .search {
  background: var(--card); border: 1px solid var(--line); border-radius: 0.45rem; height: 2rem;
  padding: 0 0.6rem; min-width: 0;
}
.filters input[type="search"] { width: 9.5rem; }
.filters .set input { border-color: var(--accent); background: var(--wash); font-weight: 550; }
.filters .pair, .filters .more { display: flex; gap: 0.4rem; align-items: center; flex-wrap: wrap; }
.filters ::placeholder { color: var(--soft); opacity: 0.75; }
.clear { color: var(--accent); padding: 0.35rem 0.2rem; }

main { max-width: 92rem; margin: 0 auto; padding: 1.3rem 1.6rem 3rem; }
.heading { margin-bottom: 1rem; }
.heading h1 { overflow-wrap: anywhere; }
.heading h1 .name { white-space: normal; max-width: 100%; }
.crumbs { color: var(--soft); font-size: 0.87rem; }
.period { color: var(--soft); margin-top: 0.1rem; }
.chip {
  display: inline-flex; align-items: center; gap: 0.3rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem; padding: 0 0.65rem; margin-left: 0.5rem;
  color: var(--ink); font-size: 0.87rem;
}
.chip a { color: var(--soft); padding: 0 0.15rem; }
.notice {
  background: var(--warn-paper); color: var(--ink); border: 1px solid var(--line);
  border-radius: 0.6rem; padding: 0.8rem 1.1rem; margin: 1rem 0; overflow-wrap: anywhere;
}
.notice a { color: var(--accent); text-decoration-color: currentcolor; }
.fault { color: var(--bad); white-space: pre-wrap; overflow-wrap: anywhere; }
.nothing, .hint, .note, .unit { color: var(--soft); font-size: 0.85rem; }
.nothing { padding: 0.6rem 0; }
.up { color: var(--bad); }
.down { color: var(--good); }
.absent { color: var(--soft); font-style: italic; }
.name {
  display: inline-block; max-width: 100%; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; vertical-align: bottom;
}

.fold { display: none; }
.time { font-weight: 400; }

@media (max-width: 48rem) {
  body { font-size: 15px; }
  .bar { padding: 0 0.9rem; gap: 0 0.8rem; }
  .bar nav { order: 3; width: 100%; margin: 0 -0.3rem; scrollbar-width: none; }
  .bar nav a { padding: 0.5rem 0.42rem 0.45rem; font-size: 0.89rem; }
  .scope { max-width: 8rem; }
  .filters { padding: 0.6rem 0.9rem; gap: 0.5rem; }
  .filters label { flex: 1 1 calc(50% - 0.5rem); }
  .filters label.period { flex: 1 1 10rem; }
  .fold { display: block; height: 2.4rem; align-self: end; }
  .filters:not(.open) label:not(.period), .filters:not(.open) .clear { display: none; }
  .filters input[type="search"], .filters select { width: 100%; }
  .filters input, .filters select, .search { height: 2.4rem; }
  .filters .pair select { width: auto; flex: 1; }
  main { padding: 1rem 0.9rem 2rem; }
  h1 { font-size: 1.35rem; }
  .chip { margin: 0.2rem 0.4rem 0 0; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #1d2733; --soft: #4c5865;
    --line: #ccc; }
  @page { size: A4 landscape; margin: 12mm; }
  :root { font-size: 9.5px; }
  body { font-size: 1rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .bar, .filters, .tools, .pages, .search, .skip, .run, .examples, .past { display: none !important; }
  main { max-width: none; padding: 0; }
}

"""#),
  DashboardFile(
    name: "calls.js",
    text: #"""
// Single calls, as the ledger holds them.

import { downloadQuery } from "./api.js";
import { units } from "./decimal.js";
import { called, h } from "./dom.js";
import { columnTexts, count, milliseconds } from "./money.js";
import { nothing, saving } from "./parts.js";
import { link, queryParameters } from "./state.js";
import { exactKey, table } from "./table.js";
import { instantText } from "./times.js";

/** A button that saves a query's rows, and a link that opens it for changing. */
export function queryTools(text) {
  return [h("button.quiet", { type: "button", "data-format": "csv",
    onclick: (event) => saving(event.currentTarget,
      () => downloadQuery(text, queryParameters(), "csv")) }, "CSV"),
  h("a.all", { href: link("query", { q: text, tenant: null, tier: null, feature: null,
    model: null }) }, "Open as query")];
}

export function callTable(rows, page = 50) {
  if (rows.length === 0) return nothing("No calls.");
  const word = (name, title, absent) => rows.some((row) => row[name]) ? { name, title,
    key: (row) => row[name] ?? "", cell: (row) => called(row[name], absent) } : null;
  const number = (name, title, cell) => rows.some((row) => Number(row[name]) > 0) ? { name, title,
    isNumber: true, key: (row) => Number(row[name] ?? 0), cell } : null;
  const costs = columnTexts(rows.map((row) => units(row.cost)));
  const outcome = (row) => (row.outcome === "ok" ? "ok" : h("span.up", {}, row.outcome));
  return table({
    title: "Calls", rows, page, search: (row) => Object.values(row).join(" "), columns: [
      { name: "@timestamp", title: "Began", key: (row) => row["@timestamp"], cell: (row) =>
        h("span.time", { title: `${row["@timestamp"]} UTC; ${row["@ptr"] ?? ""}` },
          instantText(row["@timestamp"])) },
      word("feature", "Feature", "(none)"),
      new Set(rows.map((row) => row.session)).size > 1 ? { name: "session", title: "Session",
        key: (row) => row.session ?? "", cell: (row) => (row.session
          ? h("a", { href: link("session", { session: row.session }) }, called(row.session)) : "") }
        : null,
      word("agent", "Agent", ""), word("model", "Model", ""),
      { name: "outcome", title: "Outcome", key: (row) => row.outcome ?? "", cell: outcome },
      number("@duration", "Took", (row) => milliseconds(row["@duration"])),
      number("input_tokens", "Input", (row) => count(row.input_tokens)),
      number("cache_read_tokens", "Cached", (row) => count(row.cache_read_tokens)),
      number("output_tokens", "Output", (row) => count(row.output_tokens)),
      number("total_tokens", "Tokens", (row) => count(row.total_tokens)),
      rows.some((row) => row.cost !== undefined) ? { name: "cost", title: "Cost", isNumber: true,
        key: (row) => exactKey(row.cost),
        cell: (row, index) => h("span", { title: row.cost }, costs[index]) } : null,
    ].filter((column) => column),
  });
}

"""#),
  DashboardFile(
    name: "card-matrix.js",
    text: #"""
// Feature cost per tier: features by tiers, each cell tinted by its part of the largest.

import { report } from "./api.js";
import { tint } from "./charts.js";
import { exact, units } from "./decimal.js";
import { called, h } from "./dom.js";
import { sums } from "./figures.js";
import { noteNames } from "./filters.js";
import { count, fittedTexts } from "./money.js";
import { card, downloads, filterLink, nothing, showsMoney } from "./parts.js";
import { filterValue, link, reportParameters } from "./state.js";

const NAME = "feature-cost-per-tier";

export function matrixCard({ wide = false } = {}) {
  return card(showsMoney() ? "Feature cost per tier" : "Feature requests per tier",
    async () => matrix(await report(NAME, reportParameters())), {
      wide, tools: downloads(NAME, reportParameters()),
      more: wide ? null : h("a.all", { href: link("features") }, "All features"),
    });
}

/** At most so many rows and columns; the rest is on the page of features. */
function matrix(figures, rowsMax = 12, columnsMax = 6) {
  const { rows } = figures;
  if (rows.length === 0) return nothing("No usage.");
  noteNames("tier", rows.map((row) => row.tier));
  noteNames("feature", rows.map((row) => row.feature));
  const column = showsMoney() ? "cost" : "requests";
  const values = rows.map((row) => units(String(row[column])));
  const total = values.reduce((sum, one) => sum + one, 0n);
  const texts = showsMoney() ? fittedTexts(values, total) : rows.map((row) => count(row.requests));
  const features = sums(rows, "feature").slice(0, rowsMax);
  const tiers = sums(rows, "tier").slice(0, columnsMax);
  const largest = values.reduce((most, one) => (one > most ? one : most), 0n);
  const place = new Map(rows.map((row, index) => [JSON.stringify([row.feature, row.tier]), index]));
  const cell = (feature, tier) => {
    const index = place.get(JSON.stringify([feature.name, tier.name]));
    if (index === undefined) return h("td.t0");
    const sign = rows[index].cost_complete === false ? "≥ " : "";
    const changes = { feature: filterValue("feature", feature.name),
      tier: filterValue("tier", tier.name) };
    return h(`td.${tint(values[index], largest)}`, { title: `${exact(values[index])} `
      + `${showsMoney() ? figures.currency : "requests"}; ${count(rows[index].requests)} requests` },
    h("a", { href: link("overview", changes) }, sign + texts[index]));
  };
  // The printed cells add up to the printed sums: both come of the same rounding.
  const sumText = (wanted) => {
    const places = [...rows.keys()].filter((index) => wanted(rows[index]));
    const isComplete = places.every((index) => rows[index].cost_complete !== false);
    return (isComplete ? "" : "≥ ") + added(places.map((index) => texts[index]));
  };
  const hidden = sums(rows, "feature").length - features.length;
  return [h("p.unit", {}, showsMoney() ? figures.currency : ""),
    h("div.scroll", { role: "region", tabindex: 0, "aria-label": "Features by tiers" },
      h("table.matrix", {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Feature"),
          tiers.map((tier) => h("th.n", { scope: "col" }, filterLink("tier", tier.name))),
          h("th.n", { scope: "col" }, "Total"))),
        h("tbody", {}, features.map((feature) => h("tr", {},
          h("th", { scope: "row" }, filterLink("feature", feature.name)),
          tiers.map((tier) => cell(feature, tier)),
          h("td.sum", {}, sumText((row) => row.feature === feature.name))))),
        h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "Total"),
          tiers.map((tier) => h("td.n", {}, sumText((row) => row.tier === tier.name))),
          h("td.n", {}, sumText(() => true)))))),
    hidden > 0 ? h("p.note", {}, "and ", called(`${count(hidden)} smaller features`)) : null];
}

/** Adds up printed texts such as "1,234.50". */
function added(texts) {
  const digits = Math.max(0, ...texts.map((text) => (text.split(".")[1] ?? "").length));
  const sum = texts.reduce((all, text) => all + units(text.replaceAll(",", "")), 0n);
  return fittedTexts([sum], sum, digits)[0];
}

"""#),
  DashboardFile(
    name: "card-mix.js",
    text: #"""
// What usage is made of: models and token classes; and how far figures can be trusted.

import { report } from "./api.js";
import { bars, parts } from "./charts.js";
import { units } from "./decimal.js";
import { called, h } from "./dom.js";
import { leading, sums, tokenClasses } from "./figures.js";
import { noteNames } from "./filters.js";
import { count, fittedTexts, percent, ratio, short } from "./money.js";
import { card, downloads, filterLink, nothing, showsMoney } from "./parts.js";
import { reportParameters } from "./state.js";

/** Cost by model. */
export function modelsCard(after = null) {
  return barsCard("Models", "cost-per-model", "model", {
    after, label: (name) => filterLink("model", name), rest: "models",
  });
}

/** Cost by user of one tenant. */
export function usersCard() {
  return barsCard("Users", "cost-per-user", "user", {
    label: (name) => called(name, "(no user named)"), rest: "users",
  });
}

function barsCard(title, name, key, { after = null, label, rest: restName }) {
  return card(title, async () => {
    const { rows } = await report(name, reportParameters({ top: 60 }));
    if (key === "model")
      noteNames(key, rows.filter((row) => !row.others).map((row) => row.model));
    const list = leading(sums(rows, key), 9, (rest) => `${count(rest)} other ${restName}`);
    if (list.length === 0) return nothing("No usage.");
    return bars(list.map((one) => ({
      label: one.isRest ? one.name : label(one.name),
      parts: [one.value], texts: [one.text], colour: one.isRest ? 7 : 1,
      text: one.value === 0n && !one.isComplete ? "no price" : one.text,
      note: `${ratio(one.value, one.total)} · ${count(one.requests)} requests`,
    })));
  }, { tools: downloads(name, reportParameters()), after });
}

/** Tokens by class, and what each class costs. */
export function classesCard(answer) {
  return card("Token classes", async () => {
    const { totals, currency } = await answer;
    const list = tokenClasses(totals);
    if (list.length === 0) return nothing("No tokens.");
    const sum = list.reduce((all, one) => all + one.tokens, 0);
    const costs = list.map((one) => units(one.cost ?? "0"));
    const cost = costs.reduce((all, one) => all + one, 0n);
    const texts = fittedTexts(costs, cost);
    const one = (value, index) => ({ name: list[index].name, value, text: "" });
    return [
      h("p.unit", {}, "Tokens"),
      parts(list.map((each, index) => ({ ...one(BigInt(each.tokens), index),
        value: units(String(each.tokens)), text: count(each.tokens) }))),
      showsMoney() ? [h("p.unit", {}, `Cost, ${currency}`),
        parts(costs.map((value, index) => ({ ...one(value, index), text: texts[index] })))] : null,
      h("table.plain.classes", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Class"),
        h("th.n", { scope: "col" }, "Tokens"), h("th.n", { scope: "col" }, "Share"),
        showsMoney() ? [h("th.n", { scope: "col" }, "Cost"), h("th.n", { scope: "col" }, "Share")]
          : null)),
      h("tbody", {}, list.map((each, index) => h("tr", {},
        h("th", { scope: "row" }, h(`i.key.c${index % 8}`), each.name),
        h("td.n", { title: count(each.tokens) }, short(each.tokens)),
        h("td.n", {}, ratio(each.tokens, sum)),
        showsMoney() ? [h("td.n", { title: each.cost }, texts[index]),
          h("td.n", {}, ratio(costs[index], cost))] : null)))),
    ];
  });
}

export function findingsCard(answer, { wide = false } = {}) {
  return card("Findings", async () => {
    const { findings } = await answer;
    if (findings.length === 0) return nothing("Nothing in the data asks for attention.");
    const items = findings.map((one) => h("li", {}, h("span.count", {}, count(one.count)),
      h("div", {}, h("strong", {}, one.kind.replaceAll("_", " ")),
        h("p", {}, called(one.message)))));
    const list = h("ul.findings", {}, items.slice(0, 6));
    return [list, items.length > 6 ? h("button.quiet", {
      type: "button",
      onclick: (event) => { list.append(...items.slice(6)); event.currentTarget.remove(); },
    }, `Show ${count(items.length - 6)} more`) : null];
  }, { wide });
}

export function coverageCard(answer) {
  return card("Coverage", async () => {
    const { coverage, totals, price_book: book } = await answer;
    const shares = [["priced", "have a price"], ["attributed", "have a tenant"],
      ["measured", "are measured, not estimated"]];
    const counts = [["Tokens without a price", totals.unpriced_tokens],
      ["Tokens left out that a second span repeated", coverage.suppressed_tokens],
      ["Spans that came again", coverage.duplicate_spans],
      ["Spans refused", coverage.refused_spans],
      ["Metric points refused", coverage.refused_points],
      ["Log records refused", coverage.refused_records]].filter(([, number]) => number !== undefined);
    return [h("ul.meters", {}, shares.map(([name, text]) => {
      const share = coverage[`${name}_share`];
      return h("li", {}, h("strong", {}, percent(share)), ` of tokens ${text}`,
        h("span.track", { "aria-hidden": true }, h(`i.${Number(share) < 1 ? "c2" : "c1"}`, {
          "width%": Number(share) * 100 })));
    })), h("dl.facts", {}, counts.map(([name, number]) => h("div", {}, h("dt", {}, name),
      h("dd", {}, count(number)))), h("div", {}, h("dt", {}, "Price book"),
      h("dd", { title: book.sha256 }, called(book.name), ` as of ${book.as_of}`)))];
  });
}

"""#),
  DashboardFile(
    name: "card-movers.js",
    text: #"""
// Which tenants' cost changed most against the period before.

import { report } from "./api.js";
import { fittingDigits, units } from "./decimal.js";
import { h } from "./dom.js";
import { measure, sums } from "./figures.js";
import { change } from "./money.js";
import { card, downloads, nothing, showsMoney, tenantLink } from "./parts.js";
import { reportParameters } from "./state.js";
import { bucketText, periodBefore, periodText } from "./times.js";
import { reportBefore } from "./view-overview.js";

const COLUMNS = { columns: "tenant,requests" };
const MONEY_COLUMNS = { columns: "tenant,requests,cost,cost_complete" };

export function moversCard(after, limit = 8) {
  return card("Top movers", async () => {
    const columns = showsMoney() ? MONEY_COLUMNS : COLUMNS;
    const now = await report("cost-per-tenant", reportParameters(columns));
    const earlier = periodBefore(now.period);
    const before = earlier && await reportBefore(earlier, columns);
    if (!before || before.rows.length === 0)
      return nothing("The period before holds no usage to compare with.");
    const { text } = measure(now.currency);
    const old = new Map(sums(before.rows, "tenant").map((one) => [one.name, one.value]));
    const current = new Map(sums(now.rows, "tenant").map((one) => [one.name, one.value]));
    const moves = [...new Set([...old.keys(), ...current.keys()])].map((name) => {
      const [from, to] = [old.get(name) ?? 0n, current.get(name) ?? 0n];
      return { name, from, to, by: to - from };
    }).filter((one) => one.by !== 0n).sort((a, b) => compare(size(b.by), size(a.by)));
    if (moves.length === 0) return nothing("Nothing changed.");
    const digits = showsMoney() ? largestDigits(now, before) : undefined;
    return [h("p.unit", {}, `against ${periodText(before.period)}`),
      h("table.plain.movers", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Tenant"),
        ["Before", "Now", "Change"].map((one) => h("th.n", { scope: "col" }, one)),
        h("th.n", { scope: "col" }, h("span.hidden", {}, "Change in percent")))),
      h("tbody", {}, moves.slice(0, limit).map((one) => {
        const { sign, text: part } = change(one.from, one.to);
        return h("tr", {}, h("th", { scope: "row" }, tenantLink(one.name)),
          h("td.n", {}, text(one.from, { digits })), h("td.n", {}, text(one.to, { digits })),
          h("td.n", {}, `${one.by > 0n ? "+" : "−"}${text(size(one.by), { digits })}`),
          h("td.n", {}, h(`span.${one.by > 0n ? "up" : "down"}`, {}, `${sign} ${part}`)));
      })))];
  }, { after });
}

/** Days on which a tenant was far from its own pattern. */
export function anomaliesCard(after, limit = 8) {
  if (!showsMoney()) return null;
  const parameters = reportParameters();
  return card("Days out of pattern", async () => {
    const answer = await report("anomalies", parameters);
    if (answer.rows.length === 0) return nothing("No tenant's day was far from what is usual for it.");
    const rows = [...answer.rows].sort((a, b) => compare(surplus(b), surplus(a))).slice(0, limit);
    const { text } = measure(answer.currency);
    const digits = fittingDigits(units(rows[0].cost));
    return [h("p.unit", {}, answer.currency), h("table.plain.outliers", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Tenant"), h("th", { scope: "col" }, "Day"),
        ["Cost", "Usual", "Times"].map((one) => h("th.n", { scope: "col" }, one)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, tenantLink(row.tenant)),
        h("td", {}, bucketText(row.period_start, "day", answer.period.timezone)),
        h("td.n", { title: row.cost }, text(units(row.cost), { digits })),
        h("td.n", { title: row.usual_cost }, text(units(row.usual_cost), { digits })),
        h("td.n", {}, h("span.up", {}, row.usual_ratio ? `${Number(row.usual_ratio).toFixed(1)} ×`
          : "–"))))))];
  }, { after, tools: downloads("anomalies", parameters) });
}

function surplus(row) {
  return units(row.cost) - units(row.usual_cost);
}

function largestDigits(now, before) {
  const most = [now, before].map((one) => units(one.totals.cost))
    .reduce((a, b) => (a > b ? a : b));
  return most >= units("1000") ? 2 : most >= units("1") ? 4 : 6;
}

function size(value) {
  return value < 0n ? -value : value;
}

function compare(a, b) {
  return a === b ? 0 : a > b ? 1 : -1;
}

"""#),
  DashboardFile(
    name: "card-time.js",
    text: #"""
// Cost over time, as columns: split by tier, feature or model.

import { columns } from "./charts.js";
import { fill, h } from "./dom.js";
import { measure, overTime } from "./figures.js";
import { card, downloads, nothing, showsMoney } from "./parts.js";
import { go, here, reportParameters, state } from "./state.js";
import { fittingBucket } from "./times.js";

const SPLITS = [["tier", "by tier"], ["feature", "by feature"], ["", "in total"]];

export function timeCard(answer, split, after = null) {
  const body = h("div");
  const chosen = h("select", {
    "aria-label": "Split columns", onchange: () => draw(chosen.value),
  }, SPLITS.map(([value, label]) => h("option", { value, selected: value === split }, label)));
  const bucket = h("select", {
    "aria-label": "Columns of", onchange: () => go(here({ by: bucket.value }), { replaces: true }),
  });
  const tools = h("span", {});
  const draw = async (by) => {
    const { period, currency } = await answer;
    const shown = fittingBucket(period);
    fill(bucket, ["hour", "day", "week", "month"].map((one) =>
      h("option", { value: one, selected: one === shown }, `by ${one}`)));
    fill(tools, downloads("feature-cost-per-tier", reportParameters({ by: shown })));
    const { series, buckets } = await overTime(period, by || null);
    const { title, text, unit } = measure(currency);
    const named = series.map((one) => ({ ...one, name: one.name ?? "(none)" }));
    fill(body, buckets.length === 0 ? nothing("No usage.")
      : [h("p.unit", {}, unit), columns({ title, buckets, series: named, text })]);
  };
  return card(showsMoney() ? "Cost over time" : "Requests over time", async () => {
    await draw(state().params.split ?? split);
    return body;
  }, { wide: true, tools: [chosen, bucket, tools], after });
}

"""#),
  DashboardFile(
    name: "charts.css",
    text: #"""
/* Charts: colours by class, lengths by the script. */

.c0 { fill: var(--c0); background: var(--c0); } .c1 { fill: var(--c1); background: var(--c1); }
.c2 { fill: var(--c2); background: var(--c2); } .c3 { fill: var(--c3); background: var(--c3); }
.c4 { fill: var(--c4); background: var(--c4); } .c5 { fill: var(--c5); background: var(--c5); }
.c6 { fill: var(--c6); background: var(--c6); } .c7 { fill: var(--c7); background: var(--c7); }

.bars {
  display: grid; gap: 0.5rem 0.9rem; align-items: center;
  grid-template-columns: minmax(6rem, 13rem) minmax(3rem, 1fr) auto auto;
}
.bars li {
  display: grid; grid-column: 1 / -1; grid-template-columns: subgrid;
  grid-template-areas: "label track value note"; align-items: center;
}
.bars .label { grid-area: label; min-width: 0; }
.bars .label a { display: block; min-width: 0; }
.bars .value { grid-area: value; text-align: right; font-variant-numeric: tabular-nums; min-width: 4.5rem; }
.bars .note { grid-area: note; white-space: nowrap; font-variant-numeric: tabular-nums; }
.bars .track { grid-area: track; }
.track { display: flex; height: 0.85rem; border-radius: 3px; overflow: hidden; background: var(--wash); }
.meters .track { height: 0.45rem; }
.parts { display: flex; height: 1.15rem; border-radius: 4px; overflow: hidden; margin-bottom: 0.5rem; gap: 1px; }
.parts i { min-width: 1px; }
.legend {
  display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin-top: 0.7rem; color: var(--soft);
  font-size: 0.87rem;
}
.legend li { display: flex; align-items: center; gap: 0.4rem; min-width: 0; max-width: 16rem; }
.legend i, .tip i, .key {
  display: inline-block; width: 0.65rem; height: 0.65rem; border-radius: 2px; flex: none;
}
.key { margin-right: 0.5rem; }
.plot { position: relative; }
.time + .tabled { margin-top: 1rem; }
.columns { min-height: 220px; }
.columns svg { display: block; touch-action: pan-y; max-width: 100%; height: auto; }
.columns svg:focus-visible { outline: 2px solid var(--accent); }
.grid { stroke: var(--line); stroke-width: 1; shape-rendering: crispEdges; }
.axis { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.shade { fill: var(--ink); opacity: 0.06; }
.tip {
  position: absolute; top: 0.4rem; pointer-events: none; background: var(--card); z-index: 3;
  border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.5rem 0.8rem; font-size: 0.85rem;
  box-shadow: 0 4px 18px var(--shadow); max-width: min(20rem, 80%);
}
.tip div { display: flex; align-items: center; gap: 0.5rem; }
.tip b { margin-left: auto; padding-left: 1.2rem; font-weight: 500; font-variant-numeric: tabular-nums; }
.tip .sum { border-top: 1px solid var(--line); margin-top: 0.25rem; padding-top: 0.25rem; }
.spark { fill: none; stroke: none; }
.spark polygon { fill: var(--c0); opacity: 0.13; }
.spark polyline { stroke: var(--c0); stroke-width: 1.5; vector-effect: non-scaling-stroke; opacity: 0.75; }

.matrix { width: auto; min-width: 100%; }
.matrix td { text-align: right; border-left: 3px solid var(--card); }
.matrix tbody tr + tr > td { border-top: 3px solid var(--card); }
.matrix td a { display: block; color: inherit; margin: -0.36rem -0.6rem; padding: 0.36rem 0.6rem; }
.matrix tbody tr:hover > td { background: revert-layer; }
.matrix thead .name { max-width: 8rem; }
.matrix .sum { font-weight: 600; }
.matrix tbody tr > .t0, .matrix tbody tr:hover > .t0 { background: none; }
.t1, .matrix tbody tr:hover > .t1 { background: color-mix(in srgb, var(--c0) 7%, var(--card)); }
.t2, .matrix tbody tr:hover > .t2 { background: color-mix(in srgb, var(--c0) 12%, var(--card)); }
.t3, .matrix tbody tr:hover > .t3 { background: color-mix(in srgb, var(--c0) 17%, var(--card)); }
.t4, .matrix tbody tr:hover > .t4 { background: color-mix(in srgb, var(--c0) 22%, var(--card)); }
.t5, .matrix tbody tr:hover > .t5 { background: color-mix(in srgb, var(--c0) 27%, var(--card)); }
.t6, .matrix tbody tr:hover > .t6 { background: color-mix(in srgb, var(--c0) 32%, var(--card)); }
.t7, .matrix tbody tr:hover > .t7 { background: color-mix(in srgb, var(--c0) 37%, var(--card)); }
.t8, .matrix tbody tr:hover > .t8 { background: color-mix(in srgb, var(--c0) 43%, var(--card)); }

@media (max-width: 48rem) {
  .bars { grid-template-columns: minmax(0, 1fr) auto; }
  .bars li { grid-template-areas: "label value" "track note"; }
  .bars .note { text-align: right; }
}

"""#),
  DashboardFile(
    name: "charts.js",
    text: #"""
// Charts in SVG: columns over time, bars, lines of a tile, a matrix. Their figures stand beside
// them as text or show on hover and by the arrow keys. Only lengths are made of rounded numbers.

import { drawn } from "./decimal.js";
import { called, fill, h, s, sized } from "./dom.js";
import { short } from "./money.js";

const COLOURS = 8;

export function colour(index) {
  return `c${index % COLOURS}`;
}

/** Names with their colours. */
export function legend(names) {
  if (names.length < 2) return null;
  return h("ul.legend", {}, names.map((name, index) =>
    h("li", {}, h(`i.${colour(index)}`, { "aria-hidden": true }), name)));
}

/**
 * Columns over time, one stack a bucket.
 * buckets: texts; series: [{name, values: one unit or null a bucket}]; text: units → text.
 */
export function columns({ title, buckets, series, text, height = 220 }) {
  const tip = h("div.tip", { hidden: true });
  const place = h("div.columns");
  sized(place, (width) => drawColumns({ title, buckets, series, text, height, width, tip }));
  return h("figure.time", {}, h("div.plot", {}, place, tip),
    h("figcaption", {}, legend(series.map((one) => called(one.name)))));
}

function drawColumns({ title, buckets, series, text, height, width, tip }) {
  const totals = buckets.map((_, index) =>
    series.reduce((sum, one) => sum + (one.values[index] ?? 0n), 0n));
  const highest = Math.max(...totals.map(drawn), 0);
  const ticks = niceTicks(highest);
  const top = ticks[ticks.length - 1] || 1;
  const [left, bottom, above] = [56, 24, 8];
  const step = (width - left - 4) / Math.max(buckets.length, 1);
  const y = (value) => above + (height - bottom - above) * (1 - value / top);
  const grid = ticks.map((tick) => s("g", {},
    s("line.grid", { x1: left, x2: width, y1: y(tick), y2: y(tick) }),
    s("text.axis", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, short(tick))));
  const stacks = buckets.map((_, index) => stack(index));
  const labels = axisLabels();
  const shade = s("rect.shade", { y: above, width: step, height: height - bottom - above });
  const svg = s("svg", {
    width, height, viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0,
    "aria-label": `${title}: arrow keys read the figures`,
    onpointermove: (event) => show(Math.floor((event.offsetX - left) / step)),
    onpointerleave: hide, onblur: hide,
    onkeydown: (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }[event.key];
      if (!move) return;
      event.preventDefault();
      const from = current ?? (move > 0 ? -1 : buckets.length);
      show(Math.min(buckets.length - 1, Math.max(0, from + move)));
    },
  }, grid, shade, stacks, labels);
  let current = null;
  hide();
  return svg;

  function stack(index) {
    let below = 0;
    return s("g", {}, series.map((one, number) => {
      const value = drawn(one.values[index] ?? 0n);
      if (value <= 0) return null;
      const rect = s(`rect.${colour(number)}`, {
        x: left + index * step + step * 0.1, width: Math.max(step * 0.8, 0.5),
        y: y(below + value), height: Math.max(y(below) - y(below + value), 0.4),
      });
      below += value;
      return rect;
    }));
  }

  function axisLabels() {
    // About what the longest one takes; none stands beyond an edge.
    const room = 6.4 * Math.max(...buckets.map((bucket) => bucket.length));
    const every = Math.ceil(buckets.length / Math.max(1, Math.floor((width - left) / (room + 30))));
    return buckets.map((bucket, index) => (index % every ? null : s("text.axis", {
      x: Math.max(room / 2, Math.min(width - room / 2, left + (index + 0.5) * step)),
      y: height - 6, "text-anchor": "middle",
    }, bucket)));
  }

  function show(index) {
    if (!(index >= 0 && index < buckets.length)) return hide();
    current = index;
    shade.setAttribute("x", left + index * step);
    shade.removeAttribute("visibility");
    const shown = series.map((one, number) => [one, number])
      .filter(([one]) => (one.values[index] ?? 0n) !== 0n);
    fill(tip, h("strong", {}, buckets[index]),
      series.length > 1 && shown.map(([one, number]) => h("div", {},
        h(`i.${colour(number)}`), called(one.name), h("b", {}, text(one.values[index])))),
      h("div.sum", {}, h("span", {}, series.length > 1 ? "Total" : title),
        h("b", {}, text(totals[index]))));
    tip.hidden = false;
    const wanted = left + (index + 0.5) * step;
    tip.style.left = `${Math.max(0, Math.min(width - tip.offsetWidth,
      wanted > width / 2 ? wanted - tip.offsetWidth - step : wanted + step))}px`;
    svg.setAttribute("aria-label", tip.innerText.replace(/\s+/g, " "));
  }

  function hide() {
    current = null;
    tip.hidden = true;
    shade.setAttribute("visibility", "hidden");
  }
}

/** 0, step, 2 step … so that the last is not below the highest. */
export function niceTicks(highest) {
  if (!(highest > 0)) return [0];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const ticks = [0];
  while (ticks[ticks.length - 1] < highest - step * 1e-9)
    ticks.push(Number((ticks.length * step).toPrecision(12)));
  return ticks;
}

/**
 * Bars, the longest first: [{label: element, parts: [units], text, note}].
 */
export function bars(rows, names = []) {
  const longest = Math.max(...rows.map((row) => drawn(sum(row.parts))), 0);
  return h("figure", {},
    h("ol.bars", {}, rows.map((row) => h("li", {},
      h("span.label", {}, row.label), h("span.value", {}, row.text),
      h("span.track", { "aria-hidden": true }, row.parts.map((part, index) =>
        h(`i.${colour(row.colour ?? index)}`, {
          "width%": longest > 0 ? ((drawn(part) / longest) * 100).toFixed(3) : 0,
          title: names[index] ? `${names[index]}: ${row.texts[index]}` : null,
        }))),
      row.note ? h("span.note", {}, row.note) : null))),
    names.length > 1 ? h("figcaption", {}, legend(names)) : null);
}

function sum(parts) {
  return parts.reduce((total, part) => total + part, 0n);
}

/** One bar of parts that make a whole: [{name, value: units, text}]. */
export function parts(list) {
  const total = drawn(sum(list.map((one) => one.value)));
  return h("div.parts", { "aria-hidden": true }, list.map((one, index) =>
    h(`i.${colour(one.colour ?? index)}`, {
      "width%": total > 0 ? ((drawn(one.value) / total) * 100).toFixed(3) : 0,
      title: `${one.name}: ${one.text}`,
    })));
}

/** A small line without axes. */
export function spark(values) {
  if (values.length < 2) return null;
  const numbers = values.map(drawn);
  const highest = Math.max(...numbers) || 1;
  const points = numbers.map((value, index) =>
    `${((index / (numbers.length - 1)) * 100).toFixed(2)},${(28 - (value / highest) * 26).toFixed(2)}`);
  return s("svg.spark", { viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": true },
    s("polygon", { points: `0,30 ${points.join(" ")} 100,30` }),
    s("polyline", { points: points.join(" ") }));
}

/** How strong a matrix' cell is tinted: 0 to 8. */
export function tint(value, largest) {
  if (value <= 0n || largest <= 0n) return "t0";
  return `t${Math.min(8, 1 + Number(((value - 1n) * 8n) / largest))}`;
}

"""#),
  DashboardFile(
    name: "decimal.js",
    text: #"""
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

"""#),
  DashboardFile(
    name: "dom.js",
    text: #"""
// Elements are made here and nowhere else: texts from outside become text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** h("a.link", {href: "#x", onclick: f}, "text", otherElement, [more]) */
export function h(tag, attributes = {}, ...children) {
  return make(document.createElement(...name(tag)), tag, attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
  return make(document.createElementNS(SVG, name(tag)[0]), tag, attributes, children);
}

function name(tag) {
  return [tag.split(".")[0] || "div"];
}

function make(element, tag, attributes, children) {
  const classes = tag.split(".").slice(1);
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (key.startsWith("aria-")) element.setAttribute(key, String(value));
    else if (value === false) continue;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "width%") element.style.width = `${value}%`;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...flat(children));
  return element;
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined
    && child !== false);
}

/** Puts new children in the place of the old ones. */
export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

/** A name from outside: its direction does not turn the text around it, a long one is cut. */
export function called(text, absent = "(none)") {
  if (text === null || text === undefined || text === "") return h("span.absent", {}, absent);
  const shown = [...String(text)].map((one) => (/\p{Cc}/u.test(one) ? "\uFFFD" : one)).join("");
  return h("bdi.name", { title: shown.length > 24 ? shown : null }, shown);
}

/** Calls `draw(width)` now and whenever the element's width changes. */
export function sized(element, draw) {
  let width = 0;
  new ResizeObserver(([entry]) => {
    const next = Math.floor(entry.contentRect.width);
    if (next === width || next === 0) return;
    width = next;
    fill(element, draw(next));
  }).observe(element);
  return element;
}

"""#),
  DashboardFile(
    name: "editor.js",
    text: #"""
// The query editor: a plain text area over a coloured copy of its text, with completion.

import { getJSON } from "./api.js";
import { fill, h } from "./dom.js";
import { server } from "./parts.js";

const TOKEN = /("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(#[^\n]*)|(\/(?:[^/\\\n]|\\.)+\/)|(\d+(?:\.\d+)?[a-z]*)|([@A-Za-z_][\w@.]*)|(\|)/g;
const KEYWORDS = new Set(["by", "as", "asc", "desc", "and", "or", "not", "in", "like", "source"]);
const LIST_MAX = 8;

let words = null;

/** onRun takes the text. Gives {element, run}. */
export function editor(text, onRun) {
  const copy = h("pre", { "aria-hidden": true });
  const list = h("ul.completion", { role: "listbox", id: "completion", hidden: true });
  const area = h("textarea", {
    spellcheck: "false", autocapitalize: "off", autocomplete: "off", rows: 3,
    "aria-label": "Query", "aria-controls": "completion", "aria-autocomplete": "list",
    placeholder: "stats sum(cost) as cost by tenant | sort cost desc",
    oninput: () => { paint(); complete(); }, onkeydown: key, onblur: () => setTimeout(close, 150),
    onscroll: () => { copy.scrollTop = area.scrollTop; }, onclick: close,
  });
  area.value = text;
  let choices = [];
  let at = 0;
  load().then(paint, () => {});
  paint();
  const run = () => {
    close();
    if (area.value.trim()) onRun(area.value.trim());
  };
  return { element: h("div.editor", {}, copy, area, list), run };

  function paint() {
    const known = new Map((words ?? []).map((word) => [word.name.toLowerCase(), word.kind]));
    const parts = [];
    let end = 0;
    for (const match of area.value.matchAll(TOKEN)) {
      parts.push(area.value.slice(end, match.index));
      const [all, string, comment, pattern, number, name, bar] = match;
      const kind = string ? "string" : comment ? "comment" : pattern ? "pattern" : number ? "digits"
        : bar ? "command" : KEYWORDS.has(name.toLowerCase()) ? "command"
          : known.get(name.toLowerCase()) ?? "";
      parts.push(kind ? h(`span.q-${kind}`, {}, all) : all);
      end = match.index + all.length;
    }
    fill(copy, parts, area.value.slice(end), "\n");
    area.style.height = "auto";
    area.style.height = `${Math.min(320, area.scrollHeight + 2)}px`;
  }

  /** The word before the caret, and whether a command may stand there. */
  function here() {
    const before = area.value.slice(0, area.selectionStart);
    const word = /[@A-Za-z_][\w@.]*$/.exec(before)?.[0] ?? "";
    const rest = before.slice(0, before.length - word.length);
    return { word, isCommand: /(^|\|)\s*$/.test(rest), isText: isInside(rest) };
  }

  function isInside(text) {
    let quote = "";
    for (const one of text) if (one === quote) quote = "";
      else if (!quote && (one === '"' || one === "'")) quote = one;
    return quote !== "";
  }

  function complete(isWanted = false) {
    const { word, isCommand, isText } = here();
    if (isText || (!word && !isWanted && !isCommand) || (!word && !isWanted)) return close();
    const wanted = word.toLowerCase();
    choices = (words ?? []).filter((one) => (one.kind === "command") === isCommand)
      .filter((one) => one.name.toLowerCase().includes(wanted) && one.name !== word)
      .sort((a, b) => b.name.toLowerCase().startsWith(wanted) - a.name.toLowerCase().startsWith(wanted))
      .slice(0, LIST_MAX);
    if (choices.length === 0) return close();
    at = 0;
    show();
  }

  function show() {
    fill(list, choices.map((one, index) => h("li", {
      role: "option", id: `choice-${index}`, "aria-selected": index === at,
      onpointerdown: (event) => { event.preventDefault(); at = index; accept(); },
    }, h("b", {}, one.name), h("small", {}, one.kind === "field" ? `${one.syntax}; ${one.meaning}`
      : `${one.syntax} – ${one.meaning}`))));
    area.setAttribute("aria-activedescendant", `choice-${at}`);
    list.hidden = false;
  }

  function close() {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function accept() {
    const { word } = here();
    const chosen = choices[at];
    const isCall = chosen.kind === "function" || chosen.kind === "aggregate";
    const start = area.selectionStart - word.length;
    area.setRangeText(chosen.name + (isCall ? "(" : " "), start, area.selectionStart, "end");
    close();
    paint();
    area.focus();
  }

  function key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return run();
    }
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return complete(true);
    }
    if (list.hidden) return undefined;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) at = (at + move + choices.length) % choices.length;
    if (move) show();
    else if (event.key === "Tab" || event.key === "Enter") accept();
    else if (event.key === "Escape") close();
    else return undefined;
    event.preventDefault();
    return undefined;
  }
}

/** The words of the language, without money where nobody may see it. */
async function load() {
  if (words) return;
  const { words: all } = await getJSON("api/words");
  words = server.listing.shows_money ? all : all.filter((word) => !/cost/.test(word.name));
}

"""#),
  DashboardFile(
    name: "figures.js",
    text: #"""
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

"""#),
  DashboardFile(
    name: "filters.js",
    text: #"""
// Period and filters, above every view. Changing one changes the address; the rest follows.

import { report } from "./api.js";
import { fill, h } from "./dom.js";
import { filterKeys, go, here, periodKeys, reportParameters, state } from "./state.js";

const PERIODS = [
  ["", "This month"], ["month=last", "Last month"], ["day=today", "Today"],
  ["day=yesterday", "Yesterday"], ["last=7d", "Last 7 days"], ["last=30d", "Last 30 days"],
  ["last=3m", "Last 3 months"], ["month", "A month …"], ["days", "From … to …"],
];

/** Names that were seen, for completing filters: they stay while a filter hides them. */
const seen = { tier: new Set(), tenant: new Set(), feature: new Set(), model: new Set() };

export function noteNames(key, names) {
  for (const name of names) if (name && seen[key].size < 20_000) seen[key].add(name);
}

/** Views of single calls name in their query what they are about. */
const WITHOUT_NAMES = ["query", "session"];

export function drawFilters(form) {
  const { view, params } = state();
  const keys = WITHOUT_NAMES.includes(view) ? [] : filterKeys;
  form.onsubmit = (event) => event.preventDefault();
  const count = keys.filter((key) => params[key]).length;
  fill(form, period(params),
    keys.length > 0 ? h("button.quiet.fold", {
      type: "button", "aria-expanded": form.classList.contains("open"),
      onclick: (event) => event.currentTarget.setAttribute("aria-expanded",
        form.classList.toggle("open")),
    }, count > 0 ? `Filters (${count})` : "Filters") : null,
    keys.map((key) => filter(key, params[key] ?? "")), zone(params),
    count > 0 || periodKeys.some((key) => params[key])
      ? h("a.clear", { href: here(Object.fromEntries(
        [...filterKeys, ...periodKeys, "by", "timezone"].map((key) => [key, null]))) }, "Clear")
      : null);
}

function choosePeriod(changes) {
  go(here({ ...Object.fromEntries(periodKeys.map((key) => [key, null])), by: null, ...changes }));
}

function period(params) {
  const given = periodKeys.filter((key) => params[key]).map((key) => `${key}=${params[key]}`);
  const known = given.length === 0 ? "" : PERIODS.find(([value]) => value === given[0])?.[0];
  const chosen = known ?? (params.month ? "month" : params.from || params.to || params.day
    ? "days" : "");
  const more = h("span.more");
  const select = h("select", {
    "aria-label": "Period",
    onchange: () => {
      const value = select.value;
      if (value === "month" || value === "days") return fill(more, exactly(value, params));
      const [key, word] = value.split("=");
      choosePeriod(key ? { [key]: word } : {});
    },
  }, PERIODS.map(([value, label]) =>
    h("option", { value, selected: value === chosen }, label)));
  if (chosen === "month" || chosen === "days") fill(more, exactly(chosen, params));
  return h("label.period", {}, h("span", {}, "Period"), h("span.pair", {}, select, more));
}

/** Inputs of dates; the last day is included for people, the address names the first one after. */
function exactly(kind, params) {
  if (kind === "month")
    return h("input", {
      type: "month", "aria-label": "Month", value: params.month ?? "", pattern: "\\d{4}-\\d{2}",
      placeholder: "2026-11",
      onchange: (event) => /^\d{4}-\d{2}$/.test(event.target.value)
        && choosePeriod({ month: event.target.value }),
    });
  const first = h("input", {
    type: "date", "aria-label": "First day", value: (params.from ?? params.day ?? "").slice(0, 10),
  });
  const last = h("input", {
    type: "date", "aria-label": "Last day, included",
    value: params.day ?? (params.to ? shifted(params.to.slice(0, 10), -1) : ""),
  });
  for (const input of [first, last])
    input.addEventListener("change", () => {
      if (first.value && last.value && first.value <= last.value)
        choosePeriod({ from: first.value, to: shifted(last.value, 1) });
    });
  return [first, h("span", {}, "to"), last];
}

function shifted(day, days) {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? "" : new Date(at + days * 86_400_000).toISOString().slice(0, 10);
}

function filter(key, value) {
  const list = h("datalist", { id: `known-${key}` });
  const input = h("input", {
    type: "search", value, list: list.id, placeholder: "all", autocomplete: "off",
    spellcheck: "false", name: key,
    onfocus: () => names(key).then((all) => fill(list, suggestions(all, input.value))),
    oninput: () => fill(list, suggestions([...seen[key]], input.value)),
    onchange: () => {
      if (input.value !== value) go(here({ [key]: input.value.trim() || null }));
    },
  });
  const label = key.replace(/^./, (first) => first.toUpperCase());
  return h("label", { class: value ? "set" : null }, h("span", {}, label), input, list);
}

/** At most some: a list of 10,000 would be slow, and nobody reads it. */
function suggestions(all, text) {
  const wanted = text.toLowerCase();
  return all.filter((name) => name.toLowerCase().includes(wanted)).slice(0, 60)
    .map((name) => h("option", { value: name }));
}

/** The names of the period, without this filter, so that another one can be chosen. */
async function names(key) {
  try {
    if (key === "tier" || key === "feature" || key === "tenant") {
      const name = key === "tenant" ? "cost-per-tenant" : "feature-cost-per-tier";
      const answer = await report(name, reportParameters({ [key]: null, columns: key }));
      noteNames(key, answer.rows.map((row) => row[key]));
    }
  } catch {
    // Then there is nothing to complete with; what is typed counts all the same.
  }
  return [...seen[key]];
}

function zone(params) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = [...new Set(["UTC", own, params.timezone].filter((one) => one))];
  if (all.length < 2) return null;
  const select = h("select", {
    onchange: () => go(here({ timezone: select.value === "UTC" ? null : select.value })),
  }, all.map((one) => h("option", { value: one, selected: one === (params.timezone ?? "UTC") }, one)));
  return h("label", {}, h("span", {}, "Days of"), select);
}

"""#),
  DashboardFile(
    name: "icon.svg",
    text: #"""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#3f6fa3"><rect x="3" y="17" width="6" height="11" rx="1.5"/><rect x="13" y="10" width="6" height="18" rx="1.5"/><rect x="23" y="4" width="6" height="24" rx="1.5"/></svg>

"""#),
  DashboardFile(
    name: "index.html",
    text: #"""
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>meter</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="web/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="web/base.css">
<link rel="stylesheet" href="web/parts.css">
<link rel="stylesheet" href="web/charts.css">
<script type="module" src="web/app.js"></script>
</head>
<body>
<nav aria-label="Skip"><a class="skip" href="#" data-skip>Skip to the figures</a></nav>
<header class="bar" hidden>
  <a class="brand" href="#overview"><svg viewBox="0 0 32 32" aria-hidden="true"><rect x="3" y="17" width="6" height="11" rx="1.5"/><rect x="13" y="10" width="6" height="18" rx="1.5"/><rect x="23" y="4" width="6" height="24" rx="1.5"/></svg>meter</a>
  <nav aria-label="Views"></nav>
  <div class="side"></div>
</header>
<form class="filters" aria-label="Filters" hidden></form>
<main tabindex="-1"></main>
<p class="status" role="status" aria-live="polite"></p>
<noscript><p class="notice">The dashboard needs JavaScript. Reports do not: <code>meter report --format html</code>.</p></noscript>
</body>
</html>

"""#),
  DashboardFile(
    name: "money.js",
    text: #"""
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

"""#),
  DashboardFile(
    name: "parts.css",
    text: #"""
/* Tiles, cards, tables, and what stands in them. */

.tiles {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0.9rem;
  margin-bottom: 0.9rem;
}
.tiles .tile:has(.spark) { grid-column: span 2; padding-right: 45%; }
.tile, .card { background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; }
.tile { padding: 0.75rem 1rem; position: relative; overflow: hidden; min-height: 5.9rem; }
.tile dt { color: var(--soft); font-size: 0.84rem; }
.tile dd:not(.note, .line) {
  font-size: 1.5rem; font-weight: 620; line-height: 1.3; font-variant-numeric: tabular-nums;
  letter-spacing: -0.01em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
}
.tile small { font-size: 0.8rem; font-weight: 400; color: var(--soft); letter-spacing: 0; }
.tile .note { position: relative; z-index: 1; }
.tile .spark { position: absolute; right: 0; bottom: 0; width: 44%; height: 75%; }

.cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.9rem; }
.cards > .wide { grid-column: 1 / -1; }
.card { padding: 1rem 1.2rem 1.1rem; min-width: 0; }
.card > header {
  display: flex; align-items: center; gap: 0.4rem 1rem; flex-wrap: wrap; margin-bottom: 0.6rem;
}
.tools {
  display: flex; flex-wrap: wrap; gap: 0.35rem; align-items: center; margin-left: auto;
}
.tools span { display: inline-flex; gap: 0.35rem; align-items: center; }
.tools select { padding: 0.2rem 0.3rem; }
.all { color: var(--accent); font-size: 0.87rem; padding-left: 0.3rem; white-space: nowrap; }
.unit { text-align: right; margin-bottom: 0.15rem; font-size: 0.78rem; }
.waiting {
  height: 3.2rem; border-radius: 0.5rem;
  background: linear-gradient(90deg, var(--wash), var(--line), var(--wash)) 0 / 200%;
  animation: waiting 1.4s infinite linear; opacity: 0.7;
}
.card .waiting { height: 11rem; }
@keyframes waiting { to { background-position: -200% 0; } }
.view > .card, .results .card { margin-top: 0.9rem; }

.section { margin: 1.4rem 0 0.6rem; }
.tabled { position: relative; }
.search { width: 17rem; max-width: 100%; margin-bottom: 0.6rem; }
.scroll {
  overflow-x: auto; margin: 0 -1.2rem;
  background:
    linear-gradient(to right, var(--card) 40%, transparent) left / 3rem 100%,
    linear-gradient(to left, var(--card) 40%, transparent) right / 3rem 100%,
    linear-gradient(to right, var(--shadow), transparent) left / 0.8rem 100%,
    linear-gradient(to left, var(--shadow), transparent) right / 0.8rem 100%;
  background-repeat: no-repeat; background-attachment: local, local, scroll, scroll;
}
table {
  border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.92rem; font-variant-numeric: tabular-nums;
}
th, td { padding: 0.36rem 0.6rem; text-align: left; white-space: nowrap; font-weight: 400; }
.n { text-align: right; }
th:first-child, td:first-child { padding-left: 1.2rem; }
th:last-child, td:last-child { padding-right: 1.2rem; }
thead th {
  color: var(--soft); font-size: 0.82rem; vertical-align: bottom;
  border-bottom: 1.5px solid var(--line);
}
thead button {
  background: none; border: 0; padding: 0; font: inherit; color: inherit; text-align: inherit;
}
thead button:hover { color: var(--ink); }
th[aria-sort="ascending"] button::after { content: " ↑"; }
th[aria-sort="descending"] button::after { content: " ↓"; }
tbody th { font-weight: 550; }
td a { color: var(--accent); }
tbody .name { max-width: 19rem; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody tr:hover > * { background: var(--wash); }
.scroll tr > :first-child { position: sticky; left: 0; background: var(--card); z-index: 1; }
.scroll tbody tr:hover > :first-child { background: var(--wash); }
tfoot > tr > * { border-top: 1.5px solid var(--ink); font-weight: 650; }
.pages { display: flex; gap: 0.35rem; align-items: center; justify-content: flex-end; }
.pages:not(:empty) { margin-top: 0.7rem; color: var(--soft); font-size: 0.85rem; }
.pages span { margin-right: 0.5rem; }
.pages button { min-width: 2rem; }
.plain { margin: 0.5rem -0.6rem 0; width: calc(100% + 1.2rem); }
.plain th:first-child, .plain td:first-child { padding-left: 0.6rem; }
.plain th:last-child, .plain td:last-child { padding-right: 0.6rem; }
.plain tbody .name { max-width: 12rem; }

.findings { display: grid; gap: 0.7rem; }
.findings li { display: grid; grid-template-columns: minmax(2.4rem, auto) 1fr; gap: 0.7rem; }
.findings strong { font-weight: 600; }
.findings strong::first-letter { text-transform: uppercase; }
.findings p { color: var(--soft); font-size: 0.87rem; overflow-wrap: anywhere; }
.findings .name { white-space: normal; }
.count {
  background: var(--warn-paper); color: var(--warn); border-radius: 1rem; padding: 0.05rem 0.5rem;
  font-size: 0.82rem; font-variant-numeric: tabular-nums; text-align: center; align-self: start;
}
.meters { display: grid; gap: 0.65rem; }
.meters .track { margin-top: 0.2rem; }
.facts { margin-top: 1rem; display: grid; gap: 0.25rem; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; }
.facts dt { color: var(--soft); }
.facts dd { font-variant-numeric: tabular-nums; text-align: right; min-width: 0; }

.sign-in { max-width: 26rem; margin: 12vh auto 0; display: grid; gap: 0.6rem; padding: 1.6rem; }
.sign-in input {
  background: var(--paper); border: 1px solid var(--line); border-radius: 0.5rem;
  padding: 0.5rem 0.7rem; width: 100%;
}
.sign-in button { justify-self: start; margin-top: 0.4rem; }

.choices { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-bottom: 0.2rem; }
.choices a {
  border: 1px solid var(--line); background: var(--card); border-radius: 1.2rem;
  padding: 0.22rem 0.85rem; color: var(--soft);
}
.choices [aria-current] { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
.choices a[aria-current]:hover { color: var(--on-accent); }
.choices.small { font-size: 0.82rem; margin: 0 0.6rem 0 0; }
.choices.small a { padding: 0.1rem 0.6rem; }

.editor { position: relative; }
.editor pre, .editor textarea {
  margin: 0; padding: 0.7rem 0.8rem; font-size: 0.93rem; line-height: 1.55; width: 100%;
  border: 1px solid var(--line); border-radius: 0.5rem; white-space: pre-wrap;
  overflow-wrap: anywhere;
}
.editor pre { position: absolute; inset: 0; pointer-events: none; overflow: hidden; border-color: transparent; }
.editor textarea {
  display: block; background: transparent; color: transparent; caret-color: var(--ink);
  resize: vertical; min-height: 5.2rem; position: relative;
}
.editor textarea::placeholder { color: var(--soft); }
.editor { background: var(--paper); border-radius: 0.5rem; }
.q-command { color: var(--c3); font-weight: 600; }
.q-aggregate, .q-function { color: var(--accent); }
.q-field { color: var(--good); }
.q-string, .q-pattern { color: var(--bad); }
.q-digits { color: var(--warn); }
.q-comment { color: var(--soft); font-style: italic; }
.completion {
  position: absolute; top: 100%; left: 0; right: 0; max-width: 46rem; z-index: 5; margin-top: 0.25rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; overflow: hidden;
  box-shadow: 0 6px 24px var(--shadow);
}
.completion li { padding: 0.3rem 0.8rem; display: flex; gap: 0.8rem; cursor: pointer; }
.completion b { font-weight: 600; flex: 0 0 auto; }
.completion small { color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.completion [aria-selected="true"] { background: var(--wash); }
.run { display: flex; align-items: center; gap: 1rem; margin: 0.8rem 0; }
.examples { display: flex; flex-wrap: wrap; gap: 0.4rem; }
.examples .chip { margin: 0; padding: 0.1rem 0.75rem; }
details.past { margin-top: 0.8rem; }
.past summary { cursor: pointer; color: var(--soft); font-size: 0.87rem; }
ol.past { margin: 0.5rem 0; display: grid; gap: 0.25rem; max-height: 18rem; overflow: auto; }
ol.past code { font-size: 0.85rem; overflow-wrap: anywhere; }
.choice { color: var(--soft); font-size: 0.87rem; display: inline-block; margin-bottom: 0.7rem; }
.choice select {
  background: transparent; border: 1px solid var(--line); border-radius: 0.45rem; padding: 0.1rem 0.3rem;
}
.answer-chart { margin-bottom: 1.2rem; }

@media (max-width: 62rem) { .cards { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 48rem) {
  .tiles { grid-template-columns: 1fr 1fr; gap: 0.6rem; }
  .tiles .tile:first-child { grid-column: 1 / -1; }
  .tiles .tile:last-child:nth-child(even) { grid-column: 1 / -1; }
  .tile dd:not(.note, .line) { font-size: 1.3rem; }
  .card { padding: 0.9rem; }
  .scroll { margin: 0 -0.9rem; }
  th:first-child, td:first-child { padding-left: 0.9rem; }
  th:last-child, td:last-child { padding-right: 0.9rem; }
  .scroll tbody .name { max-width: 9.5rem; }
  .quiet, .tools select, .pages button { padding: 0.3rem 0.7rem; }
  .run .hint { display: none; }
  .movers :is(td, th):nth-child(2), .movers :is(td, th):nth-child(3) { display: none; }
  .outliers :is(td, th):nth-child(4) { display: none; }
  .classes :is(td, th):nth-child(3), .classes :is(td, th):nth-child(5) { display: none; }
  .plain tbody .name { max-width: 7rem; }
  .plain :is(th, td):not(:first-child, :last-child) { padding-inline: 0.35rem; }
  .tabled .name { max-width: 9rem; }
}
@media print {
  .tile, .card { border-radius: 0; break-inside: avoid; }
  .card:has(.tabled) { break-inside: auto; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .scroll { overflow: visible; background: none; margin: 0; }
  .scroll tr > :first-child { position: static; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .tiles { grid-template-columns: repeat(6, 1fr); }
}

"""#),
  DashboardFile(
    name: "parts.js",
    text: #"""
// What views are made of: cards that load, headings with downloads, links that drill down.

import { download } from "./api.js";
import { called, fill, h } from "./dom.js";
import { filterValue, link } from "./state.js";

/** What the server said about itself and about who looks; set by app.js. */
export const server = { listing: null };

export function showsMoney() {
  return server.listing.shows_money;
}

export function columnTitle(report, name) {
  const columns = server.listing.reports.find((one) => one.name === report)?.columns ?? [];
  const known = columns.find((one) => one.name === name)?.title;
  return known ?? name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
}

/**
 * A card whose content comes later: `load` gives a node, or several. The space is kept, faults are
 * shown in it, and the rest of the page does not wait. With `after`, it asks only when that has come.
 */
export function card(title, load, { wide = false, more = null, tools = null, after = null } = {}) {
  const body = h("div.body", { "aria-busy": true }, h("div.waiting"));
  const element = h(`section.card${wide ? ".wide" : ""}`, {},
    h("header", {}, h("h2", {}, title), h("div.tools", {}, tools, more)), body);
  Promise.resolve(after).catch(() => {}).then(load).then(
    (content) => fill(body, content),
    (error) => fill(body, h("p.fault", {}, error.message)))
    .finally(() => body.removeAttribute("aria-busy"));
  return element;
}

/** Buttons that save a report as it is shown. */
export function downloads(report, parameters) {
  const formats = [["csv", "CSV"], ["html", "HTML"], ["xlsx", "XLSX"]]
    .filter(([format]) => server.listing.formats.includes(format));
  return formats.map(([format, label]) => h("button.quiet", {
    type: "button", "data-format": format, title: `Save these figures as ${label}`,
    onclick: (event) => saving(event.currentTarget, () => download(report, parameters, format)),
  }, label));
}

/** Runs what saves a file; its button says what went wrong. */
export async function saving(button, save) {
  button.disabled = true;
  try {
    await save();
  } catch (error) {
    document.querySelector(".status").textContent = error.message;
  }
  button.disabled = false;
}

export function tenantLink(name) {
  return h("a", { href: link("tenant", { tenant: filterValue("tenant", name) }) },
    called(name, "(unattributed)"));
}

/** A link that adds a filter to the overview. */
export function filterLink(key, name) {
  return h("a", { href: link("overview", { [key]: filterValue(key, name) }) }, called(name));
}

export function tile(label, value, note, extra) {
  return h("div.tile", {}, h("dt", {}, label), h("dd", {}, value),
    note ? h("dd.note", {}, note) : null, extra ? h("dd.line", {}, extra) : null);
}

export function nothing(text) {
  return h("p.nothing", {}, text);
}

/** The server's sentence about a report without rows, with a link to where usage is. */
export function emptyNote(note) {
  const hint = /^(.*?;\s*to see it): meter report.*?--(month|day) ([0-9-]+)$/.exec(note ?? "")
    ?? /^(.*?;\s*to see it): meter report.*?--from (\S+) --to (\S+)$/.exec(note ?? "");
  if (!hint) return h("p.notice", {}, note ?? "No usage in this period.");
  const none = { month: null, day: null, last: null, from: null, to: null };
  const changes = note.includes("--from") ? { ...none, from: hint[2], to: hint[3] }
    : { ...none, [hint[2]]: hint[3] };
  return h("p.notice", {}, hint[1].replace(/;\s*to see it$/, ". "),
    h("a", { href: link("overview", changes) }, "Show it"));
}

"""#),
  DashboardFile(
    name: "report-table.js",
    text: #"""
// Any report as a table: the columns worth showing, in the order of every printed report.

import { fittingDigits, grouped, units } from "./decimal.js";
import { called, h } from "./dom.js";
import { amount, columnTexts, count, fittedTexts, milliseconds, percent } from "./money.js";
import { columnTitle, filterLink, nothing, tenantLink } from "./parts.js";
import { link } from "./state.js";
import { bucketText, instantText } from "./times.js";
import { table } from "./table.js";

const LINKS = { tenant: tenantLink, session: sessionLink, ...Object.fromEntries(["tier", "feature", "model"]
  .map((key) => [key, (name) => filterLink(key, name)])) };

/** columns: their names, or null for all that are not zero everywhere. */
export function reportTable(answer, { columns = null, page = 50 } = {}) {
  const { rows, totals } = answer;
  if (rows.length === 0) return nothing(answer.note ?? "No usage.");
  const chosen = answer.columns
    .filter((column) => (columns ? columns.includes(column.name) : isInteresting(column, rows)))
    .map((column, index) => ({ column, index, rank: rank(column) }))
    .sort((a, b) => (columns ? columns.indexOf(a.column.name) - columns.indexOf(b.column.name)
      : a.rank - b.rank || a.index - b.index))
    .map(({ column }) => describe(column, answer));
  const sums = Object.fromEntries(answer.columns.map((column) =>
    [column.name, totalText(column, totals, rows)]));
  const texts = answer.columns.filter((column) => column.type === "string");
  return table({
    title: columnTitle(answer.report, "report"), columns: chosen, rows, totals: totals && sums, page,
    search: (row) => texts.map((column) => row[column.name] ?? absent(column.name)).join(" "),
  });
}

function absent(name) {
  return name === "tenant" ? "(unattributed)" : "(none)";
}

function sessionLink(name) {
  return name ? h("a", { href: link("session", { session: name }) }, called(name)) : called(name);
}

/** Names: those that lead somewhere are links; a row of others says how many. */
function names(name, answer) {
  const first = answer.columns.find((column) => column.type === "string")?.name;
  return (row) => {
    if (row.others) return name === first ? `${count(row.others)} others` : "";
    return LINKS[name] ? LINKS[name](row[name]) : called(row[name], absent(name));
  };
}

function isInteresting(column, rows) {
  if (column.type === "decimal") return rows.some((row) => row[column.name] !== null);
  if (column.name === "metered_requests" || column.name.endsWith("_complete")) return false;
  if (column.type === "integer") return rows.some((row) => row[column.name]);
  if (column.type === "money") return rows.some((row) => Number(row[column.name]) !== 0);
  return true;
}

function rank(column) {
  if (["string", "timestamp"].includes(column.type)) return 0;
  if (column.name === "cost") return 1;
  if (column.name === "share") return 2;
  return column.type === "money" && column.name.includes("_per_") ? 3 : 4;
}

function describe(column, answer) {
  const { name, type } = column;
  const shared = { name, title: columnTitle(answer.report, name) };
  switch (type) {
    case "money": return { ...shared, isNumber: true, ...moneyCells(name, answer) };
    case "integer": return { ...shared, isNumber: true, key: (row) => row[name] ?? 0,
      cell: (row) => (row[name] === null ? "" : count(row[name])) };
    case "decimal": return { ...shared, isNumber: true, key: (row) => units(row[name]),
      cell: (row) => decimalText(name, row[name]) };
    case "timestamp": return { ...shared, key: (row) => row[name] ?? "", ...times(name, answer) };
    case "boolean": return { ...shared, key: (row) => String(row[name]),
      cell: (row) => (row[name] ? "yes" : "no") };
    default: return { ...shared, key: (row) => row[name] ?? "",
      cell: names(name, answer) };
  }
}

/** Parts of a whole as percentages, lengths of time in seconds as people say them. */
function decimalText(name, text) {
  if (text === null || text === undefined) return "–";
  if (name === "usual_ratio") return `${Number(text).toFixed(1)} ×`;
  if (name === "error_rate" && Number(text) > 0.05) return h("span.up", {}, percent(text));
  if (/share$|_rate$|_ratio$/.test(name)) return percent(text);
  if (/latency|ttft|duration/.test(name)) return milliseconds(Number(text) * 1000);
  return grouped(text);
}

/** Instants; starts of days without their midnight. */
function times(name, answer) {
  const zone = answer.period.timezone;
  const isDaily = answer.rows.every((row) => !row[name]
    || instantText(row[name], zone).endsWith(" 00:00"));
  return { cell: (row) => h("span.time", { title: row[name] },
    row[name] ? isDaily ? bucketText(row[name], "day", zone) : instantText(row[name], zone) : "") };
}

/** Amounts that add up to their total are rounded together; quotients each for itself. */
function moneyCells(name, answer) {
  const { rows, totals } = answer;
  const values = rows.map((row) => units(row[name]));
  const sum = values.reduce((all, one) => all + one, 0n);
  const adds = totals?.[name] !== undefined && units(totals[name]) === sum;
  const digits = fittingDigits(units(totals?.cost ?? totals?.[name] ?? "0"));
  const texts = adds ? fittedTexts(values, sum, digits) : columnTexts(values);
  return {
    key: (row) => units(row[name]),
    cell: (row, index) => (row[name] === null || row[name] === undefined ? ""
      : h("span", { title: row[name] },
        (name === "cost" && row.cost_complete === false ? "≥ " : "") + texts[index])),
  };
}

function totalText(column, totals, rows) {
  const value = totals?.[column.name];
  if (value === undefined || value === null) return "";
  if (column.type === "integer") return count(value);
  if (column.type === "decimal") return decimalText(column.name, value);
  if (column.type !== "money") return "";
  const sum = units(value);
  const adds = rows.reduce((all, row) => all + units(row[column.name]), 0n) === sum;
  const text = adds ? amount(sum, { digits: fittingDigits(units(totals.cost ?? value)) })
    : amount(sum);
  const sign = column.name === "cost" && totals.cost_complete === false ? "≥ " : "";
  return h("span", { title: value, "data-exact": value }, sign + text);
}

"""#),
  DashboardFile(
    name: "state.js",
    text: #"""
// What is shown stands in the address behind "#", so that a view can be sent: the view's name,
// then the period and filters by the names of the command line's options. Nothing of it reaches
// the server's or a proxy's log.

export const periodKeys = ["month", "day", "last", "from", "to"];
export const filterKeys = ["tier", "tenant", "feature", "model"];
const keptKeys = [...periodKeys, ...filterKeys, "timezone"];

export function state() {
  const text = location.hash.replace(/^#/, "");
  const [view, search = ""] = text.split("?");
  return { view: view || "overview", params: Object.fromEntries(new URLSearchParams(search)) };
}

/** An address: another view with the same period and filters, but for `changes` (null removes). */
export function link(view, changes = {}) {
  const { params } = state();
  const next = {};
  for (const key of keptKeys) if (params[key]) next[key] = params[key];
  Object.assign(next, changes);
  return address(view, next);
}

/** This view with some parameters changed. */
export function here(changes) {
  const { view, params } = state();
  return address(view, { ...params, ...changes });
}

function address(view, params) {
  const given = Object.entries(params).filter(([, value]) => value);
  const search = new URLSearchParams(given).toString();
  return `#${view}${search ? `?${search}` : ""}`;
}

export function go(hash, { replaces = false } = {}) {
  if (replaces) {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = hash;
  }
}

/** The parameters of a report: period, time zone and filters. */
export function reportParameters(more = {}) {
  const { params } = state();
  const chosen = {};
  for (const key of keptKeys) if (params[key]) chosen[key] = params[key];
  return { ...chosen, ...more };
}

/** The parameters of a query: it takes period and time zone; filters stand in its text. */
export function queryParameters() {
  const chosen = reportParameters();
  for (const key of filterKeys) delete chosen[key];
  return chosen;
}

/** The filters as commands of a query, each behind a bar: "| filter tier = "premium" ". */
export function queryFilters(more = {}) {
  const { params } = state();
  return [...filterKeys, "session"]
    .map((key) => [key, more[key] ?? (key === "session" ? null : params[key])])
    .filter(([, value]) => value)
    .map(([key, value]) => (value === "(unattributed)" || value === "(none)"
      ? `not ispresent(${key})` : `${key} = ${quoted(value)}`))
    .map((condition) => `filter ${condition} | `).join("");
}

/** A text as the query language writes it. */
export function quoted(text) {
  const escapes = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t" };
  return `"${text.replace(/[\\"\n\t]/g, (one) => escapes[one])}"`;
}

/** Names of absent tenants and others, as filters take them. */
export function filterValue(key, value) {
  if (value !== null && value !== undefined && value !== "") return value;
  return key === "tenant" ? "(unattributed)" : "(none)";
}

"""#),
  DashboardFile(
    name: "table.js",
    text: #"""
// A table of any length: sorted by a click on a heading, searched by text, shown page by page.

import { units } from "./decimal.js";
import { fill, h } from "./dom.js";
import { count } from "./money.js";

const PAGE = 50;

/**
 * columns: [{name, title, isNumber, cell: (row, index) → node or text, key: row → bigint, number
 * or text}]; totals: texts by column name, or null. Rows stand as given until a heading is clicked.
 */
export function table({ title, columns, rows, totals = null, page = PAGE, search = null }) {
  const view = { rows, at: 0, sort: null, isDown: true, text: "" };
  const head = h("tr");
  const body = h("tbody");
  const foot = h("div.pages");
  const texts = search && rows.map((row) => search(row).toLowerCase());
  const order = rows.map((_, index) => index);
  let shown = order;

  const box = search && rows.length > 12 ? h("input.search", {
    type: "search", placeholder: `Search ${count(rows.length)} rows`,
    "aria-label": "Show only rows with this text; totals stay those of all",
    oninput: () => { view.text = box.value.toLowerCase(); view.at = 0; choose(); draw(); },
  }) : null;

  fill(head, columns.map((column, place) => h("th", { scope: "col", class: kind(column) },
    h("button", { type: "button", onclick: () => sortBy(place) }, column.title))));
  draw();
  return h("div.tabled", {}, box,
    h("div.scroll", { role: "region", tabindex: 0, "aria-label": title },
      h("table", {}, h("thead", {}, head), body, totals && h("tfoot", {}, h("tr", {},
        columns.map((column, place) => (place === 0 ? h("th", { scope: "row" }, "Total")
          : h("td", { class: kind(column) }, totals[column.name] ?? ""))))))), foot);

  function kind(column) {
    return column.isNumber ? "n" : null;
  }

  function sortBy(place) {
    view.isDown = view.sort === place ? !view.isDown : columns[place].isNumber;
    view.sort = place;
    view.at = 0;
    [...head.cells].forEach((cell, index) => {
      if (index === place) cell.setAttribute("aria-sort", view.isDown ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    const keys = rows.map((row) => columns[place].key(row));
    const sign = view.isDown ? -1 : 1;
    order.sort((a, b) => sign * compare(keys[a], keys[b]) || a - b);
    choose();
    draw();
  }

  function choose() {
    shown = view.text ? order.filter((index) => texts[index].includes(view.text)) : order;
  }

  function draw() {
    const end = Math.min(shown.length, view.at + page);
    fill(body, shown.slice(view.at, end).map((index) => h("tr", {}, columns.map((column, place) =>
      h(place === 0 ? "th" : "td", { class: kind(column), scope: place === 0 ? "row" : null },
        column.cell(rows[index], index))))));
    const last = Math.floor(Math.max(0, shown.length - 1) / page) * page;
    fill(foot, shown.length <= page && shown.length === rows.length ? null : [
      h("span", {}, shown.length === 0 ? "No such row"
        : `${count(view.at + 1)} – ${count(end)} of ${count(shown.length)}`),
      turn("First", "«", 0, view.at > 0), turn("Previous", "‹", view.at - page, view.at > 0),
      turn("Next", "›", view.at + page, end < shown.length),
      turn("Last", "»", last, end < shown.length)]);
  }

  function turn(label, sign, at, isPossible) {
    return h("button", {
      type: "button", "aria-label": `${label} page`, disabled: !isPossible,
      onclick: () => {
        view.at = at;
        draw();
        const next = foot.querySelector(`[aria-label="${label} page"]`);
        (next.disabled ? foot.querySelector("button:not(:disabled)") : next)?.focus();
      },
    }, sign);
  }
}

function compare(a, b) {
  if (typeof a === "string" || typeof b === "string")
    return String(a ?? "").localeCompare(String(b ?? ""), undefined, { numeric: true });
  return a === b ? 0 : a > b ? 1 : -1;
}

/** A key for sorting by exact decimals. */
export function exactKey(text) {
  return units(text);
}

"""#),
  DashboardFile(
    name: "times.js",
    text: #"""
// Periods and buckets as people read them.

import { state } from "./state.js";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];
const DAY = 86_400_000;

function parts(instant, zone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "2-digit",
    minute: "2-digit", hourCycle: "h23",
  });
  const found = Object.fromEntries(format.formatToParts(instant).map((one) => [one.type, one.value]));
  return { ...found, day: Number(found.day), name: MONTHS[found.month - 1] };
}

/** Zones that browsers do not know, such as "+05:30" in old ones, are shown in UTC. */
function known(zone) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

/** "1–30 November 2026, UTC": the last day included. */
export function periodText(period) {
  const zone = known(period.timezone);
  const first = parts(new Date(period.from), zone);
  const last = parts(new Date(Date.parse(period.to) - 1), zone);
  const isWhole = first.hour === "00" && first.minute === "00";
  const end = `${last.day} ${last.name} ${last.year}`;
  if (!isWhole || Date.parse(period.to) - Date.parse(period.from) < DAY * 0.9)
    return `${first.day} ${first.name} ${first.year}, ${first.hour}:${first.minute} to `
      + `${end}, ${last.hour}:${last.minute}, ${period.timezone}`;
  const isSame = first.month === last.month && first.year === last.year;
  if (isSame && first.day === last.day) return `${end}, ${period.timezone}`;
  if (isSame) return `${first.day} – ${end}, ${period.timezone}`;
  const start = first.year === last.year ? `${first.day} ${first.name}`
    : `${first.day} ${first.name} ${first.year}`;
  return `${start} – ${end}, ${period.timezone}`;
}

export function instantText(text, zone = "UTC") {
  const at = parts(new Date(`${text}`.replace(" ", "T").replace(/Z?$/, "Z")), known(zone));
  return `${at.day} ${at.name.slice(0, 3)} ${at.hour}:${at.minute}`;
}

/** A bucket that suits the length of a period. */
export function fittingBucket(period) {
  const { params } = state();
  if (params.by) return params.by;
  const days = (Math.min(Date.parse(period.to), Date.now()) - Date.parse(period.from)) / DAY;
  return days <= 2.5 ? "hour" : days <= 100 ? "day" : days <= 400 ? "week" : "month";
}

export function bucketText(start, bucket, zone = "UTC") {
  const at = parts(new Date(start), known(zone));
  if (bucket === "hour") return `${at.day} ${at.name.slice(0, 3)} ${at.hour}:${at.minute}`;
  if (bucket === "month") return `${at.name.slice(0, 3)} ${at.year}`;
  return `${at.day} ${at.name.slice(0, 3)}`;
}

/** The starts of all buckets from the first to the last that are known; gaps are filled. */
export function allBuckets(starts, bucket, period) {
  const known = [...new Set(starts)].sort();
  const step = { hour: 3_600_000, day: DAY, week: 7 * DAY }[bucket];
  if (!step || period.timezone !== "UTC" || known.length === 0) return known;
  const all = [];
  const last = Math.min(Date.parse(period.to) - 1, Math.max(Date.now(), Date.parse(known.at(-1))));
  for (let at = Date.parse(known[0]); at <= last && all.length < 2000; at += step)
    all.push(new Date(at).toISOString().replace(".000Z", "Z"));
  return known.every((one) => all.includes(one)) ? all : known;
}

/** The period before, as parameters; for one that is not over, as much of it as has passed. */
export function periodBefore(period) {
  const [from, to] = [Date.parse(period.from), Date.parse(period.to)];
  const hour = 3_600_000;
  const passed = Math.min(to, Math.ceil(Date.now() / hour) * hour) - from;
  if (passed <= 0) return null;
  const begin = new Date(from);
  const isMonth = period.timezone === "UTC" && begin.getUTCDate() === 1 && from % DAY === 0
    && Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1, 1) === to;
  const start = isMonth ? Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() - 1, 1)
    : from - (to - from);
  const end = passed >= to - from ? from : Math.min(from, start + passed);
  const text = (at) => new Date(at).toISOString().replace(".000Z", "Z");
  return { from: text(start), to: text(end), timezone: period.timezone };
}

"""#),
  DashboardFile(
    name: "view-features.js",
    text: #"""
// Features: the matrix by tier, over time, and every figure.

import { report } from "./api.js";
import { matrixCard } from "./card-matrix.js";
import { timeCard } from "./card-time.js";
import { h } from "./dom.js";
import { card, downloads } from "./parts.js";
import { reportTable } from "./report-table.js";
import { reportParameters } from "./state.js";
import { heading } from "./view-overview.js";

export function features() {
  const answer = report("feature-cost-per-tier", reportParameters());
  return h("div.view", {}, heading("Features", answer), h("div.cards", {},
    matrixCard({ wide: true }), timeCard(answer, "feature"),
    card("All figures", async () => reportTable(await answer),
      { wide: true, tools: downloads("feature-cost-per-tier", reportParameters()) })));
}

"""#),
  DashboardFile(
    name: "view-health.js",
    text: #"""
// How tenants fare: requests, errors, throttles, latency.

import { report } from "./api.js";
import { h } from "./dom.js";
import { card, downloads } from "./parts.js";
import { reportTable } from "./report-table.js";
import { link, reportParameters } from "./state.js";
import { heading } from "./view-overview.js";

const NAME = "tenant-health";
const COLUMNS = ["tenant", "requests", "error_rate", "throttles", "latency_p50", "latency_p99"];

/** The tenants with most failures, on the overview. */
export function healthCard(after) {
  const parameters = reportParameters({ sort: "errors:desc", top: 8 });
  return card("Tenant health", async () => {
    const answer = await report(NAME, parameters);
    const rows = answer.rows.filter((row) => !row.others);
    return reportTable({ ...answer, rows, totals: null }, { columns: COLUMNS });
  }, { more: h("a.all", { href: link("health") }, "All tenants"), after,
    tools: downloads(NAME, reportParameters()) });
}

export function health() {
  const answer = report(NAME, reportParameters());
  return h("div.view", {}, heading("Tenant health", answer),
    card("All tenants", async () => reportTable(await answer),
      { wide: true, tools: downloads(NAME, reportParameters()) }));
}

"""#),
  DashboardFile(
    name: "view-overview.js",
    text: #"""
// The first view: cost per tenant and feature cost per tier, then how that came about.

import { report } from "./api.js";
import { matrixCard } from "./card-matrix.js";
import { classesCard, coverageCard, findingsCard, modelsCard } from "./card-mix.js";
import { anomaliesCard, moversCard } from "./card-movers.js";
import { timeCard } from "./card-time.js";
import { bars, spark } from "./charts.js";
import { units } from "./decimal.js";
import { called, fill, h } from "./dom.js";
import { leading, measure, overTime, sums, totalTokens } from "./figures.js";
import { noteNames } from "./filters.js";
import { change, count, percent, ratio, short } from "./money.js";
import { card, downloads, emptyNote, server, showsMoney, tenantLink, tile } from "./parts.js";
import { filterKeys, here, link, reportParameters, state } from "./state.js";
import { periodBefore, periodText } from "./times.js";
import { healthCard } from "./view-health.js";

export function overview() {
  const view = h("div.view");
  // The first rows and one for the rest: so the first view comes as fast with 10,000 tenants.
  const answer = report("cost-per-tenant", reportParameters({ top: 10 }));
  const features = report("feature-cost-per-tier", reportParameters());
  const first = Promise.allSettled([answer, features]);
  const head = heading("Overview", answer);
  const tiles = h("dl.tiles", { "aria-busy": true }, Array.from({ length: 5 }, () =>
    h("div.tile", {}, h("div.waiting"))));
  fill(view, head, tiles, h("div.cards", {},
    card("Cost per tenant", async () => tenantBars(await answer), {
      tools: downloads("cost-per-tenant", reportParameters()),
      more: h("a.all", { href: link("tenants") }, "All tenants"),
    }),
    matrixCard(),
    timeCard(answer, "tier", first),
    modelsCard(first), classesCard(answer), moversCard(first), healthCard(first),
    anomaliesCard(first), coverageCard(answer), findingsCard(answer, { wide: true })));
  if (!showsMoney()) view.querySelector("h2").textContent = "Requests per tenant";
  answer.then((figures) => drawTiles(tiles, figures, features),
    (error) => fill(tiles, h("p.fault", {}, error.message)))
    .finally(() => tiles.removeAttribute("aria-busy"));
  return view;
}

/** The title with the period and the filters that hold, and what an empty report says. */
export function heading(title, answer, crumbs = null) {
  const { params } = state();
  const period = h("p.period", {}, "\u00A0");
  const note = h("div");
  answer.then((figures) => {
    fill(period, periodText(figures.period), figures.filters.scope
      ? h("span.chip", {}, "Only ", called(figures.filters.scope)) : null,
    filterKeys.filter((key) => params[key] && !(crumbs && key === "tenant")).map((key) =>
      h("span.chip", {}, `${key} `, called(params[key]),
        h("a", { href: here({ [key]: null }), "aria-label": `Remove the filter ${key}` }, "×"))));
    if (figures.rows.length > 0) return;
    fill(note, emptyNote(figures.note));
    // The rest of the view would only repeat it.
    while (element.nextSibling) element.nextSibling.remove();
  }, () => {});
  const element = h("div.heading", {}, crumbs, h("h1", {}, title), period, note);
  return element;
}

/** `features`: a report that counts tenants; nothing where one tenant is shown. */
export function drawTiles(tiles, figures, features = null) {
  noteNames("tenant", figures.rows.filter((row) => !row.others).map((row) => row.tenant));
  const { totals, coverage, currency } = figures;
  const requests = totals.requests ?? 0;
  const cost = units(totals.cost);
  const isComplete = totals.cost_complete !== false;
  const [before, line, tenants, each] = [h("span"), h("div"), h("span", {}, "\u00A0"), h("span")];
  features?.then((answer) => {
    const number = answer.totals.tenants ?? 0;
    fill(tenants, count(number));
    if (showsMoney() && number > 0)
      fill(each, `${measure(currency).text(cost / BigInt(number))} each`);
  }, () => {});
  fill(tiles,
    showsMoney() ? tile("Cost", h("span", { title: `${totals.cost} ${currency}`, "data-exact":
      totals.cost }, measure(currency).text(cost, { isComplete }), " ",
    h("small", {}, currency)), before, line) : null,
    tile("Requests", count(requests),
      requests > 0 ? `${ratio(totals.errors ?? 0, requests)} failed` : null),
    tile("Tokens", h("span", { title: count(totalTokens(totals)) }, short(totalTokens(totals))),
      requests > 0 ? `${short(totalTokens(totals) / requests)} a request` : null),
    state().params.tenant || server.listing.access.tenant ? null
      : tile("Tenants", tenants, each),
    tile("Coverage", percent(coverage.priced_share), "of tokens have a price"));
  if (!showsMoney() || figures.rows.length === 0) return;
  drawChange(before, figures, cost);
  overTime(figures.period, null).then(({ series }) =>
    fill(line, spark(series[0]?.values ?? [])), () => {});
}

/** Against the period before: the same report, asked once more. */
async function drawChange(place, figures, cost) {
  const earlier = periodBefore(figures.period);
  if (!earlier) return;
  try {
    const answer = await reportBefore(earlier);
    if (answer.rows.length === 0) return fill(place, "nothing in the period before");
    const { sign, text } = change(units(answer.totals.cost), cost);
    fill(place, `${sign} ${text} against `, h("span", { title: periodText(answer.period) },
      "the period before"));
  } catch {
    fill(place);
  }
}

export function reportBefore(earlier, more = { top: 1 }) {
  const none = { month: null, day: null, last: null };
  return report("cost-per-tenant", reportParameters({ ...none, ...earlier, ...more }));
}

function tenantBars(figures) {
  const { unit } = measure(figures.currency);
  const list = leading(sums(figures.rows, "tenant"), 11, (rest) => `${count(rest)} other tenants`);
  const tiers = new Map(figures.rows.map((row) => [row.tenant, row.tier]));
  if (list.length === 0) return h("p.nothing", {}, "No usage.");
  return [h("p.unit", {}, unit), bars(list.map((one) => ({
    label: one.isRest ? h("a", { href: link("tenants") }, one.name) : tenantLink(one.name),
    parts: [one.value], texts: [one.text], text: one.text, colour: one.isRest ? 7 : 0,
    note: [one.isRest ? "" : tiers.get(one.name) ?? "(none)", ratio(one.value, one.total)]
      .filter((word) => word).join(" · "),
  })))];
}

"""#),
  DashboardFile(
    name: "view-query.js",
    text: #"""
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

"""#),
  DashboardFile(
    name: "view-reports.js",
    text: #"""
// Every report that the server has.

import { report } from "./api.js";
import { h } from "./dom.js";
import { columns } from "./charts.js";
import { units } from "./decimal.js";
import { measure } from "./figures.js";
import { card, columnTitle, downloads, server } from "./parts.js";
import { reportTable } from "./report-table.js";
import { here, reportParameters, state } from "./state.js";
import { bucketText } from "./times.js";
import { heading } from "./view-overview.js";

export function reports() {
  const { params } = state();
  const all = server.listing.reports;
  const chosen = all.find((one) => one.name === params.report) ?? all[0];
  const parameters = reportParameters({ by: params.by });
  const answer = report(chosen.name, parameters);
  return h("div.view", {}, heading(chosen.title, answer),
    h("nav.choices", { "aria-label": "Reports" }, all.map((one) => h("a", {
      href: here({ report: one.name }), "aria-current": one === chosen ? "page" : null,
    }, one.title))),
    card("All figures", async () => chartAndTable(await answer),
      { wide: true, tools: [byLinks(params), downloads(chosen.name, parameters)] }));
}

/** The table, with a chart over time where rows are buckets, and the report's further tables. */
function chartAndTable(answer) {
  const { column, title, text, unit } = measure(answer.currency);
  // Rows of every bucket; days that stand alone make no chart.
  const hasTimes = (answer.report === "cost-over-time" || state().params.by)
    && answer.columns.some((one) => one.name === "period_start") && answer.columns.some((one) => one.name === column);
  const starts = hasTimes ? [...new Set(answer.rows.map((row) => row.period_start))] : [];
  const bucket = state().params.by ?? "day";
  const values = starts.map((start) => answer.rows.filter((row) => row.period_start === start)
    .reduce((sum, row) => sum + units(String(row[column] ?? 0)), 0n));
  const buckets = starts.map((start) => bucketText(start, bucket, answer.period.timezone));
  return [starts.length > 1 ? [h("p.unit", {}, unit),
    columns({ title, buckets, series: [{ name: title, values }], text })] : null,
  reportTable(answer),
  (answer.sections ?? []).map((section) => [h("h2.section", {}, columnTitle(answer.report,
    section.name)), reportTable({ ...answer, sections: [], ...section })])];
}

function byLinks(params) {
  return h("span.choices.small", {}, [null, "hour", "day", "week", "month"].map((by) => h("a", {
    href: here({ by }), "aria-current": (params.by ?? null) === by ? "true" : null,
  }, by ? `by ${by}` : "in total")));
}

"""#),
  DashboardFile(
    name: "view-session.js",
    text: #"""
// One session: its calls in order.

import { query } from "./api.js";
import { callTable, queryTools } from "./calls.js";
import { units } from "./decimal.js";
import { called, fill, h } from "./dom.js";
import { amount, count } from "./money.js";
import { card, showsMoney, tile } from "./parts.js";
import { link, queryParameters, state } from "./state.js";
import { callsQuery } from "./view-tenant.js";

export function session() {
  const { params } = state();
  const text = callsQuery("sort @timestamp asc | limit 10000", { session: params.session });
  const answer = query(text, queryParameters());
  const tiles = h("dl.tiles");
  answer.then((rows) => {
    const cost = rows.reduce((sum, row) => sum + units(row.cost), 0n);
    const add = (name) => rows.reduce((sum, row) => sum + Number(row[name] ?? 0), 0);
    const tenants = [...new Set(rows.map((row) => row.tenant))];
    fill(tiles, showsMoney() ? tile("Cost", amount(cost)) : null,
      tile("Calls", count(rows.length),
        `${rows.filter((row) => row.outcome !== "ok").length} failed`),
      tile("Tokens", count(add("total_tokens"))),
      tile("Tenant", tenants.map((name) => h("a", { href: link("tenant", { tenant: name }) },
        called(name, "(unattributed)")))));
  }, () => {});
  return h("div.view", {}, h("div.heading", {},
    h("nav.crumbs", { "aria-label": "Path" }, h("a", { href: link("tenants", { tenant: null }) },
      "Tenants"), " › ", params.tenant ? [h("a", { href: link("tenant") }, called(params.tenant)),
      " › "] : null), h("h1", {}, "Session ", called(params.session))), tiles,
  card("Calls", async () => callTable(await answer), { wide: true, tools: queryTools(text) }));
}

"""#),
  DashboardFile(
    name: "view-sign-in.js",
    text: #"""
// Asks for a token. It stays in this tab, and is never part of an address.

import { token } from "./api.js";
import { h } from "./dom.js";

export function signIn(fault, done) {
  const input = h("input", {
    type: "password", id: "token", name: "token", autocomplete: "off", required: true,
    spellcheck: "false", "aria-describedby": "token-hint",
  });
  const form = h("form.card.sign-in", {
    onsubmit: (event) => {
      event.preventDefault();
      if (!input.value.trim()) return;
      token.set(input.value.trim());
      done();
    },
  }, h("h1", {}, "Sign in"),
  fault ? h("p.fault", { role: "alert" }, fault) : null,
  h("label", { for: "token" }, "Token"), input,
  h("p.hint", { id: "token-hint" },
    "A token of ", h("code", {}, "meter token create"), ", or a JWT of your identity provider. ",
    "It is kept until this tab is closed."),
  h("button.main", { type: "submit" }, "Sign in"));
  setTimeout(() => input.focus());
  return form;
}

"""#),
  DashboardFile(
    name: "view-tenant.js",
    text: #"""
// One tenant: what it costs, with what, in which sessions and calls.

import { query, report } from "./api.js";
import { callTable, queryTools } from "./calls.js";
import { matrixCard } from "./card-matrix.js";
import { classesCard, coverageCard, findingsCard, modelsCard, usersCard } from "./card-mix.js";
import { timeCard } from "./card-time.js";
import { called, h } from "./dom.js";
import { card, downloads, showsMoney } from "./parts.js";
import { reportTable } from "./report-table.js";
import { link, queryFilters, queryParameters, reportParameters, state } from "./state.js";
import { drawTiles, heading } from "./view-overview.js";

export function tenant() {
  const { params } = state();
  const answer = report("cost-per-tenant", reportParameters());
  const crumbs = h("nav.crumbs", { "aria-label": "Path" },
    h("a", { href: link("tenants", { tenant: null }) }, "Tenants"), " › ");
  const tiles = h("dl.tiles", {}, h("div.tile", {}, h("div.waiting")));
  answer.then((figures) => drawTiles(tiles, figures), (error) => { tiles.textContent = error.message; });
  return h("div.view", {}, heading(called(params.tenant, "All tenants"), answer, crumbs), tiles,
    h("div.cards", {}, timeCard(answer, "feature"), matrixCard(), modelsCard(),
      classesCard(answer), usersCard(), sessionsCard(), callsCard(), coverageCard(answer),
      findingsCard(answer)));
}

const SESSION_COLUMNS = ["session", "cost", "turns", "requests", "errors", "input_tokens",
  "cache_read_tokens", "output_tokens", "started", "duration"];

/** The dearest sessions. */
function sessionsCard() {
  return card("Sessions", async () => {
    const answer = await report("cost-per-session", reportParameters({ top: 200 }));
    return reportTable({ ...answer, rows: answer.rows.filter((row) => row.session), totals: null },
      { columns: SESSION_COLUMNS, page: 10 });
  }, { wide: true, tools: downloads("cost-per-session", reportParameters()) });
}

function callsCard() {
  const text = callsQuery("sort @timestamp desc | limit 100");
  return card("Latest calls", async () => callTable(await query(text, queryParameters()), 10),
    { wide: true, tools: queryTools(text) });
}

/** The query for single calls; what follows sorts and limits them. */
export function callsQuery(rest, more = {}) {
  const money = showsMoney() ? ", cost" : "";
  return `${queryFilters(more)}fields @timestamp, tenant, feature, session, agent, model, outcome, `
    + `@duration, input_tokens, cache_read_tokens, output_tokens, total_tokens${money}, @ptr | ${rest}`;
}

"""#),
  DashboardFile(
    name: "view-tenants.js",
    text: #"""
// All tenants, however many.

import { report } from "./api.js";
import { h } from "./dom.js";
import { noteNames } from "./filters.js";
import { card, downloads } from "./parts.js";
import { reportTable } from "./report-table.js";
import { reportParameters } from "./state.js";
import { heading } from "./view-overview.js";

export function tenants() {
  const answer = report("cost-per-tenant", reportParameters());
  return h("div.view", {}, heading("Tenants", answer), card("Cost per tenant", async () => {
    const figures = await answer;
    noteNames("tenant", figures.rows.map((row) => row.tenant));
    return reportTable(figures);
  }, { wide: true, tools: downloads("cost-per-tenant", reportParameters()) }));
}

"""#),
]
