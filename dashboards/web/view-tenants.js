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
