// Which tenants' cost changed most against the period before.

import { report } from "./api.js";
import { fittingDigits, units } from "./decimal.js";
import { h } from "./dom.js";
import { measure, sums } from "./figures.js";
import { change } from "./money.js";
import { card, downloads, nothing, showsMoney, tenantLink } from "./parts.js";
import { reportParameters } from "./state.js";
import { bucketText, periodBefore, periodText } from "./times.js";
import { reportBefore } from "./view-overview.js";

const COLUMNS = { columns: "tenant,requests" };
const MONEY_COLUMNS = { columns: "tenant,requests,cost,cost_complete" };

export function moversCard(after, limit = 8) {
  return card("Top movers", async () => {
    const columns = showsMoney() ? MONEY_COLUMNS : COLUMNS;
    const now = await report("cost-per-tenant", reportParameters(columns));
    const earlier = periodBefore(now.period);
    const before = earlier && await reportBefore(earlier, columns);
    if (!before || before.rows.length === 0)
      return nothing("The period before holds no usage to compare with.");
    const { text } = measure(now.currency);
    const old = new Map(sums(before.rows, "tenant").map((one) => [one.name, one.value]));
    const current = new Map(sums(now.rows, "tenant").map((one) => [one.name, one.value]));
    const moves = [...new Set([...old.keys(), ...current.keys()])].map((name) => {
      const [from, to] = [old.get(name) ?? 0n, current.get(name) ?? 0n];
      return { name, from, to, by: to - from };
    }).filter((one) => one.by !== 0n).sort((a, b) => compare(size(b.by), size(a.by)));
    if (moves.length === 0) return nothing("Nothing changed.");
    const digits = showsMoney() ? largestDigits(now, before) : undefined;
    return [h("p.unit", {}, `against ${periodText(before.period)}`),
      h("table.plain.movers", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Tenant"),
        ["Before", "Now", "Change"].map((one) => h("th.n", { scope: "col" }, one)),
        h("th.n", { scope: "col" }, h("span.hidden", {}, "Change in percent")))),
      h("tbody", {}, moves.slice(0, limit).map((one) => {
        const { sign, text: part } = change(one.from, one.to);
        return h("tr", {}, h("th", { scope: "row" }, tenantLink(one.name)),
          h("td.n", {}, text(one.from, { digits })), h("td.n", {}, text(one.to, { digits })),
          h("td.n", {}, `${one.by > 0n ? "+" : "−"}${text(size(one.by), { digits })}`),
          h("td.n", {}, h(`span.${one.by > 0n ? "up" : "down"}`, {}, `${sign} ${part}`)));
      })))];
  }, { after });
}

/** Days on which a tenant was far from its own pattern. */
export function anomaliesCard(after, limit = 8) {
  if (!showsMoney()) return null;
  const parameters = reportParameters();
  return card("Days out of pattern", async () => {
    const answer = await report("anomalies", parameters);
    if (answer.rows.length === 0) return nothing("No tenant's day was far from what is usual for it.");
    const rows = [...answer.rows].sort((a, b) => compare(surplus(b), surplus(a))).slice(0, limit);
    const { text } = measure(answer.currency);
    const digits = fittingDigits(units(rows[0].cost));
    return [h("p.unit", {}, answer.currency), h("table.plain.outliers", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Tenant"), h("th", { scope: "col" }, "Day"),
        ["Cost", "Usual", "Times"].map((one) => h("th.n", { scope: "col" }, one)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, tenantLink(row.tenant)),
        h("td", {}, bucketText(row.period_start, "day", answer.period.timezone)),
        h("td.n", { title: row.cost }, text(units(row.cost), { digits })),
        h("td.n", { title: row.usual_cost }, text(units(row.usual_cost), { digits })),
        h("td.n", {}, h("span.up", {}, row.usual_ratio ? `${Number(row.usual_ratio).toFixed(1)} ×`
          : "–"))))))];
  }, { after, tools: downloads("anomalies", parameters) });
}

function surplus(row) {
  return units(row.cost) - units(row.usual_cost);
}

function largestDigits(now, before) {
  const most = [now, before].map((one) => units(one.totals.cost))
    .reduce((a, b) => (a > b ? a : b));
  return most >= units("1000") ? 2 : most >= units("1") ? 4 : 6;
}

function size(value) {
  return value < 0n ? -value : value;
}

function compare(a, b) {
  return a === b ? 0 : a > b ? 1 : -1;
}
