// Charts in SVG: columns over time, bars, lines of a tile, a matrix. Their figures stand beside
// them as text or show on hover and by the arrow keys. Only lengths are made of rounded numbers.

import { drawn } from "./decimal.js";
import { called, fill, h, s, sized } from "./dom.js";
import { short } from "./money.js";

const COLOURS = 8;

export function colour(index) {
  return `c${index % COLOURS}`;
}

/** Names with their colours. */
export function legend(names) {
  if (names.length < 2) return null;
  return h("ul.legend", {}, names.map((name, index) =>
    h("li", {}, h(`i.${colour(index)}`, { "aria-hidden": true }), name)));
}

/**
 * Columns over time, one stack a bucket.
 * buckets: texts; series: [{name, values: one unit or null a bucket}]; text: units → text.
 */
export function columns({ title, buckets, series, text, height = 220 }) {
  const tip = h("div.tip", { hidden: true });
  const place = h("div.columns");
  sized(place, (width) => drawColumns({ title, buckets, series, text, height, width, tip }));
  return h("figure.time", {}, h("div.plot", {}, place, tip),
    h("figcaption", {}, legend(series.map((one) => called(one.name)))));
}

function drawColumns({ title, buckets, series, text, height, width, tip }) {
  const totals = buckets.map((_, index) =>
    series.reduce((sum, one) => sum + (one.values[index] ?? 0n), 0n));
  const highest = Math.max(...totals.map(drawn), 0);
  const ticks = niceTicks(highest);
  const top = ticks[ticks.length - 1] || 1;
  const [left, bottom, above] = [56, 24, 8];
  const step = (width - left - 4) / Math.max(buckets.length, 1);
  const y = (value) => above + (height - bottom - above) * (1 - value / top);
  const grid = ticks.map((tick) => s("g", {},
    s("line.grid", { x1: left, x2: width, y1: y(tick), y2: y(tick) }),
    s("text.axis", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, short(tick))));
  const stacks = buckets.map((_, index) => stack(index));
  const labels = axisLabels();
  const shade = s("rect.shade", { y: above, width: step, height: height - bottom - above });
  const svg = s("svg", {
    width, height, viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0,
    "aria-label": `${title}: arrow keys read the figures`,
    onpointermove: (event) => show(Math.floor((event.offsetX - left) / step)),
    onpointerleave: hide, onblur: hide,
    onkeydown: (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }[event.key];
      if (!move) return;
      event.preventDefault();
      const from = current ?? (move > 0 ? -1 : buckets.length);
      show(Math.min(buckets.length - 1, Math.max(0, from + move)));
    },
  }, grid, shade, stacks, labels);
  let current = null;
  hide();
  return svg;

  function stack(index) {
    let below = 0;
    return s("g", {}, series.map((one, number) => {
      const value = drawn(one.values[index] ?? 0n);
      if (value <= 0) return null;
      const rect = s(`rect.${colour(number)}`, {
        x: left + index * step + step * 0.1, width: Math.max(step * 0.8, 0.5),
        y: y(below + value), height: Math.max(y(below) - y(below + value), 0.4),
      });
      below += value;
      return rect;
    }));
  }

  function axisLabels() {
    // About what the longest one takes; none stands beyond an edge.
    const room = 6.4 * Math.max(...buckets.map((bucket) => bucket.length));
    const every = Math.ceil(buckets.length / Math.max(1, Math.floor((width - left) / (room + 30))));
    return buckets.map((bucket, index) => (index % every ? null : s("text.axis", {
      x: Math.max(room / 2, Math.min(width - room / 2, left + (index + 0.5) * step)),
      y: height - 6, "text-anchor": "middle",
    }, bucket)));
  }

  function show(index) {
    if (!(index >= 0 && index < buckets.length)) return hide();
    current = index;
    shade.setAttribute("x", left + index * step);
    shade.removeAttribute("visibility");
    const shown = series.map((one, number) => [one, number])
      .filter(([one]) => (one.values[index] ?? 0n) !== 0n);
    fill(tip, h("strong", {}, buckets[index]),
      series.length > 1 && shown.map(([one, number]) => h("div", {},
        h(`i.${colour(number)}`), called(one.name), h("b", {}, text(one.values[index])))),
      h("div.sum", {}, h("span", {}, series.length > 1 ? "Total" : title),
        h("b", {}, text(totals[index]))));
    tip.hidden = false;
    const wanted = left + (index + 0.5) * step;
    tip.style.left = `${Math.max(0, Math.min(width - tip.offsetWidth,
      wanted > width / 2 ? wanted - tip.offsetWidth - step : wanted + step))}px`;
    svg.setAttribute("aria-label", tip.innerText.replace(/\s+/g, " "));
  }

  function hide() {
    current = null;
    tip.hidden = true;
    shade.setAttribute("visibility", "hidden");
  }
}

/** 0, step, 2 step … so that the last is not below the highest. */
export function niceTicks(highest) {
  if (!(highest > 0)) return [0];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const ticks = [0];
  while (ticks[ticks.length - 1] < highest - step * 1e-9)
    ticks.push(Number((ticks.length * step).toPrecision(12)));
  return ticks;
}

/**
 * Bars, the longest first: [{label: element, parts: [units], text, note}].
 */
export function bars(rows, names = []) {
  const longest = Math.max(...rows.map((row) => drawn(sum(row.parts))), 0);
  return h("figure", {},
    h("ol.bars", {}, rows.map((row) => h("li", {},
      h("span.label", {}, row.label), h("span.value", {}, row.text),
      h("span.track", { "aria-hidden": true }, row.parts.map((part, index) =>
        h(`i.${colour(row.colour ?? index)}`, {
          "width%": longest > 0 ? ((drawn(part) / longest) * 100).toFixed(3) : 0,
          title: names[index] ? `${names[index]}: ${row.texts[index]}` : null,
        }))),
      row.note ? h("span.note", {}, row.note) : null))),
    names.length > 1 ? h("figcaption", {}, legend(names)) : null);
}

function sum(parts) {
  return parts.reduce((total, part) => total + part, 0n);
}

/** One bar of parts that make a whole: [{name, value: units, text}]. */
export function parts(list) {
  const total = drawn(sum(list.map((one) => one.value)));
  return h("div.parts", { "aria-hidden": true }, list.map((one, index) =>
    h(`i.${colour(one.colour ?? index)}`, {
      "width%": total > 0 ? ((drawn(one.value) / total) * 100).toFixed(3) : 0,
      title: `${one.name}: ${one.text}`,
    })));
}

/** A small line without axes. */
export function spark(values) {
  if (values.length < 2) return null;
  const numbers = values.map(drawn);
  const highest = Math.max(...numbers) || 1;
  const points = numbers.map((value, index) =>
    `${((index / (numbers.length - 1)) * 100).toFixed(2)},${(28 - (value / highest) * 26).toFixed(2)}`);
  return s("svg.spark", { viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": true },
    s("polygon", { points: `0,30 ${points.join(" ")} 100,30` }),
    s("polyline", { points: points.join(" ") }));
}

/** How strong a matrix' cell is tinted: 0 to 8. */
export function tint(value, largest) {
  if (value <= 0n || largest <= 0n) return "t0";
  return `t${Math.min(8, 1 + Number(((value - 1n) * 8n) / largest))}`;
}
