// Feature cost per tier: features by tiers, each cell tinted by its part of the largest.

import { report } from "./api.js";
import { tint } from "./charts.js";
import { exact, units } from "./decimal.js";
import { called, h } from "./dom.js";
import { sums } from "./figures.js";
import { noteNames } from "./filters.js";
import { count, fittedTexts } from "./money.js";
import { card, downloads, filterLink, nothing, showsMoney } from "./parts.js";
import { filterValue, link, reportParameters } from "./state.js";

const NAME = "feature-cost-per-tier";

export function matrixCard({ wide = false } = {}) {
  return card(showsMoney() ? "Feature cost per tier" : "Feature requests per tier",
    async () => matrix(await report(NAME, reportParameters())), {
      wide, tools: downloads(NAME, reportParameters()),
      more: wide ? null : h("a.all", { href: link("features") }, "All features"),
    });
}

/** At most so many rows and columns; the rest is on the page of features. */
function matrix(figures, rowsMax = 12, columnsMax = 6) {
  const { rows } = figures;
  if (rows.length === 0) return nothing("No usage.");
  noteNames("tier", rows.map((row) => row.tier));
  noteNames("feature", rows.map((row) => row.feature));
  const column = showsMoney() ? "cost" : "requests";
  const values = rows.map((row) => units(String(row[column])));
  const total = values.reduce((sum, one) => sum + one, 0n);
  const texts = showsMoney() ? fittedTexts(values, total) : rows.map((row) => count(row.requests));
  const features = sums(rows, "feature").slice(0, rowsMax);
  const tiers = sums(rows, "tier").slice(0, columnsMax);
  const largest = values.reduce((most, one) => (one > most ? one : most), 0n);
  const place = new Map(rows.map((row, index) => [JSON.stringify([row.feature, row.tier]), index]));
  const cell = (feature, tier) => {
    const index = place.get(JSON.stringify([feature.name, tier.name]));
    if (index === undefined) return h("td.t0");
    const sign = rows[index].cost_complete === false ? "≥ " : "";
    const changes = { feature: filterValue("feature", feature.name),
      tier: filterValue("tier", tier.name) };
    return h(`td.${tint(values[index], largest)}`, { title: `${exact(values[index])} `
      + `${showsMoney() ? figures.currency : "requests"}; ${count(rows[index].requests)} requests` },
    h("a", { href: link("overview", changes) }, sign + texts[index]));
  };
  // The printed cells add up to the printed sums: both come of the same rounding.
  const sumText = (wanted) => {
    const places = [...rows.keys()].filter((index) => wanted(rows[index]));
    const isComplete = places.every((index) => rows[index].cost_complete !== false);
    return (isComplete ? "" : "≥ ") + added(places.map((index) => texts[index]));
  };
  const hidden = sums(rows, "feature").length - features.length;
  return [h("p.unit", {}, showsMoney() ? figures.currency : ""),
    h("div.scroll", { role: "region", tabindex: 0, "aria-label": "Features by tiers" },
      h("table.matrix", {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Feature"),
          tiers.map((tier) => h("th.n", { scope: "col" }, filterLink("tier", tier.name))),
          h("th.n", { scope: "col" }, "Total"))),
        h("tbody", {}, features.map((feature) => h("tr", {},
          h("th", { scope: "row" }, filterLink("feature", feature.name)),
          tiers.map((tier) => cell(feature, tier)),
          h("td.sum", {}, sumText((row) => row.feature === feature.name))))),
        h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "Total"),
          tiers.map((tier) => h("td.n", {}, sumText((row) => row.tier === tier.name))),
          h("td.n", {}, sumText(() => true)))))),
    hidden > 0 ? h("p.note", {}, "and ", called(`${count(hidden)} smaller features`)) : null];
}

/** Adds up printed texts such as "1,234.50". */
function added(texts) {
  const digits = Math.max(0, ...texts.map((text) => (text.split(".")[1] ?? "").length));
  const sum = texts.reduce((all, text) => all + units(text.replaceAll(",", "")), 0n);
  return fittedTexts([sum], sum, digits)[0];
}
