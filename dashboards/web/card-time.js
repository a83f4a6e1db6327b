// Cost over time, as columns: split by tier, feature or model.

import { columns } from "./charts.js";
import { fill, h } from "./dom.js";
import { measure, overTime } from "./figures.js";
import { card, downloads, nothing, showsMoney } from "./parts.js";
import { go, here, reportParameters, state } from "./state.js";
import { fittingBucket } from "./times.js";

const SPLITS = [["tier", "by tier"], ["feature", "by feature"], ["", "in total"]];

export function timeCard(answer, split, after = null) {
  const body = h("div");
  const chosen = h("select", {
    "aria-label": "Split columns", onchange: () => draw(chosen.value),
  }, SPLITS.map(([value, label]) => h("option", { value, selected: value === split }, label)));
  const bucket = h("select", {
    "aria-label": "Columns of", onchange: () => go(here({ by: bucket.value }), { replaces: true }),
  });
  const tools = h("span", {});
  const draw = async (by) => {
    const { period, currency } = await answer;
    const shown = fittingBucket(period);
    fill(bucket, ["hour", "day", "week", "month"].map((one) =>
      h("option", { value: one, selected: one === shown }, `by ${one}`)));
    fill(tools, downloads("feature-cost-per-tier", reportParameters({ by: shown })));
    const { series, buckets } = await overTime(period, by || null);
    const { title, text, unit } = measure(currency);
    const named = series.map((one) => ({ ...one, name: one.name ?? "(none)" }));
    fill(body, buckets.length === 0 ? nothing("No usage.")
      : [h("p.unit", {}, unit), columns({ title, buckets, series: named, text })]);
  };
  return card(showsMoney() ? "Cost over time" : "Requests over time", async () => {
    await draw(state().params.split ?? split);
    return body;
  }, { wide: true, tools: [chosen, bucket, tools], after });
}
