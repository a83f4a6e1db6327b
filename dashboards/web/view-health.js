// How tenants fare: requests, errors, throttles, latency.

import { query, report } from "./api.js";
import { h } from "./dom.js";
import { count, milliseconds, ratio } from "./money.js";
import { card, downloads, nothing, offers, tenantLink } from "./parts.js";
import { link, queryFilters, queryParameters, reportParameters } from "./state.js";
import { reportTable } from "./report-table.js";
import { heading } from "./view-overview.js";
import { table } from "./table.js";

export const HEALTH = "tenant-health";

/** The tenants with most failures, on the overview. */
export function healthCard() {
  return card("Tenant health", async () => {
    const rows = (await healthRows()).filter((row) => row.requests > 0)
      .sort((a, b) => b.errors - a.errors || b.requests - a.requests).slice(0, 8);
    return rows.length === 0 ? nothing("No requests.") : healthTable(rows);
  }, { more: h("a.all", { href: link("health") }, "All tenants"),
    tools: offers(HEALTH) ? downloads(HEALTH, reportParameters()) : null });
}

/** Rows of the report where the server has it, else of a query. */
async function healthRows(limit = 10_000) {
  if (offers(HEALTH)) {
    const answer = await report(HEALTH, reportParameters());
    return answer.rows.map((row) => ({ ...row, p50: latency(row, "p50"), p99: latency(row, "p99") }));
  }
  const rows = await query(`${queryFilters()}stats count(*) as requests, sum(errors) as errors, `
    + "sum(if(outcome = \"throttled\", 1, 0)) as throttles, pct(@duration, 50) as p50, "
    + `pct(@duration, 99) as p99 by tenant | sort requests desc | limit ${limit}`,
  queryParameters());
  return rows.map((row) => ({ ...row, requests: Number(row.requests), errors: Number(row.errors),
    throttles: Number(row.throttles) }));
}

function latency(row, name) {
  const key = Object.keys(row).find((one) => one.includes(name) && !one.includes("first"));
  return key ? row[key] : null;
}

function healthTable(rows) {
  const number = (name, title, text) => ({
    name, title, isNumber: true, key: (row) => Number(row[name] ?? 0), cell: text,
  });
  return table({
    title: "Tenant health", rows, search: (row) => row.tenant ?? "(unattributed)", columns: [
      { name: "tenant", title: "Tenant", key: (row) => row.tenant ?? "",
        cell: (row) => tenantLink(row.tenant) },
      number("requests", "Requests", (row) => count(row.requests)),
      { name: "rate", title: "Failed", isNumber: true, key: (row) => row.errors / row.requests,
        cell: (row) => h(`span${row.errors / row.requests > 0.05 ? ".up" : ""}`,
          { title: `${count(row.errors)} errors` }, ratio(row.errors, row.requests)) },
      number("throttles", "Throttled", (row) => count(row.throttles)),
      number("p50", "p50", (row) => milliseconds(row.p50)),
      number("p99", "p99", (row) => milliseconds(row.p99)),
    ],
  });
}

export function health() {
  const answer = report("cost-per-tenant", reportParameters());
  const isReport = offers(HEALTH);
  return h("div.view", {}, heading("Tenant health", answer), card("All tenants", async () => {
    if (isReport) return reportTable(await report(HEALTH, reportParameters()));
    const rows = await healthRows();
    return rows.length === 0 ? nothing("No requests.") : healthTable(rows);
  }, { wide: true, tools: isReport ? downloads(HEALTH, reportParameters()) : null }));
}
