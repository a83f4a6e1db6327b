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
