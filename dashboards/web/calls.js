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
