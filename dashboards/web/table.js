// A table of any length: sorted by a click on a heading, searched by text, shown page by page.

import { units } from "./decimal.js";
import { fill, h } from "./dom.js";
import { count } from "./money.js";

const PAGE = 50;

/**
 * columns: [{name, title, isNumber, cell: (row, index) → node or text, key: row → bigint, number
 * or text}]; totals: texts by column name, or null. Rows stand as given until a heading is clicked.
 */
export function table({ title, columns, rows, totals = null, page = PAGE, search = null }) {
  const view = { rows, at: 0, sort: null, isDown: true, text: "" };
  const head = h("tr");
  const body = h("tbody");
  const foot = h("div.pages");
  const texts = search && rows.map((row) => search(row).toLowerCase());
  const order = rows.map((_, index) => index);
  let shown = order;

  const box = search && rows.length > 12 ? h("input.search", {
    type: "search", placeholder: `Search ${count(rows.length)} rows`,
    "aria-label": "Show only rows with this text; totals stay those of all",
    oninput: () => { view.text = box.value.toLowerCase(); view.at = 0; choose(); draw(); },
  }) : null;

  fill(head, columns.map((column, place) => h("th", { scope: "col", class: kind(column) },
    h("button", { type: "button", onclick: () => sortBy(place) }, column.title))));
  draw();
  return h("div.tabled", {}, box,
    h("div.scroll", { role: "region", tabindex: 0, "aria-label": title },
      h("table", {}, h("thead", {}, head), body, totals && h("tfoot", {}, h("tr", {},
        columns.map((column, place) => (place === 0 ? h("th", { scope: "row" }, "Total")
          : h("td", { class: kind(column) }, totals[column.name] ?? ""))))))), foot);

  function kind(column) {
    return column.isNumber ? "n" : null;
  }

  function sortBy(place) {
    view.isDown = view.sort === place ? !view.isDown : columns[place].isNumber;
    view.sort = place;
    view.at = 0;
    [...head.cells].forEach((cell, index) => {
      if (index === place) cell.setAttribute("aria-sort", view.isDown ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    const keys = rows.map((row) => columns[place].key(row));
    const sign = view.isDown ? -1 : 1;
    order.sort((a, b) => sign * compare(keys[a], keys[b]) || a - b);
    choose();
    draw();
  }

  function choose() {
    shown = view.text ? order.filter((index) => texts[index].includes(view.text)) : order;
  }

  function draw() {
    const end = Math.min(shown.length, view.at + page);
    fill(body, shown.slice(view.at, end).map((index) => h("tr", {}, columns.map((column, place) =>
      h(place === 0 ? "th" : "td", { class: kind(column), scope: place === 0 ? "row" : null },
        column.cell(rows[index], index))))));
    const last = Math.floor(Math.max(0, shown.length - 1) / page) * page;
    fill(foot, shown.length <= page && shown.length === rows.length ? null : [
      h("span", {}, shown.length === 0 ? "No such row"
        : `${count(view.at + 1)} – ${count(end)} of ${count(shown.length)}`),
      turn("First", "«", 0, view.at > 0), turn("Previous", "‹", view.at - page, view.at > 0),
      turn("Next", "›", view.at + page, end < shown.length),
      turn("Last", "»", last, end < shown.length)]);
  }

  function turn(label, sign, at, isPossible) {
    return h("button", {
      type: "button", "aria-label": `${label} page`, disabled: !isPossible,
      onclick: () => {
        view.at = at;
        draw();
        const next = foot.querySelector(`[aria-label="${label} page"]`);
        (next.disabled ? foot.querySelector("button:not(:disabled)") : next)?.focus();
      },
    }, sign);
  }
}

function compare(a, b) {
  if (typeof a === "string" || typeof b === "string")
    return String(a ?? "").localeCompare(String(b ?? ""), undefined, { numeric: true });
  return a === b ? 0 : a > b ? 1 : -1;
}

/** A key for sorting by exact decimals. */
export function exactKey(text) {
  return units(text);
}
