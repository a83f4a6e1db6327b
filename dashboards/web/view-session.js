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
