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
