// The first view: cost per tenant and feature cost per tier, then how that came about.

import { report } from "./api.js";
import { matrixCard } from "./card-matrix.js";
import { classesCard, coverageCard, findingsCard, modelsCard } from "./card-mix.js";
import { anomaliesCard, moversCard } from "./card-movers.js";
import { timeCard } from "./card-time.js";
import { bars, spark } from "./charts.js";
import { units } from "./decimal.js";
import { called, fill, h } from "./dom.js";
import { leading, measure, overTime, sums, totalTokens } from "./figures.js";
import { noteNames } from "./filters.js";
import { change, count, percent, ratio, short } from "./money.js";
import { card, downloads, emptyNote, server, showsMoney, tenantLink, tile } from "./parts.js";
import { filterKeys, here, link, reportParameters, state } from "./state.js";
import { periodBefore, periodText } from "./times.js";
import { healthCard } from "./view-health.js";

export function overview() {
  const view = h("div.view");
  // The first rows and one for the rest: so the first view comes as fast with 10,000 tenants.
  const answer = report("cost-per-tenant", reportParameters({ top: 10 }));
  const features = report("feature-cost-per-tier", reportParameters());
  const first = Promise.allSettled([answer, features]);
  const head = heading("Overview", answer);
  const tiles = h("dl.tiles", { "aria-busy": true }, Array.from({ length: 5 }, () =>
    h("div.tile", {}, h("div.waiting"))));
  fill(view, head, tiles, h("div.cards", {},
    card("Cost per tenant", async () => tenantBars(await answer), {
      tools: downloads("cost-per-tenant", reportParameters()),
      more: h("a.all", { href: link("tenants") }, "All tenants"),
    }),
    matrixCard(),
    timeCard(answer, "tier", first),
    modelsCard(first), classesCard(answer), moversCard(first), healthCard(first),
    anomaliesCard(first), coverageCard(answer), findingsCard(answer, { wide: true })));
  if (!showsMoney()) view.querySelector("h2").textContent = "Requests per tenant";
  answer.then((figures) => drawTiles(tiles, figures, features),
    (error) => fill(tiles, h("p.fault", {}, error.message)))
    .finally(() => tiles.removeAttribute("aria-busy"));
  return view;
}

/** The title with the period and the filters that hold, and what an empty report says. */
export function heading(title, answer, crumbs = null) {
  const { params } = state();
  const period = h("p.period", {}, "\u00A0");
  const note = h("div");
  answer.then((figures) => {
    fill(period, periodText(figures.period), figures.filters.scope
      ? h("span.chip", {}, "Only ", called(figures.filters.scope)) : null,
    filterKeys.filter((key) => params[key] && !(crumbs && key === "tenant")).map((key) =>
      h("span.chip", {}, `${key} `, called(params[key]),
        h("a", { href: here({ [key]: null }), "aria-label": `Remove the filter ${key}` }, "×"))));
    if (figures.rows.length > 0) return;
    fill(note, emptyNote(figures.note));
    // The rest of the view would only repeat it.
    while (element.nextSibling) element.nextSibling.remove();
  }, () => {});
  const element = h("div.heading", {}, crumbs, h("h1", {}, title), period, note);
  return element;
}

/** `features`: a report that counts tenants; nothing where one tenant is shown. */
export function drawTiles(tiles, figures, features = null) {
  noteNames("tenant", figures.rows.filter((row) => !row.others).map((row) => row.tenant));
  const { totals, coverage, currency } = figures;
  const requests = totals.requests ?? 0;
  const cost = units(totals.cost);
  const isComplete = totals.cost_complete !== false;
  const [before, line, tenants, each] = [h("span"), h("div"), h("span", {}, "\u00A0"), h("span")];
  features?.then((answer) => {
    const number = answer.totals.tenants ?? 0;
    fill(tenants, count(number));
    if (showsMoney() && number > 0)
      fill(each, `${measure(currency).text(cost / BigInt(number))} each`);
  }, () => {});
  fill(tiles,
    showsMoney() ? tile("Cost", h("span", { title: `${totals.cost} ${currency}`, "data-exact":
      totals.cost }, measure(currency).text(cost, { isComplete }), " ",
    h("small", {}, currency)), before, line) : null,
    tile("Requests", count(requests),
      requests > 0 ? `${ratio(totals.errors ?? 0, requests)} failed` : null),
    tile("Tokens", h("span", { title: count(totalTokens(totals)) }, short(totalTokens(totals))),
      requests > 0 ? `${short(totalTokens(totals) / requests)} a request` : null),
    state().params.tenant || server.listing.access.tenant ? null
      : tile("Tenants", tenants, each),
    tile("Coverage", percent(coverage.priced_share), "of tokens have a price"));
  if (!showsMoney() || figures.rows.length === 0) return;
  drawChange(before, figures, cost);
  overTime(figures.period, null).then(({ series }) =>
    fill(line, spark(series[0]?.values ?? [])), () => {});
}

/** Against the period before: the same report, asked once more. */
async function drawChange(place, figures, cost) {
  const earlier = periodBefore(figures.period);
  if (!earlier) return;
  try {
    const answer = await reportBefore(earlier);
    if (answer.rows.length === 0) return fill(place, "nothing in the period before");
    const { sign, text } = change(units(answer.totals.cost), cost);
    fill(place, `${sign} ${text} against `, h("span", { title: periodText(answer.period) },
      "the period before"));
  } catch {
    fill(place);
  }
}

export function reportBefore(earlier, more = { top: 1 }) {
  const none = { month: null, day: null, last: null };
  return report("cost-per-tenant", reportParameters({ ...none, ...earlier, ...more }));
}

function tenantBars(figures) {
  const { unit } = measure(figures.currency);
  const list = leading(sums(figures.rows, "tenant"), 11, (rest) => `${count(rest)} other tenants`);
  const tiers = new Map(figures.rows.map((row) => [row.tenant, row.tier]));
  if (list.length === 0) return h("p.nothing", {}, "No usage.");
  return [h("p.unit", {}, unit), bars(list.map((one) => ({
    label: one.isRest ? h("a", { href: link("tenants") }, one.name) : tenantLink(one.name),
    parts: [one.value], texts: [one.text], text: one.text, colour: one.isRest ? 7 : 0,
    note: [one.isRest ? "" : tiers.get(one.name) ?? "(none)", ratio(one.value, one.total)]
      .filter((word) => word).join(" · "),
  })))];
}
