// Every report that the server has.

import { report } from "./api.js";
import { h } from "./dom.js";
import { columns } from "./charts.js";
import { units } from "./decimal.js";
import { measure } from "./figures.js";
import { card, columnTitle, downloads, server } from "./parts.js";
import { reportTable } from "./report-table.js";
import { here, reportParameters, state } from "./state.js";
import { bucketText } from "./times.js";
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
    card("All figures", async () => chartAndTable(await answer),
      { wide: true, tools: [byLinks(params), downloads(chosen.name, parameters)] }));
}

/** The table, with a chart over time where rows are buckets, and the report's further tables. */
function chartAndTable(answer) {
  const { column, title, text, unit } = measure(answer.currency);
  // Rows of every bucket; days that stand alone make no chart.
  const hasTimes = (answer.report === "cost-over-time" || state().params.by)
    && answer.columns.some((one) => one.name === "period_start") && answer.columns.some((one) => one.name === column);
  const starts = hasTimes ? [...new Set(answer.rows.map((row) => row.period_start))] : [];
  const bucket = state().params.by ?? "day";
  const values = starts.map((start) => answer.rows.filter((row) => row.period_start === start)
    .reduce((sum, row) => sum + units(String(row[column] ?? 0)), 0n));
  const buckets = starts.map((start) => bucketText(start, bucket, answer.period.timezone));
  return [starts.length > 1 ? [h("p.unit", {}, unit),
    columns({ title, buckets, series: [{ name: title, values }], text })] : null,
  reportTable(answer),
  (answer.sections ?? []).map((section) => [h("h2.section", {}, columnTitle(answer.report,
    section.name)), reportTable({ ...answer, sections: [], ...section })])];
}

function byLinks(params) {
  return h("span.choices.small", {}, [null, "hour", "day", "week", "month"].map((by) => h("a", {
    href: here({ by }), "aria-current": (params.by ?? null) === by ? "true" : null,
  }, by ? `by ${by}` : "in total")));
}
