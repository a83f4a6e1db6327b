// What views are made of: cards that load, headings with downloads, links that drill down.

import { download } from "./api.js";
import { called, fill, h } from "./dom.js";
import { filterValue, link } from "./state.js";

/** What the server said about itself and about who looks; set by app.js. */
export const server = { listing: null };

export function showsMoney() {
  return server.listing.shows_money;
}

export function columnTitle(report, name) {
  const columns = server.listing.reports.find((one) => one.name === report)?.columns ?? [];
  const known = columns.find((one) => one.name === name)?.title;
  return known ?? name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
}

/**
 * A card whose content comes later: `load` gives a node, or several. The space is kept, faults are
 * shown in it, and the rest of the page does not wait. With `after`, it asks only when that has come.
 */
export function card(title, load, { wide = false, more = null, tools = null, after = null } = {}) {
  const body = h("div.body", { "aria-busy": true }, h("div.waiting"));
  const element = h(`section.card${wide ? ".wide" : ""}`, {},
    h("header", {}, h("h2", {}, title), h("div.tools", {}, tools, more)), body);
  Promise.resolve(after).catch(() => {}).then(load).then(
    (content) => fill(body, content),
    (error) => fill(body, h("p.fault", {}, error.message)))
    .finally(() => body.removeAttribute("aria-busy"));
  return element;
}

/** Buttons that save a report as it is shown. */
export function downloads(report, parameters) {
  const formats = [["csv", "CSV"], ["html", "HTML"], ["xlsx", "XLSX"]]
    .filter(([format]) => server.listing.formats.includes(format));
  return formats.map(([format, label]) => h("button.quiet", {
    type: "button", "data-format": format, title: `Save these figures as ${label}`,
    onclick: (event) => saving(event.currentTarget, () => download(report, parameters, format)),
  }, label));
}

/** Runs what saves a file; its button says what went wrong. */
export async function saving(button, save) {
  button.disabled = true;
  try {
    await save();
  } catch (error) {
    document.querySelector(".status").textContent = error.message;
  }
  button.disabled = false;
}

export function tenantLink(name) {
  return h("a", { href: link("tenant", { tenant: filterValue("tenant", name) }) },
    called(name, "(unattributed)"));
}

/** A link that adds a filter to the overview. */
export function filterLink(key, name) {
  return h("a", { href: link("overview", { [key]: filterValue(key, name) }) }, called(name));
}

export function tile(label, value, note, extra) {
  return h("div.tile", {}, h("dt", {}, label), h("dd", {}, value),
    note ? h("dd.note", {}, note) : null, extra ? h("dd.line", {}, extra) : null);
}

export function nothing(text) {
  return h("p.nothing", {}, text);
}

/** The server's sentence about a report without rows, with a link to where usage is. */
export function emptyNote(note) {
  const hint = /^(.*?;\s*to see it): meter report.*?--(month|day) ([0-9-]+)$/.exec(note ?? "")
    ?? /^(.*?;\s*to see it): meter report.*?--from (\S+) --to (\S+)$/.exec(note ?? "");
  if (!hint) return h("p.notice", {}, note ?? "No usage in this period.");
  const none = { month: null, day: null, last: null, from: null, to: null };
  const changes = note.includes("--from") ? { ...none, from: hint[2], to: hint[3] }
    : { ...none, [hint[2]]: hint[3] };
  return h("p.notice", {}, hint[1].replace(/;\s*to see it$/, ". "),
    h("a", { href: link("overview", changes) }, "Show it"));
}
