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
