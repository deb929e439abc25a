// Times as people read them, in the workspace's zone.
import { now } from "./clock.js";
import { language, say, zone } from "./frame.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const korean = language === "ko";
const speaking = korean ? "ko-KR" : "en-GB";
const format = (given, place = speaking) =>
  new Intl.DateTimeFormat(place, { timeZone: zone, ...given });

const clock = format({ hour: "numeric", minute: "2-digit" }, korean ? "ko-KR" : "en-US");
const fullDay = format({ dateStyle: "full" });
const shortDay = format({ day: "numeric", month: korean ? "long" : "short" });
const dayOfYear = format({ day: "numeric", month: korean ? "numeric" : "short", year: "numeric" });
const number = format({ year: "numeric", month: "2-digit", day: "2-digit" }, "sv-SE");

export const timeWords = (at) => clock.format(new Date(at)).replace(/\u202f/g, " ");
export const dayWords = (at) => fullDay.format(new Date(at));
export const dayOf = (at) => number.format(new Date(at));

// When a room was last used: a time today, else yesterday, else the day.
export function listWords(at) {
  const day = dayOf(at);
  if (day === dayOf(now())) return timeWords(at);
  if (day === dayOf(now() - DAY)) return say("yesterday");
  const sameYear = day.slice(0, 4) === dayOf(now()).slice(0, 4);
  return (sameYear ? shortDay : dayOfYear).format(new Date(at));
}

const units = (count, unit, unitDisplay = "long") =>
  new Intl.NumberFormat(speaking, { style: "unit", unit, unitDisplay }).format(count);
const left = (count, unit) => say("left", { time: units(count, unit, korean ? "long" : "short") });

// A length of time in its largest whole unit: "1시간", "3 days".
export function lengthWords(seconds) {
  const ms = seconds * SECOND;
  if (ms % DAY === 0) return units(ms / DAY, "day");
  if (ms % HOUR === 0) return units(ms / HOUR, "hour");
  if (ms % MINUTE === 0) return units(ms / MINUTE, "minute");
  return units(seconds, "second");
}

// How long is left: hours, then minutes, the last minute in seconds.
export function leftWords(ms) {
  if (ms >= HOUR) return left(Math.floor(ms / HOUR), "hour");
  if (ms >= MINUTE) return left(Math.floor(ms / MINUTE), "minute");
  return left(Math.max(Math.ceil(ms / SECOND), 0), "second");
}

// In how many milliseconds those words change.
export const leftChanges = (ms) => (ms > MINUTE ? (ms % MINUTE) + 1 : (ms % SECOND) + 1);

export { DAY, HOUR };
