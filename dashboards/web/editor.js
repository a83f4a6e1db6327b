// The query editor: a plain text area over a coloured copy of its text, with completion.

import { getJSON } from "./api.js";
import { fill, h } from "./dom.js";
import { server } from "./parts.js";

const TOKEN = /("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(#[^\n]*)|(\/(?:[^/\\\n]|\\.)+\/)|(\d+(?:\.\d+)?[a-z]*)|([@A-Za-z_][\w@.]*)|(\|)/g;
const KEYWORDS = new Set(["by", "as", "asc", "desc", "and", "or", "not", "in", "like", "source"]);
const LIST_MAX = 8;

let words = null;

/** onRun takes the text. Gives {element, run}. */
export function editor(text, onRun) {
  const copy = h("pre", { "aria-hidden": true });
  const list = h("ul.completion", { role: "listbox", id: "completion", hidden: true });
  const area = h("textarea", {
    spellcheck: "false", autocapitalize: "off", autocomplete: "off", rows: 3,
    "aria-label": "Query", "aria-controls": "completion", "aria-autocomplete": "list",
    placeholder: "stats sum(cost) as cost by tenant | sort cost desc",
    oninput: () => { paint(); complete(); }, onkeydown: key, onblur: () => setTimeout(close, 150),
    onscroll: () => { copy.scrollTop = area.scrollTop; }, onclick: close,
  });
  area.value = text;
  let choices = [];
  let at = 0;
  load().then(paint, () => {});
  paint();
  const run = () => {
    close();
    if (area.value.trim()) onRun(area.value.trim());
  };
  return { element: h("div.editor", {}, copy, area, list), run };

  function paint() {
    const known = new Map((words ?? []).map((word) => [word.name.toLowerCase(), word.kind]));
    const parts = [];
    let end = 0;
    for (const match of area.value.matchAll(TOKEN)) {
      parts.push(area.value.slice(end, match.index));
      const [all, string, comment, pattern, number, name, bar] = match;
      const kind = string ? "string" : comment ? "comment" : pattern ? "pattern" : number ? "digits"
        : bar ? "command" : KEYWORDS.has(name.toLowerCase()) ? "command"
          : known.get(name.toLowerCase()) ?? "";
      parts.push(kind ? h(`span.q-${kind}`, {}, all) : all);
      end = match.index + all.length;
    }
    fill(copy, parts, area.value.slice(end), "\n");
    area.style.height = "auto";
    area.style.height = `${Math.min(320, area.scrollHeight + 2)}px`;
  }

  /** The word before the caret, and whether a command may stand there. */
  function here() {
    const before = area.value.slice(0, area.selectionStart);
    const word = /[@A-Za-z_][\w@.]*$/.exec(before)?.[0] ?? "";
    const rest = before.slice(0, before.length - word.length);
    return { word, isCommand: /(^|\|)\s*$/.test(rest), isText: isInside(rest) };
  }

  function isInside(text) {
    let quote = "";
    for (const one of text) if (one === quote) quote = "";
      else if (!quote && (one === '"' || one === "'")) quote = one;
    return quote !== "";
  }

  function complete(isWanted = false) {
    const { word, isCommand, isText } = here();
    if (isText || (!word && !isWanted && !isCommand) || (!word && !isWanted)) return close();
    const wanted = word.toLowerCase();
    choices = (words ?? []).filter((one) => (one.kind === "command") === isCommand)
      .filter((one) => one.name.toLowerCase().includes(wanted) && one.name !== word)
      .sort((a, b) => b.name.toLowerCase().startsWith(wanted) - a.name.toLowerCase().startsWith(wanted))
      .slice(0, LIST_MAX);
    if (choices.length === 0) return close();
    at = 0;
    show();
  }

  function show() {
    fill(list, choices.map((one, index) => h("li", {
      role: "option", id: `choice-${index}`, "aria-selected": index === at,
      onpointerdown: (event) => { event.preventDefault(); at = index; accept(); },
    }, h("b", {}, one.name), h("small", {}, one.kind === "field" ? `${one.syntax}; ${one.meaning}`
      : `${one.syntax} – ${one.meaning}`))));
    area.setAttribute("aria-activedescendant", `choice-${at}`);
    list.hidden = false;
  }

  function close() {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function accept() {
    const { word } = here();
    const chosen = choices[at];
    const isCall = chosen.kind === "function" || chosen.kind === "aggregate";
    const start = area.selectionStart - word.length;
    area.setRangeText(chosen.name + (isCall ? "(" : " "), start, area.selectionStart, "end");
    close();
    paint();
    area.focus();
  }

  function key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return run();
    }
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return complete(true);
    }
    if (list.hidden) return undefined;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) at = (at + move + choices.length) % choices.length;
    if (move) show();
    else if (event.key === "Tab" || event.key === "Enter") accept();
    else if (event.key === "Escape") close();
    else return undefined;
    event.preventDefault();
    return undefined;
  }
}

/** The words of the language, without money where nobody may see it. */
async function load() {
  if (words) return;
  const { words: all } = await getJSON("api/words");
  words = server.listing.shows_money ? all : all.filter((word) => !/cost/.test(word.name));
}
