// Any report as a table: the columns worth showing, in the order of every printed report.

import { fittingDigits, grouped, units } from "./decimal.js";
import { called, h } from "./dom.js";
import { amount, columnTexts, count, fittedTexts, milliseconds, percent } from "./money.js";
import { columnTitle, filterLink, nothing, tenantLink } from "./parts.js";
import { link } from "./state.js";
import { bucketText, instantText } from "./times.js";
import { table } from "./table.js";

const LINKS = { tenant: tenantLink, session: sessionLink, ...Object.fromEntries(["tier", "feature", "model"]
  .map((key) => [key, (name) => filterLink(key, name)])) };

/** columns: their names, or null for all that are not zero everywhere. */
export function reportTable(answer, { columns = null, page = 50 } = {}) {
  const { rows, totals } = answer;
  if (rows.length === 0) return nothing(answer.note ?? "No usage.");
  const chosen = answer.columns
    .filter((column) => (columns ? columns.includes(column.name) : isInteresting(column, rows)))
    .map((column, index) => ({ column, index, rank: rank(column) }))
    .sort((a, b) => (columns ? columns.indexOf(a.column.name) - columns.indexOf(b.column.name)
      : a.rank - b.rank || a.index - b.index))
    .map(({ column }) => describe(column, answer));
  const sums = Object.fromEntries(answer.columns.map((column) =>
    [column.name, totalText(column, totals, rows)]));
  const texts = answer.columns.filter((column) => column.type === "string");
  return table({
    title: columnTitle(answer.report, "report"), columns: chosen, rows, totals: totals && sums, page,
    search: (row) => texts.map((column) => row[column.name] ?? absent(column.name)).join(" "),
  });
}

function absent(name) {
  return name === "tenant" ? "(unattributed)" : "(none)";
}

function sessionLink(name) {
  return name ? h("a", { href: link("session", { session: name }) }, called(name)) : called(name);
}

/** Names: those that lead somewhere are links; a row of others says how many. */
function names(name, answer) {
  const first = answer.columns.find((column) => column.type === "string")?.name;
  return (row) => {
    if (row.others) return name === first ? `${count(row.others)} others` : "";
    return LINKS[name] ? LINKS[name](row[name]) : called(row[name], absent(name));
  };
}

function isInteresting(column, rows) {
  if (column.type === "decimal") return rows.some((row) => row[column.name] !== null);
  if (column.name === "metered_requests" || column.name.endsWith("_complete")) return false;
  if (column.type === "integer") return rows.some((row) => row[column.name]);
  if (column.type === "money") return rows.some((row) => Number(row[column.name]) !== 0);
  return true;
}

function rank(column) {
  if (["string", "timestamp"].includes(column.type)) return 0;
  if (column.name === "cost") return 1;
  if (column.name === "share") return 2;
  return column.type === "money" && column.name.includes("_per_") ? 3 : 4;
}

function describe(column, answer) {
  const { name, type } = column;
  const shared = { name, title: columnTitle(answer.report, name) };
  switch (type) {
    case "money": return { ...shared, isNumber: true, ...moneyCells(name, answer) };
    case "integer": return { ...shared, isNumber: true, key: (row) => row[name] ?? 0,
      cell: (row) => (row[name] === null ? "" : count(row[name])) };
    case "decimal": return { ...shared, isNumber: true, key: (row) => units(row[name]),
      cell: (row) => decimalText(name, row[name]) };
    case "timestamp": return { ...shared, key: (row) => row[name] ?? "", ...times(name, answer) };
    case "boolean": return { ...shared, key: (row) => String(row[name]),
      cell: (row) => (row[name] ? "yes" : "no") };
    default: return { ...shared, key: (row) => row[name] ?? "",
      cell: names(name, answer) };
  }
}

/** Parts of a whole as percentages, lengths of time in seconds as people say them. */
function decimalText(name, text) {
  if (text === null || text === undefined) return "–";
  if (name === "usual_ratio") return `${Number(text).toFixed(1)} ×`;
  if (name === "error_rate" && Number(text) > 0.05) return h("span.up", {}, percent(text));
  if (/share$|_rate$|_ratio$/.test(name)) return percent(text);
  if (/latency|ttft|duration/.test(name)) return milliseconds(Number(text) * 1000);
  return grouped(text);
}

/** Instants; starts of days without their midnight. */
function times(name, answer) {
  const zone = answer.period.timezone;
  const isDaily = answer.rows.every((row) => !row[name]
    || instantText(row[name], zone).endsWith(" 00:00"));
  return { cell: (row) => h("span.time", { title: row[name] },
    row[name] ? isDaily ? bucketText(row[name], "day", zone) : instantText(row[name], zone) : "") };
}

/** Amounts that add up to their total are rounded together; quotients each for itself. */
function moneyCells(name, answer) {
  const { rows, totals } = answer;
  const values = rows.map((row) => units(row[name]));
  const sum = values.reduce((all, one) => all + one, 0n);
  const adds = totals?.[name] !== undefined && units(totals[name]) === sum;
  const digits = fittingDigits(units(totals?.cost ?? totals?.[name] ?? "0"));
  const texts = adds ? fittedTexts(values, sum, digits) : columnTexts(values);
  return {
    key: (row) => units(row[name]),
    cell: (row, index) => (row[name] === null || row[name] === undefined ? ""
      : h("span", { title: row[name] },
        (name === "cost" && row.cost_complete === false ? "≥ " : "") + texts[index])),
  };
}

function totalText(column, totals, rows) {
  const value = totals?.[column.name];
  if (value === undefined || value === null) return "";
  if (column.type === "integer") return count(value);
  if (column.type === "decimal") return decimalText(column.name, value);
  if (column.type !== "money") return "";
  const sum = units(value);
  const adds = rows.reduce((all, row) => all + units(row[column.name]), 0n) === sum;
  const text = adds ? amount(sum, { digits: fittingDigits(units(totals.cost ?? value)) })
    : amount(sum);
  const sign = column.name === "cost" && totals.cost_complete === false ? "≥ " : "";
  return h("span", { title: value, "data-exact": value }, sign + text);
}
