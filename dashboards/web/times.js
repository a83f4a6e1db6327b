// Periods and buckets as people read them.

import { state } from "./state.js";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];
const DAY = 86_400_000;

function parts(instant, zone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "2-digit",
    minute: "2-digit", hourCycle: "h23",
  });
  const found = Object.fromEntries(format.formatToParts(instant).map((one) => [one.type, one.value]));
  return { ...found, day: Number(found.day), name: MONTHS[found.month - 1] };
}

/** Zones that browsers do not know, such as "+05:30" in old ones, are shown in UTC. */
function known(zone) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

/** "1–30 November 2026, UTC": the last day included. */
export function periodText(period) {
  const zone = known(period.timezone);
  const first = parts(new Date(period.from), zone);
  const last = parts(new Date(Date.parse(period.to) - 1), zone);
  const isWhole = first.hour === "00" && first.minute === "00";
  const end = `${last.day} ${last.name} ${last.year}`;
  if (!isWhole || Date.parse(period.to) - Date.parse(period.from) < DAY * 0.9)
    return `${first.day} ${first.name} ${first.year}, ${first.hour}:${first.minute} to `
      + `${end}, ${last.hour}:${last.minute}, ${period.timezone}`;
  const isSame = first.month === last.month && first.year === last.year;
  if (isSame && first.day === last.day) return `${end}, ${period.timezone}`;
  if (isSame) return `${first.day} – ${end}, ${period.timezone}`;
  const start = first.year === last.year ? `${first.day} ${first.name}`
    : `${first.day} ${first.name} ${first.year}`;
  return `${start} – ${end}, ${period.timezone}`;
}

export function instantText(text, zone = "UTC") {
  const at = parts(new Date(`${text}`.replace(" ", "T").replace(/Z?$/, "Z")), known(zone));
  return `${at.day} ${at.name.slice(0, 3)} ${at.hour}:${at.minute}`;
}

/** A bucket that suits the length of a period. */
export function fittingBucket(period) {
  const { params } = state();
  if (params.by) return params.by;
  const days = (Math.min(Date.parse(period.to), Date.now()) - Date.parse(period.from)) / DAY;
  return days <= 2.5 ? "hour" : days <= 100 ? "day" : days <= 400 ? "week" : "month";
}

export function bucketText(start, bucket, zone = "UTC") {
  const at = parts(new Date(start), known(zone));
  if (bucket === "hour") return `${at.day} ${at.name.slice(0, 3)} ${at.hour}:${at.minute}`;
  if (bucket === "month") return `${at.name.slice(0, 3)} ${at.year}`;
  return `${at.day} ${at.name.slice(0, 3)}`;
}

/** The starts of all buckets from the first to the last that are known; gaps are filled. */
export function allBuckets(starts, bucket, period) {
  const known = [...new Set(starts)].sort();
  const step = { hour: 3_600_000, day: DAY, week: 7 * DAY }[bucket];
  if (!step || period.timezone !== "UTC" || known.length === 0) return known;
  const all = [];
  const last = Math.min(Date.parse(period.to) - 1, Math.max(Date.now(), Date.parse(known.at(-1))));
  for (let at = Date.parse(known[0]); at <= last && all.length < 2000; at += step)
    all.push(new Date(at).toISOString().replace(".000Z", "Z"));
  return known.every((one) => all.includes(one)) ? all : known;
}

/** The period before, as parameters; for one that is not over, as much of it as has passed. */
export function periodBefore(period) {
  const [from, to] = [Date.parse(period.from), Date.parse(period.to)];
  const hour = 3_600_000;
  const passed = Math.min(to, Math.ceil(Date.now() / hour) * hour) - from;
  if (passed <= 0) return null;
  const begin = new Date(from);
  const isMonth = period.timezone === "UTC" && begin.getUTCDate() === 1 && from % DAY === 0
    && Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1, 1) === to;
  const start = isMonth ? Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() - 1, 1)
    : from - (to - from);
  const end = passed >= to - from ? from : Math.min(from, start + passed);
  const text = (at) => new Date(at).toISOString().replace(".000Z", "Z");
  return { from: text(start), to: text(end), timezone: period.timezone };
}
