// Which tenants' cost changed most against the period before.

import { units } from "./decimal.js";
import { h } from "./dom.js";
import { measure, sums } from "./figures.js";
import { change } from "./money.js";
import { card, nothing, showsMoney, tenantLink } from "./parts.js";
import { periodBefore, periodText } from "./times.js";
import { reportBefore } from "./view-overview.js";

export function moversCard(answer, limit = 8) {
  return card("Top movers", async () => {
    const now = await answer;
    const earlier = periodBefore(now.period);
    const before = earlier && await reportBefore(earlier);
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
  });
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
