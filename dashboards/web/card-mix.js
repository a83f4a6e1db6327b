// What usage is made of: models and token classes; and how far figures can be trusted.

import { report } from "./api.js";
import { bars, parts } from "./charts.js";
import { units } from "./decimal.js";
import { called, h } from "./dom.js";
import { leading, sums, tokenClasses } from "./figures.js";
import { noteNames } from "./filters.js";
import { count, fittedTexts, percent, ratio, short } from "./money.js";
import { card, downloads, filterLink, nothing, showsMoney } from "./parts.js";
import { reportParameters } from "./state.js";

/** Cost by model. */
export function modelsCard(after = null) {
  return barsCard("Models", "cost-per-model", "model", {
    after, label: (name) => filterLink("model", name), rest: "models",
  });
}

/** Cost by user of one tenant. */
export function usersCard() {
  return barsCard("Users", "cost-per-user", "user", {
    label: (name) => called(name, "(no user named)"), rest: "users",
  });
}

function barsCard(title, name, key, { after = null, label, rest: restName }) {
  return card(title, async () => {
    const { rows } = await report(name, reportParameters({ top: 60 }));
    if (key === "model")
      noteNames(key, rows.filter((row) => !row.others).map((row) => row.model));
    const list = leading(sums(rows, key), 9, (rest) => `${count(rest)} other ${restName}`);
    if (list.length === 0) return nothing("No usage.");
    return bars(list.map((one) => ({
      label: one.isRest ? one.name : label(one.name),
      parts: [one.value], texts: [one.text], colour: one.isRest ? 7 : 1,
      text: one.value === 0n && !one.isComplete ? "no price" : one.text,
      note: `${ratio(one.value, one.total)} · ${count(one.requests)} requests`,
    })));
  }, { tools: downloads(name, reportParameters()), after });
}

/** Tokens by class, and what each class costs. */
export function classesCard(answer) {
  return card("Token classes", async () => {
    const { totals, currency } = await answer;
    const list = tokenClasses(totals);
    if (list.length === 0) return nothing("No tokens.");
    const sum = list.reduce((all, one) => all + one.tokens, 0);
    const costs = list.map((one) => units(one.cost ?? "0"));
    const cost = costs.reduce((all, one) => all + one, 0n);
    const texts = fittedTexts(costs, cost);
    const one = (value, index) => ({ name: list[index].name, value, text: "" });
    return [
      h("p.unit", {}, "Tokens"),
      parts(list.map((each, index) => ({ ...one(BigInt(each.tokens), index),
        value: units(String(each.tokens)), text: count(each.tokens) }))),
      showsMoney() ? [h("p.unit", {}, `Cost, ${currency}`),
        parts(costs.map((value, index) => ({ ...one(value, index), text: texts[index] })))] : null,
      h("table.plain.classes", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Class"),
        h("th.n", { scope: "col" }, "Tokens"), h("th.n", { scope: "col" }, "Share"),
        showsMoney() ? [h("th.n", { scope: "col" }, "Cost"), h("th.n", { scope: "col" }, "Share")]
          : null)),
      h("tbody", {}, list.map((each, index) => h("tr", {},
        h("th", { scope: "row" }, h(`i.key.c${index % 8}`), each.name),
        h("td.n", { title: count(each.tokens) }, short(each.tokens)),
        h("td.n", {}, ratio(each.tokens, sum)),
        showsMoney() ? [h("td.n", { title: each.cost }, texts[index]),
          h("td.n", {}, ratio(costs[index], cost))] : null)))),
    ];
  });
}

export function findingsCard(answer, { wide = false } = {}) {
  return card("Findings", async () => {
    const { findings } = await answer;
    if (findings.length === 0) return nothing("Nothing in the data asks for attention.");
    const items = findings.map((one) => h("li", {}, h("span.count", {}, count(one.count)),
      h("div", {}, h("strong", {}, one.kind.replaceAll("_", " ")),
        h("p", {}, called(one.message)))));
    const list = h("ul.findings", {}, items.slice(0, 6));
    return [list, items.length > 6 ? h("button.quiet", {
      type: "button",
      onclick: (event) => { list.append(...items.slice(6)); event.currentTarget.remove(); },
    }, `Show ${count(items.length - 6)} more`) : null];
  }, { wide });
}

export function coverageCard(answer) {
  return card("Coverage", async () => {
    const { coverage, totals, price_book: book } = await answer;
    const shares = [["priced", "have a price"], ["attributed", "have a tenant"],
      ["measured", "are measured, not estimated"]];
    const counts = [["Tokens without a price", totals.unpriced_tokens],
      ["Tokens left out that a second span repeated", coverage.suppressed_tokens],
      ["Spans that came again", coverage.duplicate_spans],
      ["Spans refused", coverage.refused_spans],
      ["Metric points refused", coverage.refused_points],
      ["Log records refused", coverage.refused_records]].filter(([, number]) => number !== undefined);
    return [h("ul.meters", {}, shares.map(([name, text]) => {
      const share = coverage[`${name}_share`];
      return h("li", {}, h("strong", {}, percent(share)), ` of tokens ${text}`,
        h("span.track", { "aria-hidden": true }, h(`i.${Number(share) < 1 ? "c2" : "c1"}`, {
          "width%": Number(share) * 100 })));
    })), h("dl.facts", {}, counts.map(([name, number]) => h("div", {}, h("dt", {}, name),
      h("dd", {}, count(number)))), h("div", {}, h("dt", {}, "Price book"),
      h("dd", { title: book.sha256 }, called(book.name), ` as of ${book.as_of}`)))];
  });
}
