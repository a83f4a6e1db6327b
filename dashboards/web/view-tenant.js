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
