// What is shown stands in the address behind "#", so that a view can be sent: the view's name,
// then the period and filters by the names of the command line's options. Nothing of it reaches
// the server's or a proxy's log.

export const periodKeys = ["month", "day", "last", "from", "to"];
export const filterKeys = ["tier", "tenant", "feature", "model"];
const keptKeys = [...periodKeys, ...filterKeys, "timezone"];

export function state() {
  const text = location.hash.replace(/^#/, "");
  const [view, search = ""] = text.split("?");
  return { view: view || "overview", params: Object.fromEntries(new URLSearchParams(search)) };
}

/** An address: another view with the same period and filters, but for `changes` (null removes). */
export function link(view, changes = {}) {
  const { params } = state();
  const next = {};
  for (const key of keptKeys) if (params[key]) next[key] = params[key];
  Object.assign(next, changes);
  return address(view, next);
}

/** This view with some parameters changed. */
export function here(changes) {
  const { view, params } = state();
  return address(view, { ...params, ...changes });
}

function address(view, params) {
  const given = Object.entries(params).filter(([, value]) => value);
  const search = new URLSearchParams(given).toString();
  return `#${view}${search ? `?${search}` : ""}`;
}

export function go(hash, { replaces = false } = {}) {
  if (replaces) {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = hash;
  }
}

/** The parameters of a report: period, time zone and filters. */
export function reportParameters(more = {}) {
  const { params } = state();
  const chosen = {};
  for (const key of keptKeys) if (params[key]) chosen[key] = params[key];
  return { ...chosen, ...more };
}

/** The parameters of a query: it takes period and time zone; filters stand in its text. */
export function queryParameters() {
  const chosen = reportParameters();
  for (const key of filterKeys) delete chosen[key];
  return chosen;
}

/** The filters as commands of a query, each behind a bar: "| filter tier = "premium" ". */
export function queryFilters(more = {}) {
  const { params } = state();
  return [...filterKeys, "session"]
    .map((key) => [key, more[key] ?? (key === "session" ? null : params[key])])
    .filter(([, value]) => value)
    .map(([key, value]) => (value === "(unattributed)" || value === "(none)"
      ? `not ispresent(${key})` : `${key} = ${quoted(value)}`))
    .map((condition) => `filter ${condition} | `).join("");
}

/** A text as the query language writes it. */
export function quoted(text) {
  const escapes = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t" };
  return `"${text.replace(/[\\"\n\t]/g, (one) => escapes[one])}"`;
}

/** Names of absent tenants and others, as filters take them. */
export function filterValue(key, value) {
  if (value !== null && value !== undefined && value !== "") return value;
  return key === "tenant" ? "(unattributed)" : "(none)";
}
