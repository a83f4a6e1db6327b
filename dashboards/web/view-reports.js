// Every report that the server has.

import { report } from "./api.js";
import { h } from "./dom.js";
import { card, downloads, server } from "./parts.js";
import { reportTable } from "./report-table.js";
import { here, reportParameters, state } from "./state.js";
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
    card("All figures", async () => reportTable(await answer),
      { wide: true, tools: [byLinks(params), downloads(chosen.name, parameters)] }));
}

function byLinks(params) {
  return h("span.choices.small", {}, [null, "hour", "day", "week", "month"].map((by) => h("a", {
    href: here({ by }), "aria-current": (params.by ?? null) === by ? "true" : null,
  }, by ? `by ${by}` : "in total")));
}
