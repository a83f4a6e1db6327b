// The server, asked with the token of whoever looks. The token lives in this tab only.

import { state } from "./state.js";

const KEY = "meter.token";

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: (text) => sessionStorage.setItem(KEY, text),
  forget: () => sessionStorage.removeItem(KEY),
};

/** What was answered already; emptied at each refresh. */
let answers = new Map();

export function forgetAnswers() {
  answers = new Map();
}

async function send(path, options = {}) {
  const headers = { ...options.headers };
  if (token.get()) headers.Authorization = `Bearer ${token.get()}`;
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, "The server does not answer.");
  }
  if (!response.ok) throw new Refusal(response.status, await reason(response));
  return response;
}

async function reason(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return body.error ?? body.message ?? text;
  } catch {
    return text || `the server answered ${response.status}`;
  }
}

/** A promise for an answer, kept until the next refresh; one that failed is asked again. */
function kept(key, make) {
  if (!answers.has(key)) {
    const promise = make();
    answers.set(key, promise);
    promise.catch(() => answers.delete(key));
  }
  return answers.get(key);
}

export function getJSON(path) {
  return kept(path, async () => (await send(path)).json());
}

/** A report's JSON. Parameters without a value are left out. */
export function report(name, parameters = {}) {
  return getJSON(reportPath(name, parameters));
}

export function reportPath(name, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  return `api/reports/${encodeURIComponent(name)}${query ? `?${query}` : ""}`;
}

/** The rows of a query: objects whose numbers are exact texts. */
export function query(text, parameters = {}) {
  return kept(`query ${text} ${JSON.stringify(parameters)}`, async () => {
    const response = await sendQuery(text, parameters, "ndjson");
    const lines = (await response.text()).split("\n").filter((line) => line);
    return lines.map((line) => JSON.parse(line, numbersAsTexts));
  });
}

/** Sums may have more digits than a number of JavaScript holds: where browsers tell, they stay. */
function numbersAsTexts(key, value, context) {
  if (typeof value !== "number") return value;
  return context?.source ?? String(value);
}

export function sendQuery(text, parameters, format, signal) {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value));
  return send("api/query", {
    method: "POST", headers: { "Content-Type": "application/json" }, signal,
    body: JSON.stringify({ ...given, query: text, format }),
  });
}

/** Saves what a path answers, in one of the server's formats. */
export async function download(name, parameters, format) {
  save(await send(reportPath(name, { ...parameters, format })), name, format);
}

export async function downloadQuery(text, parameters, format) {
  save(await sendQuery(text, parameters, format), "query", format);
}

async function save(response, name, format) {
  const { tier, tenant } = state().params;
  const words = [name, ...Object.values(periodWords()), tier, tenant].filter((word) => word);
  const file = words.join("_").replace(/[^\p{L}\p{N}_-]+/gu, "-").slice(0, 120);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `${file}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function periodWords() {
  const { month, day, last, from, to } = state().params;
  return { month, day, last, from, to };
}
