// One tenant: what it costs, with what, in which sessions and calls.

import { query, report } from "./api.js";
import { matrixCard } from "./card-matrix.js";
import { classesCard, coverageCard, findingsCard, modelsCard } from "./card-mix.js";
import { timeCard } from "./card-time.js";
import { callTable, queryTools } from "./calls.js";
import { called, h } from "./dom.js";
import { columnTexts, count, milliseconds } from "./money.js";
import { card, nothing, showsMoney } from "./parts.js";
import { link, queryFilters, queryParameters, reportParameters, state } from "./state.js";
import { drawTiles, heading } from "./view-overview.js";
import { exactKey, table } from "./table.js";
import { instantText } from "./times.js";
import { units } from "./decimal.js";

export function tenant() {
  const { params } = state();
  const answer = report("cost-per-tenant", reportParameters());
  const crumbs = h("nav.crumbs", { "aria-label": "Path" },
    h("a", { href: link("tenants", { tenant: null }) }, "Tenants"), " › ");
  const tiles = h("dl.tiles", {}, h("div.tile", {}, h("div.waiting")));
  answer.then((figures) => drawTiles(tiles, figures), (error) => { tiles.textContent = error.message; });
  return h("div.view", {}, heading(called(params.tenant, "All tenants"), answer, crumbs), tiles,
    h("div.cards", {}, timeCard(answer, "feature"), matrixCard(), modelsCard(),
      classesCard(answer), coverageCard(answer), sessionsCard(), callsCard(),
      findingsCard(answer, { wide: true })));
}

function sessionQuery() {
  const money = showsMoney() ? "sum(cost) as cost, " : "";
  return `${queryFilters()}filter ispresent(session) | stats ${money}count(*) as calls, `
    + "sum(total_tokens) as tokens, sum(errors) as errors, min(@timestamp) as begin, "
    + `max(@timestamp) as end by session | sort ${money ? "cost" : "calls"} desc | limit 200`;
}

/** The dearest sessions. */
function sessionsCard() {
  const text = sessionQuery();
  return card("Sessions", async () => {
    const rows = await query(text, queryParameters());
    if (rows.length === 0) return nothing("No usage names a session.");
    const costs = showsMoney() ? columnTexts(rows.map((row) => units(row.cost))) : [];
    const number = (name, title) => ({ name, title, isNumber: true,
      key: (row) => Number(row[name]), cell: (row) => count(row[name]) });
    return table({
      title: "Sessions", rows, page: 10, search: (row) => row.session, columns: [
        { name: "session", title: "Session", key: (row) => row.session, cell: (row) =>
          h("a", { href: link("session", { session: row.session }) }, called(row.session)) },
        showsMoney() ? { name: "cost", title: "Cost", isNumber: true, key: (row) =>
          exactKey(row.cost), cell: (row, index) => h("span", { title: row.cost },
          costs[index]) } : null,
        number("calls", "Calls"), number("tokens", "Tokens"), number("errors", "Errors"),
        { name: "begin", title: "Began", key: (row) => row.begin,
          cell: (row) => h("span", { title: `${row.begin} UTC` }, instantText(row.begin)) },
        { name: "length", title: "Lasted", isNumber: true, key: length,
          cell: (row) => milliseconds(length(row)) },
      ].filter((column) => column),
    });
  }, { wide: true, tools: queryTools(text) });
}

function length(row) {
  const at = (text) => Date.parse(`${text.replace(" ", "T")}Z`);
  return at(row.end) - at(row.begin);
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
